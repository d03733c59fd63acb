#include "check/contract_check.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "check/media_type.hpp"
#include "check/server_words.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"

namespace conform {
namespace {

using nlohmann::json;

constexpr std::size_t most_reported = 20;  // violations of one schema, one by one

std::string documented_statuses(const Operation& operation) {
  std::string text;
  for (const auto& [status, response] : operation.responses)
    text += (text.empty() ? "" : ", ") + std::to_string(status);
  return text;
}

// A path with the id as "%7B…%7D", "urn:uuid:…" or without hyphens names the record of that id, where a server takes
// it.
bool is_uuid_otherwise_written(std::string_view path, std::string_view id) {
  const auto digits = [](std::string text) {
    std::string bare;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool brace = text.compare(i, 3, "%7b") == 0 || text.compare(i, 3, "%7d") == 0;
      if (brace) i += 2;
      if (!brace && text[i] != '-') bare += text[i];
    }
    return bare;
  };
  constexpr std::string_view urn = "urn:uuid:";
  constexpr std::size_t digits_of_a_uuid = 32;
  std::string written = lower(path);
  if (written.starts_with(urn)) written.erase(0, urn.size());
  const std::string bare = digits(std::move(written));
  return bare.size() == digits_of_a_uuid && bare == digits(lower(id));
}

class ContractCheck {
 public:
  ContractCheck(const ApiExchange& exchange, const ContractContext& context)
      : exchange_{exchange}, operation_{*exchange.operation}, context_{context} {}

  CheckResult run() {
    if (exchange_.parsed.response == nullptr) {
      without_response();
      return std::move(result_);
    }
    const int status = exchange_.status();
    excess(status);
    flaws(status);
    if (status >= 400 && status < 500 && repeats_a_singleton(exchange_.request->headers)) max_level_ = Level::should;
    const auto documented = operation_.responses.find(status);
    if (!exchange_.undocumented && documented != operation_.responses.end()) {
      body(documented->second, status);
    } else if (context_.allowed.contains(status)) {
      // Of a path or method that the contract does not have it does not say either what the error looks like.
      if (exchange_.undocumented) max_level_ = Level::should;
      if (status >= 400) body(an_error_response(), status);
    } else {
      undocumented(status);
    }
    return std::move(result_);
  }

 private:
  void add(std::string_view rule, Mismatch mismatch) { add(rule, std::move(mismatch), max_level_); }
  void add(std::string_view rule, Mismatch mismatch, Level max_level) {
    mismatch.rule = rule;
    mismatch.max_level = max_level;
    result_.mismatches.push_back(std::move(mismatch));
  }

  void without_response() {
    const auto& error = std::get<TransportError>(*exchange_.result);
    if (!blames_server(error.kind)) return;
    add("contract.answer", {.where = "response",
                            .expected = "a complete HTTP response",
                            .actual = std::string{to_string(error.kind)} + ": " + error.detail,
                            .message = operation_.id + " got no complete HTTP response: " + error.detail});
  }

  void undocumented(int status) {
    const std::string expected = exchange_.undocumented ? to_string(context_.allowed) : documented_statuses(operation_);
    add("contract.status",
        {.where = "status",
         .expected = "one of " + expected,
         .actual = std::to_string(status) + with_server_words(*exchange_.parsed.response),
         .message = operation_.id + " responded " + std::to_string(status) + ", an undocumented status"});
  }

  // Error responses are alike for every operation, so any documented one defines what an undocumented one must look
  // like.
  DocumentedResponse an_error_response() const {
    for (const auto& [status, response] : operation_.responses) {
      if (status >= 400) return response;
    }
    return {};
  }

