#include "reference/faults/fault_entry.hpp"

#include <utility>

#include "reference/negotiation.hpp"

namespace conform::reference {

std::string in_name(std::string_view text) {
  std::string name;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') {
      name += '-';
      name += static_cast<char>(c - 'A' + 'a');
    } else {
      name += c == '/' || c == '_' ? '-' : c;
    }
  }
  return name;
}

std::string in_name(Operation operation) { return in_name(name_of(operation)); }

Object* data_of(const Call& call, Response& response) {
  if (!call.served() || !call.route.operation || !on_users(*call.route.operation) || !response.document) return nullptr;
  Value* data = find(*response.document, "data");
  return data == nullptr ? nullptr : data->object();
}

Object* attributes_of(const Call& call, Response& response) {
  Object* data = data_of(call, response);
  Value* attributes = data == nullptr ? nullptr : find(*data, "attributes");
  return attributes == nullptr ? nullptr : attributes->object();
}

const Object* attributes_in(const Value& document) {
  const Value* data = find(document, "data");
  const Value* attributes = data == nullptr ? nullptr : find(*data, "attributes");
  return attributes == nullptr ? nullptr : attributes->object();
}

Array* errors_of(Response& response) {
  Value* errors = response.document ? find(*response.document, "errors") : nullptr;
  return errors == nullptr ? nullptr : errors->array();
}

void restate(Response& response, int status) {
  response.status = status;
  Array* errors = errors_of(response);
  if (errors == nullptr) return;
  for (Value& error : *errors) {
    if (error.object() != nullptr) set(*error.object(), "status", std::to_string(status));
  }
}

void as_text(Response& response, std::string media_type, std::string text) {
  response.media_type = std::move(media_type);
  response.text = std::move(text);
  response.document.reset();
}

void without_body(Response& response) {
  response.media_type.clear();
  response.document.reset();
  response.text.reset();
}

Response plain_error(int status, const std::string& code, const std::string& title) {
  Response response;
  response.status = status;
  response.media_type = std::string{json_api_type};
  response.document =
      Value{Object{{"errors", Array{Object{{"status", std::to_string(status)}, {"code", code}, {"title", title}}}}}};
  return response;
}

void on_served(Behaviour& behaviour, Operation operation, std::function<void(const Call&, Response&)> change) {
  behaviour.on_response.emplace_back([operation, change = std::move(change)](const Call& call, Response& response) {
    if (call.served() && call.is(operation)) change(call, response);
  });
}

void on_status(Behaviour& behaviour, int status, std::optional<Operation> operation,
               std::function<void(const Call&, Response&)> change) {
  behaviour.on_response.emplace_back([=, change = std::move(change)](const Call& call, Response& response) {
    if (call.refused_status != status || !call.route.operation) return;
    if (!operation || call.is(*operation)) change(call, response);
  });
}

void ignore_refusals(Behaviour& behaviour, Operation operation, std::set<std::string> reasons) {
  behaviour.on_refusal.emplace_back(
      [operation, reasons = std::move(reasons)](const Call& call, const Refusal& refusal) {
        return call.is(operation) && reasons.contains(refusal.reason);
      });
}

void on_write(Behaviour& behaviour, Operation operation,
              std::function<void(const Call&, const UserRecord& before, UserRecord& next)> change) {
  behaviour.writers.emplace_back(
      [operation, change = std::move(change)](const Call& call, const UserRecord& before, UserRecord& next) {
        if (call.is(operation)) change(call, before, next);
      });
}

}  // namespace conform::reference
