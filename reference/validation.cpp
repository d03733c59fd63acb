#include "reference/validation.hpp"

#include <algorithm>
#include <utility>

#include "reference/formats.hpp"
#include "reference/http_message.hpp"
#include "reference/user_record.hpp"

namespace conform::reference {

namespace {

constexpr std::size_t most_custom_attributes = 1000;

bool has_valid_value(std::string_view attribute, const std::string& text) {
  if (attribute == "email") return is_email(text);
  if (attribute == "gender") return text == "male" || text == "female" || text == "other";
  if (attribute == "birthDate") return is_birth_date(text);
  if (attribute == "pictureUrl") return is_url(text);
  if (attribute == "locale") return is_locale(text);
  if (attribute == "zoneInfo") return is_time_zone(text);
  return true;
}

class DocumentCheck {
 public:
  DocumentCheck(Operation operation, std::string_view user_id) : operation_{operation}, user_id_{user_id} {}

  std::vector<Violation> check(const Value& document) {
    const Value* data = find(document, "data");
    if (document.object() == nullptr) {
      add("document:not-object", "", "The document must be an object.");
    } else if (data == nullptr) {
      add("document:data-missing", "", "The member data is missing.");
    } else if (data->is_null()) {
      add("document:data-null", "/data", "data must be a resource object, not null.");
    } else if (data->array() != nullptr) {
      add("document:data-array", "/data", "data must be one resource object, not an array.");
    } else if (data->object() == nullptr) {
      add("document:data-scalar", "/data", "data must be a resource object.");
    } else {
      check_resource(*data);
    }
    return std::move(violations_);
  }

 private:
  void check_resource(const Value& data) {
    const Value* type = find(data, "type");
    if (type == nullptr) {
      add("document:type-missing", "/data", "The member type is missing.");
    } else if (type->string() == nullptr || *type->string() != "User") {
      add("document:type-wrong", "/data/type", "type must be \"User\".");
    }
    const Value* id = find(data, "id");
    if (id == nullptr) {
      add("document:id-missing", "/data", "The member id is missing.");
    } else if (id->string() == nullptr || lower(*id->string()) != user_id_) {
      add("document:id-wrong", "/data/id", "id must be the id of the path.");
    }
    const Value* attributes = find(data, "attributes");
    if (attributes == nullptr) {
      // JSON:API takes missing attributes of an update for unchanged ones; a replacement without any is a mistake.
      if (operation_ == Operation::set_user) {
        add("document:attributes-missing", "/data", "The member attributes is missing.");
      }
    } else if (attributes->object() == nullptr) {
      add("document:attributes-wrong", "/data/attributes", "attributes must be an object.");
    } else {
      for (const std::string_view name : writable_attributes) {
        if (const Value* value = find(*attributes, name)) check_attribute(name, *value);
      }
    }
  }

  void check_attribute(std::string_view name, const Value& value) {
    const std::string pointer = "/data/attributes/" + std::string{name};
    if (value.is_null()) return;
    if (name == "address") {
      if (value.object() == nullptr) {
        add_type(name, value, pointer, "an object");
        return;
      }
      for (const std::string_view part : address_members) {
        const Value* found = find(value, part);
        if (found == nullptr || found->is_null() || found->string() != nullptr) continue;
        const bool number_allowed = part == "houseNo" || part == "postalCode";
        if (number_allowed && found->number() != nullptr) continue;
        add_type("address/" + std::string{part}, *found, pointer + "/" + std::string{part},
                 number_allowed ? "a string or a number" : "a string");
      }
      return;
    }
    if (value.string() == nullptr) {
      add_type(name, value, pointer, "a string");
    } else if (!has_valid_value(name, *value.string())) {
      add("value:" + std::string{name}, pointer, "The value of " + std::string{name} + " is not valid.", name);
    }
  }

  void add_type(std::string_view attribute, const Value& value, const std::string& pointer, const std::string& wanted) {
    const std::string name{attribute};
    const std::string given{type_name(value)};
    add("type:" + name + ":" + given, pointer, name + " must be " + wanted + ", not " + given + ".", attribute);
  }

  void add(std::string rule, std::string pointer, std::string detail, std::string_view attribute = {}) {
    violations_.push_back({std::move(rule), std::move(pointer), std::move(detail), std::string{attribute}});
  }

  Operation operation_;
  std::string_view user_id_;
  std::vector<Violation> violations_;
};

}  // namespace

std::vector<Violation> validate_user_document(const Value& document, Operation operation, std::string_view user_id) {
  return DocumentCheck{operation, user_id}.check(document);
}

Object change_in(const Value& document) {
  Object change;
  const Value* data = find(document, "data");
  const Value* attributes = data == nullptr ? nullptr : find(*data, "attributes");
  if (attributes == nullptr || attributes->object() == nullptr) return change;
  for (const std::string_view name : writable_attributes) {
    const Value* value = find(*attributes, name);
    if (value == nullptr) continue;
    if (name == "address" && value->object() != nullptr) {
      Object address;
      for (const std::string_view part : address_members) {
        if (const Value* found = find(*value, part)) address.push_back({std::string{part}, *found});
      }
      change.push_back({std::string{name}, Value{std::move(address)}});
    } else {
      change.push_back({std::string{name}, *value});
    }
  }
  return change;
}

std::vector<Violation> validate_custom_attributes(const Value& document) {
  if (document.object() == nullptr) return {{"document:not-object", "", "The document must be an object.", ""}};
  if (document.object()->size() > most_custom_attributes) {
    return {
        {"document:too-many", "", "More than " + std::to_string(most_custom_attributes) + " attributes at once.", ""}};
  }
  return {};
}

}  // namespace conform::reference
