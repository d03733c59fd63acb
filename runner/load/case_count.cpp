#include "load/case_count.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

#include "json/parse.hpp"
#include "json/read_file.hpp"
#include "json/skim.hpp"
#include "load/case_compiler.hpp"
#include "load/json_file.hpp"
#include "load/matrix_rows.hpp"

namespace conform {
namespace {

using nlohmann::json;

/// The file is not what its schema says, or it takes more than a look to see that it is.
struct CannotCount {};

void need(bool reported) {
  if (!reported) throw CannotCount{};
}

json parsed(std::string_view text) {
  auto value = parse_json(text, {.comments = true});
  need(value.has_value());
  return std::move(*value);
}

/// Goes over a case file; every member function passes over one value.
class Counter {
 public:
  Counter(std::string_view text, const Suite& suite) : text_{text}, suite_{suite} {}

  CaseCount file() {
    bool found = false;
    need(text_.object([&](std::string_view name) {
      if (name != "cases") return skip();
      found = true;
      return text_.array([&] { return one_case(); });
    }));
    need(found && text_.at_end());
    return std::move(count_);
  }

 private:
  bool skip() { return !text_.value().empty(); }

  bool one_case() {
    std::size_t instances = 1;
    json conditions = json::object();
    const bool reported = text_.object([&](std::string_view name) {
      if (name == "matrix") {
        instances = matrix();
        return true;
      }
      const std::string_view value = text_.value();
      if (name == "versions") conditions["versions"] = parsed(value);
      return !value.empty();
    });
    for (const std::string& version : versions_of(conditions, suite_)) count_[version] += instances;
    return reported;
  }

  std::size_t matrix() {
    if (!text_.at_array()) return product();
    std::size_t sum = 0;
    need(text_.array([&] {
      sum += product();
      return true;
    }));
    return sum;
  }

  std::size_t product() {
    std::size_t instances = 1;
    need(text_.object([&](std::string_view) {
      instances *= values();
      return true;
    }));
    return instances;
  }

  // Of one variable: a list, the name of one among the fixtures, or rows that are made.
  std::size_t values() {
    if (!text_.at_array()) {
      const json source = parsed(text_.value());
      return makes_rows(source) ? lists_of(source)
                                : suite_.fixtures.lists.at(source.at("list").get<std::string>())->size();
    }
    std::size_t length = 0;
    need(text_.array([&] {
      ++length;
      return skip();
    }));
    return length;
  }

  [[nodiscard]] std::size_t lists_of(const json& source) const {
    const JsonFile file{.name = {}, .value = nullptr, .lines = {}};
    Diagnostics wrong;
    const json lists = row_lists(source, "", file, suite_.fixtures, wrong);
    need(wrong.empty());
    return lists.size();
  }

  JsonSkimmer text_;
  const Suite& suite_;
  CaseCount count_;
};

}  // namespace

std::optional<CaseCount> count_cases(const std::filesystem::path& path, const Suite& suite) {
  const auto text = read_file(path, max_json_file);
  if (!text) return std::nullopt;
  try {
    return Counter{*text, suite}.file();
  } catch (const CannotCount&) {
    return std::nullopt;
  } catch (const json::exception&) {
    return std::nullopt;
  } catch (const std::out_of_range&) {
    return std::nullopt;  // a list that the fixtures lack
  }
}

}  // namespace conform
