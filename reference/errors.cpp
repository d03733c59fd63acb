#include "reference/errors.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace conform::reference {

namespace {

constexpr std::array kinds{
    ProblemKind{"missing-token", 401, "Authentication is needed"},
    ProblemKind{"invalid-token", 401, "The access token is not valid"},
    ProblemKind{"missing-linked-identity", 401, "Missing linked identity for authorized access"},
    ProblemKind{"insufficient-scope", 403, "The access token lacks a scope"},
    ProblemKind{"forbidden", 403, "The record belongs to another user"},
    ProblemKind{"unknown-route", 404, "There is no such resource"},
    ProblemKind{"user-not-found", 404, "There is no such user"},
    ProblemKind{"method-not-allowed", 405, "The resource does not have this method"},
    ProblemKind{"conflict", 409, "Another request is changing the record"},
    ProblemKind{"changed", 412, "The record has changed meanwhile"},
    ProblemKind{"locked", 423, "The record is locked"},
    ProblemKind{"not-acceptable", 406, "The specified accept header is invalid"},
    ProblemKind{"unsupported-media-type", 415, "The specified content type header is invalid"},
    ProblemKind{"bad-request", 400, "The request is not well-formed HTTP"},
    ProblemKind{"request-timeout", 408, "The request took too long"},
    ProblemKind{"body-too-large", 413, "The body is too large"},
    ProblemKind{"target-too-long", 414, "The request target is too long"},
    ProblemKind{"fields-too-large", 431, "The header fields are too large"},
    ProblemKind{"invalid-document", 422, "The body is not a usable JSON document"},
    ProblemKind{"invalid-value", 422, "The document has semantic errors"},
    ProblemKind{"too-many-requests", 429, "Too many requests"},
    ProblemKind{"internal", 501, "Internal server error"},
    ProblemKind{"not-implemented", 501, "The server does not have what the request needs"},
    ProblemKind{"version-not-supported", 505, "Only HTTP/1.1 and HTTP/1.0 are served"},
};

}  // namespace

const ProblemKind& problem_kind(std::string_view code) {
  for (const ProblemKind& kind : kinds) {
    if (kind.code == code) return kind;
  }
  throw std::logic_error{"no such kind of problem: " + std::string{code}};
}

std::string about_problem(std::string_view code) {
  for (const ProblemKind& kind : kinds) {
    if (kind.code == code)
      return std::string{kind.code} + " (" + std::to_string(kind.status) + ")\n" + std::string{kind.title} + "\n";
  }
  return {};
}

Value error_document(const Refusal& refusal, const ErrorContext& context) {
  const ProblemKind& kind = problem_kind(refusal.code);
  Array errors;
  for (const ErrorObject& error : refusal.errors) {
    Object object{{"id", context.request_id + "-" + std::to_string(errors.size() + 1)},
                  {"links", Object{{"about", context.origin + "/problems/" + std::string{kind.code}}}},
                  {"status", std::to_string(kind.status)},
                  {"code", std::string{kind.code}},
                  {"title", std::string{kind.title}},
                  {"detail", error.detail}};
    if (error.has_pointer) object.push_back({"source", Object{{"pointer", error.pointer}}});
    Object meta{{"requestId", context.request_id}};
    if (!context.operation.empty()) meta.push_back({"operation", context.operation});
    object.push_back({"meta", std::move(meta)});
    errors.emplace_back(std::move(object));
  }
  return Value{Object{{"errors", std::move(errors)}}};
}

}  // namespace conform::reference
