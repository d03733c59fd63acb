#include "schema/schema_set.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "schema/combinations.hpp"
#include "schema/evaluate.hpp"
#include "schema/link.hpp"
#include "schema/reference.hpp"
#include "schema/schema_files.hpp"

namespace conform {

struct SchemaSet::Compiled {
  LinkedSchemas linked;
  CombinedSchemas combined;

  explicit Compiled(LinkedSchemas schemas) : linked{std::move(schemas)}, combined{linked.nodes} {}

  /// The schema of that name, in any spelling of it, or null.
  [[nodiscard]] const Node* find(std::string_view name) const {
    if (const auto found = linked.by_name.find(name); found != linked.by_name.end()) return found->second;
    const auto reference = resolve_reference(name, {});
    if (!reference) return nullptr;
    const auto found = linked.by_name.find(schema_name(reference->uri, reference->fragment));
    return found == linked.by_name.end() ? nullptr : found->second;
  }
};

SchemaSet::SchemaSet() = default;
SchemaSet::~SchemaSet() = default;
SchemaSet::SchemaSet(SchemaSet&&) noexcept = default;
SchemaSet& SchemaSet::operator=(SchemaSet&&) noexcept = default;

Result<SchemaSet> SchemaSet::load(const std::filesystem::path& root, const std::vector<std::string>& files,
                                  const SchemaRules& rules) {
  auto linked = link_schemas(load_schema_files(root, files, rules));
  if (!linked) return tl::unexpected{std::move(linked.error())};
  SchemaSet set;
  set.compiled_ = std::make_unique<Compiled>(std::move(*linked));
  return set;
}

bool SchemaSet::contains(std::string_view name) const { return compiled_ && compiled_->find(name) != nullptr; }

std::vector<Violation> SchemaSet::validate(std::string_view name, const nlohmann::json& document,
                                           std::size_t max_violations) const {
  const Node* schema = compiled_ ? compiled_->find(name) : nullptr;
  if (schema == nullptr) throw std::invalid_argument("no schema " + std::string{name});
  if (fulfils(compiled_->combined, *schema, document)) return {};
  std::vector<Violation> violations = explain(compiled_->combined, *schema, document, max_violations);
  if (violations.empty())
    throw std::logic_error("no violation of " + schema->name + " can be reported, but the document is invalid");
  return violations;
}

}  // namespace conform
