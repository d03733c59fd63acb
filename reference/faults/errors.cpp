#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <utility>

#include "reference/faults/fault_entry.hpp"

// Area 3, the error document, and the part of area 1 that is about error statuses.

namespace conform::reference {

namespace {

struct Refusable {
  Operation operation;
  std::vector<int> statuses;  // that a client can bring about
};

std::vector<Refusable> refusables() {
  return {{Operation::set_user, {401, 403, 404, 406, 415, 422}},
          {Operation::update_user, {401, 403, 404, 406, 415, 422}},
          {Operation::get_user, {401, 403, 404}},
          {Operation::set_user_attributes, {401, 403}},
          {Operation::get_user_attributes, {401}}};
}

constexpr std::array statuses{401, 403, 404, 406, 415, 422};

using Change = std::function<void(const Call&, Response&)>;

void html(const Call&, Response& response) {
  as_text(response, "text/html; charset=utf-8", "<!doctype html><title>Error</title><h1>Something went wrong</h1>");
}

// Changes each error object of a document.
Change in_errors(std::function<void(Object&)> change) {
  return [change = std::move(change)](const Call&, Response& response) {
    Array* errors = errors_of(response);
    if (errors == nullptr) return;
    for (Value& error : *errors) {
      if (error.object() != nullptr) change(*error.object());
    }
  };
}

void add_error_fault(FaultEntries& entries, std::string name, std::string description, std::string requirement,
                     const char* level, int status, Change change) {
  entries.push_back({{std::move(name), std::move(description), std::move(requirement), level, 3, ""},
                     [status, change = std::move(change)](Behaviour& behaviour) {
                       on_status(behaviour, status, std::nullopt, change);
                     }});
}

// For error documents of every status.
void add_everywhere(FaultEntries& entries, std::string name, std::string description, std::string requirement,
                    const char* level, Change change) {
  entries.push_back({{std::move(name), std::move(description), std::move(requirement), level, 3, ""},
                     [change = std::move(change)](Behaviour& behaviour) {
                       behaviour.on_response.emplace_back([change](const Call& call, Response& response) {
                         if (!call.served()) change(call, response);
                       });
                     }});
}

void add_bodies(FaultEntries& entries) {
  const std::string shape = "Every documented error status has an error document.";
  add_error_fault(entries, "not-found-as-html", "404 comes with a page of HTML.", shape, "must", 404, html);
  add_error_fault(
      entries, "unauthorized-as-text", "401 comes with the word Unauthorized in text/plain.", shape, "must", 401,
      [](const Call&, Response& response) { as_text(response, "text/plain; charset=utf-8", "Unauthorized\n"); });
  for (const Refusable& refusable : refusables()) {
    const Operation operation = refusable.operation;
    for (const int status : refusable.statuses) {
      const std::string suffix = ":" + std::to_string(status) + ":" + in_name(operation);
      const std::string what = std::string{name_of(operation)} + " responds with " + std::to_string(status);
      entries.push_back({{"error-as-html" + suffix, what + " with a page of HTML.", shape, "must", 3,
                          std::string{name_of(operation)}},
                         [=](Behaviour& behaviour) { on_status(behaviour, status, operation, html); }});
      entries.push_back({{"error-without-body" + suffix, what + " without a body.", shape, "must", 3,
                          std::string{name_of(operation)}},
                         [=](Behaviour& behaviour) {
                           on_status(behaviour, status, operation,
                                     [](const Call&, Response& response) { without_body(response); });
                         }});
    }
  }
}

void add_by_status(FaultEntries& entries) {
  for (const int status : statuses) {
    const std::string number = std::to_string(status);
    add_error_fault(entries, "error-status-number:" + number,
                    "The error object of a " + number + " has its status as a number.",
                    "status is a string equal to the HTTP status.", "must", status,
                    in_errors([status](Object& error) { set(error, "status", Value{status}); }));
    add_error_fault(entries, "error-status-differs:" + number,
                    "The error object of a " + number + " has the status 400.",
                    "status is a string equal to the HTTP status.", "must", status,
                    in_errors([](Object& error) { set(error, "status", "400"); }));
    add_error_fault(entries, "errors-empty:" + number, "The error document of a " + number + " has no errors in it.",
                    "errors is a non-empty array of objects.", "must", status, [](const Call&, Response& response) {
                      response.document = Value{Object{{"errors", Array{}}}};
                    });
    add_error_fault(entries, "errors-object:" + number,
                    "The error document of a " + number + " has one object as errors.",
                    "errors is a non-empty array of objects.", "must", status, [](const Call&, Response& response) {
                      Value first = errors_of(response)->front();
                      response.document = Value{Object{{"errors", std::move(first)}}};
                    });
    add_error_fault(entries, "error-media-type:" + number,
                    "The error document of a " + number + " comes as application/json.",
                    "The media type is the documented one.", "must", status,
                    [](const Call&, Response& response) { response.media_type = "application/json"; });
  }
}

void add_members(FaultEntries& entries) {
  const std::string typed = "Every member of an error object has its documented type.";
  const auto wrong = [&](const std::string& member, const Value& value, const std::string& as) {
    add_everywhere(entries, "error-" + member + "-as-" + as, "Error objects have " + member + " as " + as + ".", typed,
                   "must", in_errors([=](Object& error) { set(error, member, value); }));
  };
  wrong("id", Value{17}, "number");
  wrong("code", Value{1000}, "number");
  wrong("title", Array{"generic error"}, "array");
  wrong("detail", Object{{"en", "generic error"}}, "object");
  wrong("source", "/data", "string");
  wrong("meta", "none", "string");
  wrong("links", Array{}, "array");
  add_everywhere(entries, "error-without-members", "Error objects are empty.",
                 "An error object has at least one member.", "must", in_errors([](Object& error) { error.clear(); }));
  add_everywhere(entries, "error-beside-data", "Error documents have data too.", "data and errors are never together.",
                 "must", [](const Call&, Response& response) {
                   if (response.document && response.document->object() != nullptr) {
                     set(*response.document->object(), "data", nullptr);
                   }
                 });
  add_everywhere(entries, "error-id-repeated", "All error objects have one id.", "id differs between occurrences.",
                 "should", in_errors([](Object& error) { set(error, "id", "cbgmhslmp1o9or9kh1p0"); }));
  entries.push_back({{"error-title-varies", "The title of an error has a running number.",
                      "title does not change from occurrence to occurrence.", "should", 3, ""},
                     [](Behaviour& behaviour) {
                       auto count = std::make_shared<std::atomic<int>>(0);
                       behaviour.on_response.emplace_back([count](const Call&, Response& response) {
                         Array* errors = errors_of(response);
                         if (errors == nullptr) return;
                         for (Value& error : *errors) {
                           if (Value* title = find(error, "title"); title != nullptr && title->string() != nullptr) {
                             *title->string() += " #" + std::to_string(++*count);
                           }
                         }
                       });
                     }});
  add_error_fault(entries, "error-title-names-record", "The title of an error has the id of the path in it.",
                  "title does not change from occurrence to occurrence.", "should", 404,
                  [](const Call& call, Response& response) {
                    Array* errors = errors_of(response);
                    if (errors == nullptr) return;
                    for (Value& error : *errors) set(*error.object(), "title", "no record " + call.route.user_id);
                  });
  add_everywhere(entries, "error-code-missing", "Error objects have no code.", "code is present.", "should",
                 in_errors([](Object& error) { remove(error, "code"); }));
  for (const int status : {403, 404, 422}) {
    add_error_fault(entries, "error-code-missing:" + std::to_string(status),
                    "The errors of a " + std::to_string(status) + " have no code.", "code is present.", "should",
                    status, in_errors([](Object& error) { remove(error, "code"); }));
  }
  for (const int status : {401, 403, 404, 406, 415, 422}) {
    entries.push_back({{"error-code-varies:" + std::to_string(status),
                        "The code of a " + std::to_string(status) + " is another one each time.",
                        "code is the same in two occurrences of a problem.", "should", 3, ""},
                       [status](Behaviour& behaviour) {
                         auto count = std::make_shared<std::atomic<int>>(0);
                         on_status(behaviour, status, std::nullopt, [count](const Call& call, Response& response) {
                           Array* errors = call.refused == "unlinked" ? nullptr : errors_of(response);
                           if (errors == nullptr) return;
                           for (Value& error : *errors)
                             set(*error.object(), "code", "E" + std::to_string(1000 + ++*count));
                         });
                       }});
  }
  const auto pointer = [&](const std::string& name, const std::string& description, const std::string& requirement,
                           const std::function<std::string(const std::string&)>& change) {
    add_error_fault(entries, name, description, requirement, "should", 422, in_errors([=](Object& error) {
                      Value* source = find(error, "source");
                      if (source == nullptr || source->object() == nullptr) return;
                      Value* text = find(*source, "pointer");
                      if (text != nullptr && text->string() != nullptr) *text = change(*text->string());
                    }));
  };
  pointer("error-pointer-dangling", "source.pointer leads to a member that the request does not have.",
          "source.pointer resolves in the request document.", [](const std::string& text) { return text + "/value"; });
  pointer("error-pointer-relative", "source.pointer is the bare name of the attribute.",
          "source.pointer is a JSON Pointer.", [](const std::string& text) {
            return text.substr(text.rfind('/') == std::string::npos ? 0 : text.rfind('/') + 1);
          });
  pointer("error-pointer-empty-for-camels", "source.pointer is empty for attributes with a capital in their names.",
          "source.pointer names the offending member.", [](const std::string& text) {
            const bool camel = std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
            return camel ? std::string{} : text;
          });
  pointer("error-pointer-elsewhere", "source.pointer always leads to data/type.",
          "source.pointer names the offending member.", [](const std::string&) { return std::string{"/data/type"}; });
}

void add_other_statuses(FaultEntries& entries) {
  struct Other {
    int status;
    std::vector<int> instead;
    int area;  ///< that says when this status is the right one
  };
  const std::vector<Other> others{{401, {400, 403, 500}, 8},  {403, {400, 401, 500}, 8},  {404, {400, 410, 500}, 9},
                                  {406, {400, 415, 500}, 10}, {415, {400, 406, 500}, 11}, {422, {400, 409, 500}, 12}};
  for (const Other& other : others) {
    for (const int instead : other.instead) {
      const std::string from = std::to_string(other.status);
      const std::string to = std::to_string(instead);
      std::string name = std::string{"status-"}.append(from).append("-as-").append(to);
      std::string description =
          std::string{"Returns "}.append(to).append(" where ").append(from).append(" is documented.");
      entries.push_back(
          {{std::move(name), std::move(description), "The status is the documented one.", "must", other.area, ""},
           [status = other.status, instead](Behaviour& behaviour) {
             on_status(behaviour, status, std::nullopt,
                       [instead](const Call&, Response& response) { restate(response, instead); });
           }});
    }
  }
}

}  // namespace

void add_error_faults(FaultEntries& entries) {
  add_bodies(entries);
  add_by_status(entries);
  add_members(entries);
  add_other_statuses(entries);
}

}  // namespace conform::reference
