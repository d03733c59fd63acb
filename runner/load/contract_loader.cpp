#include "load/contract_loader.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"
#include "json/pointer.hpp"
#include "load/json_file.hpp"

namespace conform {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 5> methods{"get", "put", "patch", "post", "delete"};

// "../user-document.schema.json" as the SchemaSet calls it, whose root is schemas/.
std::string schema_name(const std::string& reference) {
  constexpr std::string_view up = "../";
  return reference.starts_with(up) ? reference.substr(up.size()) : reference;
}

// The recommendations that go with a schema stand beside it: user-document-should.schema.json.
std::string should_name(const std::filesystem::path& schemas, const std::string& name) {
  constexpr std::string_view ending = ".schema.json";
  if (!name.ends_with(ending)) return {};
  std::string beside = name.substr(0, name.size() - ending.size()) + "-should" + std::string{ending};
  return std::filesystem::exists(schemas / beside) ? beside : std::string{};
}

class Reader {
 public:
  Reader(const JsonFile& file, const std::filesystem::path& schemas) : file_{file}, schemas_{schemas} {}

  Contract read(std::string version) {
    Contract contract{.version = std::move(version), .operations = {}};
    const json* paths = resolve_pointer(*file_.value, "/paths");
    if (paths == nullptr || !paths->is_object()) {
      diagnostics.push_back(file_.diagnostic("", "lacks the object \"paths\""));
      return contract;
    }
    for (const auto& [path, item] : paths->items()) {
      for (const std::string_view method : methods) {
        const auto found = item.find(method);
        if (found == item.end()) continue;
        contract.operations.push_back(operation(path, method, *found));
      }
    }
    return contract;
  }

  Diagnostics diagnostics;

 private:
  Operation operation(const std::string& path, std::string_view method, const json& source) {
    const std::string at = "/paths/" + escape_token(path) + "/" + std::string{method};
    Operation result{.id = {}, .method = std::string{method}, .path = path, .responses = {}};
    std::ranges::transform(result.method, result.method.begin(),
                           [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    if (const auto id = source.find("operationId"); id != source.end() && id->is_string()) {
      result.id = id->get<std::string>();
    } else {
      diagnostics.push_back(file_.diagnostic(at, "lacks the string \"operationId\""));
    }
    const auto responses = source.find("responses");
    if (responses == source.end() || !responses->is_object()) {
      diagnostics.push_back(file_.diagnostic(at, "lacks the object \"responses\""));
      return result;
    }
    for (const auto& [status, response] : responses->items()) {
      const std::string where = at + "/responses/" + status;
      if (status.size() != 3 || !std::ranges::all_of(status, is_digit)) {
        diagnostics.push_back(file_.diagnostic(where, "\"" + status + "\" is not an HTTP status"));
        continue;
      }
      result.responses.emplace(std::stoi(status), documented_response(where, response));
    }
    return result;
  }

  DocumentedResponse documented_response(const std::string& where, const json& response) {
    const json* referred = &response;
    if (const auto reference = response.find("$ref"); reference != response.end() && reference->is_string()) {
      const auto& text = reference->get_ref<const std::string&>();
      referred = text.starts_with("#") ? resolve_pointer(*file_.value, std::string_view{text}.substr(1)) : nullptr;
      if (referred == nullptr) {
        diagnostics.push_back(file_.diagnostic(where + "/$ref", "\"" + text + "\" leads nowhere"));
        return {};
      }
    }
    DocumentedResponse result;
    const auto content = referred->find("content");
    if (content == referred->end()) return result;
    if (!content->is_object() || content->size() != 1) {
      diagnostics.push_back(file_.diagnostic(where + "/content", "must name exactly one media type"));
      return result;
    }
    result.media_type = content->begin().key();
    const json* reference = resolve_pointer(*content, "/" + escape_token(result.media_type) + "/schema/$ref");
    if (reference == nullptr || !reference->is_string()) {
      diagnostics.push_back(file_.diagnostic(where + "/content", "lacks a schema by \"$ref\""));
      return result;
    }
    result.schema = schema_name(reference->get<std::string>());
    result.should_schema = should_name(schemas_, result.schema);
    return result;
  }

  const JsonFile& file_;
  const std::filesystem::path& schemas_;
};

}  // namespace

Result<std::vector<Contract>> load_contracts(const std::filesystem::path& schemas) {
  const std::filesystem::path folder = schemas / "openapi";
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  if (files.empty()) {
    return refused(Diagnostic::about_file(folder.string(), "holds no OpenAPI document", "is the suite folder right?"));
  }
  std::ranges::sort(files);
  std::vector<Contract> contracts;
  Diagnostics diagnostics;
  for (const auto& path : files) {
    auto file = read_json_file(path, "schemas/openapi/" + path.filename().string());
    if (!file) {
      diagnostics.insert(diagnostics.end(), file.error().begin(), file.error().end());
      continue;
    }
    Reader reader{*file, schemas};
    contracts.push_back(reader.read(path.stem().string()));
    diagnostics.insert(diagnostics.end(), reader.diagnostics.begin(), reader.diagnostics.end());
  }
  if (!diagnostics.empty()) return tl::unexpected{std::move(diagnostics)};
  return contracts;
}

}  // namespace conform
