#include "googletest/test_names.hpp"

#include <fmt/core.h>

#include <cstdint>
#include <map>
#include <string_view>

#include "base/ascii.hpp"
#include "reports/case_id.hpp"

namespace conform {
namespace {

// Everything else becomes an underscore, no more than one in a row.
std::string word(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_alphanumeric(c)) {
      out += c;
    } else if (!out.empty() && out.back() != '_') {
      out += '_';
    }
  }
  if (out.ends_with('_')) out.pop_back();
  return out;
}

TestName name_of(std::string_view id) {
  TestName name;
  const auto path = path_of(id);
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const std::string part = word(path[i]);
    if (!part.empty()) name.suite += (name.suite.empty() ? "" : "_") + part;
  }
  if (!path.empty()) name.test = word(path.back());
  std::string_view matrix = matrix_of(id);
  while (!matrix.empty()) {
    const std::string_view value = matrix.substr(0, matrix.find(','));
    const std::string part = word(value);
    if (!part.empty()) name.test += (name.test.empty() ? "" : "__") + part;
    matrix.remove_prefix(value.size() == matrix.size() ? value.size() : value.size() + 1);
  }
  if (name.suite.empty()) name.suite = "cases";
  if (name.test.empty()) name.test = "case";
  return name;
}

// FNV-1a, the same everywhere.
std::uint32_t hash_of(std::string_view text) {
  std::uint32_t hash = 0x811c9dc5U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
  return hash;
}

}  // namespace

std::vector<TestName> test_names(const std::vector<std::string>& case_ids) {
  std::vector<TestName> names;
  std::map<TestName, std::size_t> uses;
  for (const std::string& id : case_ids) {
    names.push_back(name_of(id));
    ++uses[names.back()];
  }
  std::map<TestName, std::size_t> taken;
  for (std::size_t i = 0; i < names.size(); ++i) {
    TestName& name = names[i];
    if (uses[name] > 1) name.test += fmt::format("_{:08x}", hash_of(case_ids[i]));
    // The same id twice, or a hash that happens to be the same.
    if (const std::size_t earlier = taken[name]++; earlier > 0) name.test += fmt::format("_{}", earlier + 1);
  }
  return names;
}

}  // namespace conform