  void body(const DocumentedResponse& documented, int status) {
    if (documented.media_type.empty()) {
      no_body(status);
      return;
    }
    media_type(documented, status);
    if (is_encoded(status) || !exchange_.parsed.beyond.empty()) return;
    if (!exchange_.parsed.document) {
      not_json(status);
      return;
    }
    const json& document = *exchange_.parsed.document;
    if (exchange_.parsed.duplicate) duplicate_member(*exchange_.parsed.duplicate, status);
    const std::string_view kind =
        status >= 400 ? "contract.error" : (operation_.names_user() ? "contract.user" : "contract.attributes");
    schema(documented, kind, status, document);
    if (status >= 400) {
      error_statuses(document, status);
      pointers(document);
    } else if (operation_.names_user()) {
      user_id(document);
    }
  }

  // Bytes behind a message belong to none, and the next response on the connection would begin with them. An empty line
  // and the 408 that a server may say before it closes (RFC 9110 section 15.5.9) do no harm to a careful client.
  void excess(int status) {
    const Response& response = *exchange_.parsed.response;
    // Behind 204 and 304 they are a body (no_body), behind 101 another protocol.
    if (response.excess_bytes == 0 || status < 200 || status == 204 || status == 304) return;
    constexpr std::size_t empty_line = 2;
    const bool harmless = response.excess_is_timeout || response.excess_bytes <= empty_line;
    add("contract.answer",
        {.where = "response",
         .expected = "nothing after the body",
         .actual = std::to_string(response.excess_bytes) + " bytes",
         .message =
             operation_.id + " responded " + std::to_string(status) + " and sent more after the end of the response"},
        harmless ? Level::should : max_level_);
  }

  // HTTP that only a lenient reader understands.
  void flaws(int status) {
    for (const WireFlaw& flaw : exchange_.parsed.response->flaws) {
      add(flaw.rule, {.where = flaw.where,
                      .expected = flaw.expected,
                      .actual = flaw.actual,
                      .message = operation_.id + " responded " + std::to_string(status) + " with " + flaw.what});
    }
  }

  void no_body(int status) {
    const Response& response = *exchange_.parsed.response;
    std::string seen;
    if (!response.body.empty()) {
      seen = std::to_string(response.body.size()) + " bytes";
    } else if (response.excess_bytes > 0) {
      seen = std::to_string(response.excess_bytes) + " bytes after the head";
    } else if (const auto length = find_header(response.headers, "Content-Length"); length && *length != "0") {
      seen = "Content-Length: " + std::string{*length};
    } else if (const auto coding = find_header(response.headers, "Transfer-Encoding")) {
      seen = "Transfer-Encoding: " + std::string{*coding};
    }
    if (!seen.empty()) {
      add("contract.no-body", {.where = "body",
                               .expected = "no body",
                               .actual = seen,
                               .message = operation_.id + " responded " + std::to_string(status) + " with a body"});
    } else if (find_header(response.headers, "Content-Length")) {
      // RFC 9110 section 8.6; many servers do, and no client is hurt.
      add("contract.no-body",
          {.where = "header Content-Length",
           .expected = "absent",
           .actual = "0",
           .message = operation_.id + " responded " + std::to_string(status) + " with a Content-Length"},
          Level::should);
    }
  }

  void media_type(const DocumentedResponse& documented, int status) {
    const Headers& headers = exchange_.parsed.response->headers;
    const auto value = find_header(headers, "Content-Type");
    const std::string where = "header Content-Type";
    const std::string response = operation_.id + " responded " + std::to_string(status);
    if (!value) {
      add("contract.media-type", {.where = where,
                                  .expected = documented.media_type,
                                  .actual = "absent",
                                  .message = response + " without a Content-Type"});
      return;
    }
    if (count_header(headers, "Content-Type") > 1) {
      add("contract.media-type", {.where = where,
                                  .expected = "one Content-Type",
                                  .actual = std::to_string(count_header(headers, "Content-Type")),
                                  .message = response + " with several Content-Type fields"});
    }
    const auto parsed = parse_media_type(*value);
    if (!parsed || parsed->essence != documented.media_type) {
      add("contract.media-type",
          {.where = where,
           .expected = documented.media_type,
           .actual = std::string{*value},
           .message = response + " as " + std::string{*value} + " instead of " + documented.media_type});
      return;
    }
    // JSON:API 1.0: no parameters at all; 1.1: only ext and profile. Other media types may have a charset.
    if (documented.media_type != "application/vnd.api+json") return;
    for (const auto& [name, parameter] : parsed->parameters) {
      if (name == "ext" || name == "profile") continue;
      add("contract.media-type-parameters", {.where = where,
                                             .expected = documented.media_type,
                                             .actual = std::string{*value},
                                             .message = response + " with the media type parameter " + name});
    }
  }

