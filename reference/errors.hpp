#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reference/http_message.hpp"
#include "reference/json_value.hpp"

namespace conform::reference {

/// One kind of problem: what its error objects have in common.
struct ProblemKind {
  std::string_view code;  ///< stable, for programs: "missing-linked-identity"
  int status;
  std::string_view title;  ///< stable, for people
};

/// The kinds this server knows; `code` must be one of them.
[[nodiscard]] const ProblemKind& problem_kind(std::string_view code);
/// The page that an error object's links.about leads to; empty when there is no such code.
[[nodiscard]] std::string about_problem(std::string_view code);

/// One occurrence of a problem.
struct ErrorObject {
  std::string detail;
  std::string pointer;       ///< RFC 6901 into the request document
  bool has_pointer = false;  ///< "" is a pointer too: the whole document
};

/// A request that is turned down: the step that did it, the response's status, and its error objects.
struct Refusal {
  std::string reason;  ///< "no-token", "scope", "foreign" … the seam's name for it
  std::string code;    ///< of problem_kind
  std::vector<ErrorObject> errors;
  HttpFields fields;  ///< WWW-Authenticate, Allow …
};

/// What all error objects of one response share.
struct ErrorContext {
  std::string request_id;
  std::string origin;     ///< "http://127.0.0.1:8080"
  std::string operation;  ///< operationId; may be empty
};
/// The error document with all documented members (JSON:API 1.1, "Error Objects").
[[nodiscard]] Value error_document(const Refusal& refusal, const ErrorContext& context);

}  // namespace conform::reference
