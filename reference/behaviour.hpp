#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "reference/errors.hpp"
#include "reference/http_message.hpp"
#include "reference/json_value.hpp"
#include "reference/operations.hpp"
#include "reference/tokens.hpp"
#include "reference/user_record.hpp"
#include "reference/validation.hpp"

// The one seam between the server and its faults and variants. Behaviour{} is the healthy server: the lists are empty,
// and what each decision point does without them is written in service.cpp. Faults and variants only add to these
// lists.

namespace conform::reference {

/// One request on its way through the server.
struct Call {
  const HttpRequest* request = nullptr;
  Route route;
  std::string request_id;
  std::optional<Identity> identity;  ///< once the token was looked at
  std::optional<Value> document;     ///< the request document, once it was read
  Object change;                     ///< what the document provides, once it was validated
  std::optional<UserRecord> before;  ///< the record before a write; what a read found
  std::optional<UserRecord> after;   ///< the record after a write; what a read found
  std::string refused;               ///< Refusal::reason when the request was turned down; empty: it was served
  int refused_status = 0;            ///< the status that the refusal calls for

  [[nodiscard]] bool is(Operation operation) const { return route.operation == operation; }
  [[nodiscard]] bool served() const { return refused.empty(); }
};

/// A response before it is written as bytes.
struct Response {
  int status = 200;
  std::string media_type;           ///< empty: no Content-Type
  std::optional<Value> document;    ///< JSON body
  std::optional<std::string> text;  ///< any other body; wins over `document`
  HttpFields fields;
};

/// How the bytes of a response go out.
struct Transmission {
  enum class Defect {
    none,
    truncated_body,    ///< half of the body, then closed
    reset,             ///< connection reset before the response
    reset_in_body,     ///< connection reset in the body
    closed,            ///< closed without a response
    stalled,           ///< the head, then nothing
    silent,            ///< nothing at all
    endless,           ///< a body that goes on and on
    dripping,          ///< one byte per second
    length_too_long,   ///< Content-Length over what is sent
    length_too_short,  ///< Content-Length under what is sent
    not_http           ///< bytes that are not HTTP
  };
  Defect defect = Defect::none;
  std::chrono::milliseconds delay{0};  ///< before the first byte
  bool chunked = false;
  bool close = false;
  bool early_hints = false;  ///< a 103 before the response
  bool lower_case_names = false;
  bool upper_case_names = false;
  std::string status_line_end;  ///< in place of a space and the reason phrase, when `odd_status_line`
  bool odd_status_line = false;
  std::string interim;          ///< a 1xx response before the response, as it is
  std::string lines;            ///< behind the header fields, as they are
  std::string chunk_extension;  ///< behind the size of each chunk
  std::string trailers;         ///< lines behind the last chunk
  bool body_unread = false;     ///< the request's body is taken for the beginning of the next request
};

/// The steps that may refuse a request.
enum class Check { token, scope, accept, content_type, user, document };

struct Behaviour {
  /// The steps in the order in which they are taken. token comes before scope and user.
  std::vector<Check> order{Check::token,        Check::scope, Check::accept,
                           Check::content_type, Check::user,  Check::document};
  /// Responds instead of the server; the first that responds wins. They see unknown routes too.
  std::vector<std::function<std::optional<Response>(const Call&)>> interceptors;
  /// True: the refusal is not heeded. A token that is waived leaves the request to the user of the path; an unknown
  /// user that is waived is made.
  std::vector<std::function<bool(const Call&, const Refusal&)>> on_refusal;
  /// Change the body of a request before it is read.
  std::vector<std::function<std::string(std::string)>> on_request_body;
  /// More violations for the validated document.
  std::vector<std::function<void(const Call&, const Value& document, std::vector<Violation>&)>> validators;
  /// True: the violation is not heeded and the attribute ignored.
  std::vector<std::function<bool(const Call&, const Violation&)>> on_violation;
  /// Change what is about to be stored; `next` is what the healthy server would store.
  std::vector<std::function<void(const Call&, const UserRecord& before, UserRecord& next)>> writers;
  /// Refused requests (status, operation) that are executed all the same, as far as their documents are right.
  std::set<std::pair<int, Operation>> written_though_refused;
  /// Reads, waits and writes without a transaction.
  bool lost_updates = false;
  /// The status of a write that another write of the record overtook (409, 412 or 423); 0: writes wait for their turn.
  int conflict_status = 0;
  /// Change the response while it is a document.
  std::vector<std::function<void(const Call&, Response&)>> on_response;
  JsonStyle style;
  /// Change the response's bytes and how they go out.
  std::vector<std::function<void(const Call&, HttpResponse&, Transmission&)>> on_response_bytes;
};

}  // namespace conform::reference