  // Every request of the suite asks for the identity coding (RFC 9110 section 12.5.3): a body that says it is encoded
  // is none that the client can read as JSON, whatever its bytes are.
  bool is_encoded(int status) {
    const auto coding = find_header(exchange_.parsed.response->headers, "Content-Encoding");
    if (!coding || lower(*coding) == "identity" || coding->empty()) return false;
    add("contract.json",
        {.where = "header Content-Encoding",
         .expected = "no coding, as the request asked",
         .actual = std::string{*coding},
         .message = operation_.id + " responded " + std::to_string(status) + " with a body encoded as " +
                    std::string{*coding} + ", which the request excluded"});
    return true;
  }

  void not_json(int status) {
    const Response& response = *exchange_.parsed.response;
    const std::string in_response = operation_.id + " responded " + std::to_string(status);
    if (response.body.empty()) {
      add("contract.json", {.where = "body",
                            .expected = "a JSON document",
                            .actual = "no body",
                            .message = in_response + " without a body"});
      return;
    }
    const JsonError& error = *exchange_.parsed.json_error;
    const Untrusted why =
        error.message + " (line " + std::to_string(error.line) + ", column " + std::to_string(error.column) + ")";
    add("contract.json", {.where = "body",
                          .expected = "a JSON document",
                          .actual = json_quoted(response.body),
                          .message = in_response + " with a body that is not a JSON document: " + why});
  }

  void schema(const DocumentedResponse& documented, std::string_view rule, int status, const json& document) {
    const auto report = [&](const std::string& name, const std::string& with) {
      std::vector<Violation> violations = context_.schemas.validate(name, document, most_violations);
      const bool may_be_more = violations.size() >= most_violations;
      std::erase_if(violations, [&](const Violation& violation) { return is_our_own(violation, document); });
      const std::size_t reported = std::min(violations.size(), most_reported);
      for (std::size_t i = 0; i < reported; ++i) {
        Violation& violation = violations[i];
        std::string message = operation_.id + " responded " + std::to_string(status) + " with " +
                              (violation.where.empty() ? "a document" : violation.where) +
                              " that violates the schema (" + violation.keyword + ")";
        add(with, {.where = std::move(violation.where),
                   .expected = std::move(violation.expected),
                   .actual = std::move(violation.actual),
                   .message = std::move(message)});
      }
      if (violations.size() == reported) return;
      const std::string more = (may_be_more ? "at least " : "") + std::to_string(violations.size() - reported);
      add(with, {.where = {},
                 .expected = "a document that fits the schema",
                 .actual = more + " more violations",
                 .message = operation_.id + " responded " + std::to_string(status) + " with " + more +
                            " more schema violations than the listed ones"});
    };
    report(documented.schema, std::string{rule});
    if (!documented.should_schema.empty()) report(documented.should_schema, std::string{rule} + "-should");
  }

  bool is_our_own(const Violation& violation, const json& document) const {
    if (context_.sent_values == nullptr || !violation.where.starts_with("/data/attributes/")) return false;
    const json* value = resolve_pointer(document, violation.where);
    return value != nullptr && context_.sent_values->has(violation.where, *value);
  }

