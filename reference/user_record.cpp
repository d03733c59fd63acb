#include "reference/user_record.hpp"

#include <utility>

namespace conform::reference {

namespace {

// Members of `value` that are not null.
Object without_nulls(const Object& object) {
  Object kept;
  for (const Member& member : object) {
    if (!member.value.is_null()) kept.push_back(member);
  }
  return kept;
}

Object in_order(const Object& attributes) {
  Object ordered;
  for (const std::string_view name : writable_attributes) {
    const Value* value = find(attributes, name);
    if (value == nullptr) continue;
    if (const Object* address = name == "address" ? value->object() : nullptr) {
      Object members;
      for (const std::string_view part : address_members) {
        if (const Value* found = find(*address, part)) members.push_back({std::string{part}, *found});
      }
      ordered.push_back({std::string{name}, Value{std::move(members)}});
    } else {
      ordered.push_back({std::string{name}, *value});
    }
  }
  return ordered;
}

}  // namespace

Object replaced(const Object& change) {
  Object next = without_nulls(change);
  if (Value* address = find(next, "address"); address != nullptr && address->object() != nullptr) {
    *address = Value{without_nulls(*address->object())};
  }
  return in_order(next);
}

Object merged(const Object& before, const Object& change) {
  Object next = before;
  for (const Member& member : change) {
    Value* old = find(next, member.name);
    if (member.value.is_null()) {
      remove(next, member.name);
    } else if (member.value.object() != nullptr && old != nullptr && old->object() != nullptr) {
      for (const Member& part : *member.value.object()) {
        if (part.value.is_null()) {
          remove(*old->object(), part.name);
        } else {
          set(*old->object(), part.name, part.value);
        }
      }
    } else if (member.value.object() != nullptr) {
      set(next, member.name, Value{without_nulls(*member.value.object())});
    } else {
      set(next, member.name, member.value);
    }
  }
  return in_order(next);
}

Object with_custom_attributes(Object before, const Object& change) {
  for (const Member& member : change) set(before, member.name, member.value);
  return before;
}

const Value* at_path(const Object& attributes, std::string_view path) {
  const std::size_t slash = path.find('/');
  const Value* value = find(attributes, path.substr(0, slash));
  if (slash == std::string_view::npos || value == nullptr) return value;
  return find(*value, path.substr(slash + 1));
}

void set_path(Object& attributes, std::string_view path, Value value) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) {
    set(attributes, path, std::move(value));
    return;
  }
  const std::string_view parent = path.substr(0, slash);
  if (find(attributes, parent) == nullptr) set(attributes, parent, Value{Object{}});
  if (Object* object = find(attributes, parent)->object()) set(*object, path.substr(slash + 1), std::move(value));
}

void remove_path(Object& attributes, std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) {
    remove(attributes, path);
  } else if (Value* parent = find(attributes, path.substr(0, slash));
             parent != nullptr && parent->object() != nullptr) {
    remove(*parent->object(), path.substr(slash + 1));
  }
}

}  // namespace conform::reference
