#pragma once

#include <string>

#include "reference/accounts.hpp"
#include "reference/behaviour.hpp"
#include "reference/http_message.hpp"
#include "reference/store.hpp"

namespace conform::reference {

/// A response and how it goes out.
struct Reply {
  HttpResponse response;
  Transmission transmission;
  std::string operation;  ///< operationId, or empty: for the access log
  std::string request_id;
  std::string user_id;  ///< who asked, when that is known
};

/// The User API and the token endpoint as a function from request to response. Safe to call from many threads.
class Service {
 public:
  /// `origin` is the scheme, host and port that the server is reached by.
  Service(Store& store, const Population& population, Behaviour behaviour, std::string origin);

  [[nodiscard]] Reply handle(const HttpRequest& request);
  /// The response to what is not a usable request: 400, 408, 413, 414, 431, 501 or 505.
  [[nodiscard]] Reply refuse_unread(const std::string& code, const std::string& detail) const;

 private:
  Response serve(Call& call);
  Response serve_other(Call& call);
  std::optional<Refusal> check(Check step, Call& call);
  std::optional<Refusal> check_token(Call& call);
  std::optional<Refusal> check_user(Call& call);
  std::optional<Refusal> check_document(Call& call);
  [[nodiscard]] bool waived(const Call& call, const Refusal& refusal) const;
  void settle_ignored(Check step, Call& call, const Refusal& refusal);
  Response refuse(Call& call, const Refusal& refusal);
  /// False: another write of the record came in between, and nothing was written.
  bool write(Call& call);
  [[nodiscard]] UserRecord next_record(const Call& call, const UserRecord& before) const;
  [[nodiscard]] Response success(const Call& call) const;
  Reply finish(const Call& call, Response response) const;
  [[nodiscard]] std::string subject(const Call& call) const;

  Store& store_;
  const Population& population_;
  Behaviour behaviour_;
  std::string origin_;
};

/// The User document of a record, for an API version.
[[nodiscard]] Value user_document(const UserRecord& user, std::string_view version);

}  // namespace conform::reference