  void user_id(const json& document) {
    const json* id = resolve_pointer(document, "/data/id");
    if (id == nullptr || !id->is_string() || exchange_.user_id.empty()) return;
    const auto& there = id->get_ref<const std::string&>();
    if (lower(there) == lower(exchange_.user_id) || is_uuid_otherwise_written(exchange_.user_id, there)) return;
    add("contract.user-id", {.where = "/data/id",
                             .expected = exchange_.user_id,
                             .actual = clipped(*id),
                             .message = operation_.id + " responded with the record of another id than the path's"});
  }

  void error_statuses(const json& document, int status) {
    const json* errors = resolve_pointer(document, "/errors");
    if (errors == nullptr || !errors->is_array()) return;
    // The pages: "applicable to this problem"; of several problems JSON:API lets the response have the most general
    // status.
    std::size_t same = 0;
    std::optional<std::size_t> other;
    for (std::size_t i = 0; i < errors->size(); ++i) {
      const json* member = resolve_pointer((*errors)[i], "/status");
      if (member == nullptr || !member->is_string()) continue;  // the schema has said so
      if (*member == std::to_string(status)) {
        ++same;
      } else if (!other) {
        other = i;
      }
    }
    if (other && same == 0) {
      const std::string where = "/errors/" + std::to_string(*other) + "/status";
      const Untrusted says = clipped(*resolve_pointer(document, where));
      add("contract.error-status", {.where = where,
                                    .expected = "\"" + std::to_string(status) + "\"",
                                    .actual = says,
                                    .message = operation_.id + " responded " + std::to_string(status) +
                                               " with an error object that says " + says});
    } else if (errors->size() > 1 && same > 0) {
      result_.notices.push_back({.observation = "error-object-status",
                                 .interpretation = other ? "differs" : "same",
                                 .value = {},
                                 .where = "/errors"});
    }
  }

  // RFC 8259 section 4: names should be unique; which of two counts, each reader decides for itself.
  void duplicate_member(const JsonError& error, int status) {
    add("contract.json-unique",
        {.where = "body",
         .expected = "one member of each name",
         .actual =
             error.message + " (line " + std::to_string(error.line) + ", column " + std::to_string(error.column) + ")",
         .message = operation_.id + " responded " + std::to_string(status) + " with a " + error.message});
  }

  // RFC 6901, and the documents: "to the associated entity in the request document".
  void pointers(const json& document) {
    const json* errors = resolve_pointer(document, "/errors");
    if (errors == nullptr || !errors->is_array() || (exchange_.request->body && !exchange_.sent)) return;
    for (std::size_t i = 0; i < errors->size(); ++i) {
      const json* pointer = resolve_pointer((*errors)[i], "/source/pointer");
      if (pointer == nullptr || !pointer->is_string()) continue;
      const auto& text = pointer->get_ref<const std::string&>();
      const bool resolves =
          split_pointer(text) &&
          (exchange_.sent == nullptr ? text.empty() : resolve_pointer(*exchange_.sent, text) != nullptr);
      if (resolves) continue;
      add("expect.pointer-resolves", {.where = "/errors/" + std::to_string(i) + "/source/pointer",
                                      .expected = "a JSON Pointer to something in the request document",
                                      .actual = clipped(*pointer),
                                      .message = operation_.id + " names " + clipped(*pointer) +
                                                 " as the source of the error, which is not in the request document"});
    }
  }

  const ApiExchange& exchange_;
  const Operation& operation_;
  const ContractContext& context_;
  Level max_level_ = Level::must;
  CheckResult result_;
};

}  // namespace

bool repeats_a_singleton(const Headers& headers) {
  return std::ranges::any_of(std::array{"Authorization", "Content-Length", "Content-Type", "Host"},
                             [&](const char* name) { return count_header(headers, name) > 1; });
}

CheckResult check_contract(const ApiExchange& exchange, const ContractContext& context) {
  return ContractCheck{exchange, context}.run();
}

}  // namespace conform
