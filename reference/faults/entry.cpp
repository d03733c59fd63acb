#include "reference/faults/entry.hpp"

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

Object* data_of(const Call& call, Answer& answer) {
  if (!call.served() || !call.route.operation || !on_users(*call.route.operation) || !answer.document) return nullptr;
  Value* data = find(*answer.document, "data");
  return data == nullptr ? nullptr : data->object();
}

Object* attributes_of(const Call& call, Answer& answer) {
  Object* data = data_of(call, answer);
  Value* attributes = data == nullptr ? nullptr : find(*data, "attributes");
  return attributes == nullptr ? nullptr : attributes->object();
}

const Object* attributes_in(const Value& document) {
  const Value* data = find(document, "data");
  const Value* attributes = data == nullptr ? nullptr : find(*data, "attributes");
  return attributes == nullptr ? nullptr : attributes->object();
}

Array* errors_of(Answer& answer) {
  Value* errors = answer.document ? find(*answer.document, "errors") : nullptr;
  return errors == nullptr ? nullptr : errors->array();
}

void restate(Answer& answer, int status) {
  answer.status = status;
  Array* errors = errors_of(answer);
  if (errors == nullptr) return;
  for (Value& error : *errors) {
    if (error.object() != nullptr) set(*error.object(), "status", std::to_string(status));
  }
}

void as_text(Answer& answer, std::string media_type, std::string text) {
  answer.media_type = std::move(media_type);
  answer.text = std::move(text);
  answer.document.reset();
}

void without_body(Answer& answer) {
  answer.media_type.clear();
  answer.document.reset();
  answer.text.reset();
}

Answer plain_error(int status, const std::string& code, const std::string& title) {
  Answer answer;
  answer.status = status;
  answer.media_type = std::string{json_api_type};
  answer.document =
      Value{Object{{"errors", Array{Object{{"status", std::to_string(status)}, {"code", code}, {"title", title}}}}}};
  return answer;
}

void on_served(Behaviour& behaviour, Operation operation, std::function<void(const Call&, Answer&)> change) {
  behaviour.answers.emplace_back([operation, change = std::move(change)](const Call& call, Answer& answer) {
    if (call.served() && call.is(operation)) change(call, answer);
  });
}

void on_status(Behaviour& behaviour, int status, std::optional<Operation> operation,
               std::function<void(const Call&, Answer&)> change) {
  behaviour.answers.emplace_back([=, change = std::move(change)](const Call& call, Answer& answer) {
    if (call.refused_status != status || !call.route.operation) return;
    if (!operation || call.is(*operation)) change(call, answer);
  });
}

void waive(Behaviour& behaviour, Operation operation, std::set<std::string> reasons) {
  behaviour.waivers.emplace_back([operation, reasons = std::move(reasons)](const Call& call, const Refusal& refusal) {
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
