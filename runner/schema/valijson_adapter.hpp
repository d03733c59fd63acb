#pragma once

// How valijson sees JSON values: as nlohmann's, with the state of the running validation beside them. The adapter that
// comes with valijson hides the value itself, and reads unsigned integers over 2^63 as negative ones.
// Included by valijson.cpp alone.

#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <valijson/adapters/nlohmann_json_adapter.hpp>  // what adapters are made of
#include <valijson/validator.hpp>

namespace conform::valijson_adapter {

using nlohmann::json;
namespace opt = ::opt;

/// What one validation remembers.
struct Call {
  std::map<std::pair<std::size_t, const json*>, bool> verdicts;  ///< of nodes that are memorised
  valijson::Validator validator;
};

class Adapter;
class ArrayIterator;
class MemberIterator;
using Member = std::pair<std::string, Adapter>;

template <class Iterator>
class View {
 public:
  using const_iterator = Iterator;
  using iterator = Iterator;

  View() = default;
  View(const json* value, Call* call) : value_{value}, call_{call} {}
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Iterator end() const;
  [[nodiscard]] Iterator find(const std::string& name) const;
  [[nodiscard]] std::size_t size() const { return value_ == nullptr ? 0 : value_->size(); }

 private:
  const json* value_ = nullptr;
  Call* call_ = nullptr;
};

using Array = View<ArrayIterator>;
using Object = View<MemberIterator>;

/// The interface that valijson::adapters::BasicAdapter asks for.
class Value {
 public:
  Value() = default;
  Value(const json* value, Call* call) : value_{value}, call_{call} {}

  [[nodiscard]] const json* value() const { return value_; }
  [[nodiscard]] Call* call() const { return call_; }

  [[nodiscard]] valijson::adapters::FrozenValue* freeze() const {
    throw std::logic_error("const and enum get no response by valijson");
  }
  [[nodiscard]] opt::optional<Array> getArrayOptional() const {
    if (!isArray()) return {};
    return opt::make_optional(Array{value_, call_});
  }
  [[nodiscard]] opt::optional<Object> getObjectOptional() const {
    if (!isObject()) return {};
    return opt::make_optional(Object{value_, call_});
  }
  bool getArraySize(std::size_t& result) const {
    result = value_->size();
    return isArray();
  }
  bool getObjectSize(std::size_t& result) const {
    result = value_->size();
    return isObject();
  }
  bool getBool(bool& result) const { return get(isBool(), result); }
  bool getDouble(double& result) const { return get(isDouble(), result); }
  bool getInteger(std::int64_t& result) const { return get(isInteger(), result); }
  bool getString(std::string& result) const { return get(isString(), result); }
  static bool hasStrictTypes() { return true; }
  [[nodiscard]] bool isArray() const { return value_->is_array(); }
  [[nodiscard]] bool isBool() const { return value_->is_boolean(); }
  [[nodiscard]] bool isDouble() const { return value_->is_number_float(); }
  [[nodiscard]] bool isInteger() const { return value_->is_number_integer(); }
  [[nodiscard]] bool isNull() const { return value_->is_null(); }
  [[nodiscard]] bool isNumber() const { return value_->is_number(); }
  [[nodiscard]] bool isObject() const { return value_->is_object(); }
  [[nodiscard]] bool isString() const { return value_->is_string(); }

 private:
  template <class T>
  bool get(bool right_type, T& result) const {
    if (right_type) result = value_->get<T>();
    return right_type;
  }

  const json* value_ = nullptr;
  Call* call_ = nullptr;
};

class Adapter : public valijson::adapters::BasicAdapter<Adapter, Array, Member, Object, Value> {
 public:
  Adapter(const json& value, Call& call) : BasicAdapter{Value{&value, &call}}, value_{&value}, call_{&call} {}

  [[nodiscard]] const json& value() const { return *value_; }
  [[nodiscard]] Call& call() const { return *call_; }

 private:
  const json* value_;
  Call* call_;
};

/// What both iterators share; valijson goes forward, and by `advance` over arrays.
template <class Derived, class Element>
class Iterator {
 public:
  using iterator_category = std::bidirectional_iterator_tag;
  using value_type = Element;
  using difference_type = std::ptrdiff_t;
  using pointer = Element*;
  using reference = Element&;

  Iterator(const json::const_iterator& at, Call* call) : at_{at}, call_{call} {}

  valijson::adapters::DerefProxy<Element> operator->() const {
    return valijson::adapters::DerefProxy<Element>{*static_cast<const Derived&>(*this)};
  }
  bool operator==(const Iterator& other) const { return at_ == other.at_; }
  bool operator!=(const Iterator& other) const { return at_ != other.at_; }
  Derived& operator++() {
    ++at_;
    return static_cast<Derived&>(*this);
  }
  Derived operator++(int) {
    Derived before = static_cast<const Derived&>(*this);
    ++at_;
    return before;
  }
  Derived& operator--() {
    --at_;
    return static_cast<Derived&>(*this);
  }
  void advance(std::ptrdiff_t count) { at_ += count; }

 protected:
  json::const_iterator at_;
  Call* call_;
};

class ArrayIterator : public Iterator<ArrayIterator, Adapter> {
 public:
  using Iterator::Iterator;
  Adapter operator*() const { return {*at_, *call_}; }
};

class MemberIterator : public Iterator<MemberIterator, Member> {
 public:
  using Iterator::Iterator;
  Member operator*() const { return {at_.key(), Adapter{at_.value(), *call_}}; }
};

template <class I>
I View<I>::begin() const {
  return I{value_->cbegin(), call_};
}
template <class I>
I View<I>::end() const {
  return I{value_->cend(), call_};
}
template <class I>
I View<I>::find(const std::string& name) const {
  return I{value_->find(name), call_};
}

}  // namespace conform::valijson_adapter

template <>
struct valijson::adapters::AdapterTraits<conform::valijson_adapter::Adapter> {
  using DocumentType = nlohmann::json;
  static std::string adapterName() { return "conform"; }
};
