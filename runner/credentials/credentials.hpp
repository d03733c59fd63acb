#pragma once

#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "credentials/oauth_provider.hpp"
#include "credentials/token_keeper.hpp"
#include "target/known_secrets.hpp"
#include "target/target.hpp"

namespace conform {

/// Puts tokens in the place of their stand-ins when a request goes out. Requests that are kept, shown and compared have
/// the stand-ins, so that no token ever gets into them. Thread-safe.
class Credentials {
 public:
  /// Called with each refresh token that a provider gives an actor, before it is used; from any thread.
  using Rotated = std::function<void(const std::string& actor, const std::string& refresh_token)>;

  /// Every token that is got is added to `secrets`, which outlives this object, before it is used.
  Credentials(const Target& target, const Connect& connect, KnownSecrets& secrets, const Rotated& rotated = {},
              TokenKeeper::Now now = TokenKeeper::Clock::now);
  ~Credentials();
  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;

  /// A request with its tokens, and whose they are.
  struct Filled {
    Request request;
    std::map<std::string, std::string, std::less<>> tokens;  ///< by the actor's name; empty: it had no stand-in
  };
  /// Or why an actor has no token: for people, free of secrets.
  [[nodiscard]] tl::expected<Filled, std::string> fill_in(const Request& request, const std::stop_token& stop);

  /// The same request with other tokens, after those that it had were refused. Nothing when there are no others: the
  /// refusal is the server's own.
  [[nodiscard]] tl::expected<std::optional<Filled>, std::string> after_refusal(const Request& request,
                                                                               const Filled& refused,
                                                                               const std::stop_token& stop);
  /// They were refused as well.
  void note_in_vain(const Filled& refused);

  /// True when no actor's tokens come from elsewhere.
  [[nodiscard]] bool idle() const noexcept { return sources_.empty(); }
  /// What keeps out all secrets that are known by now.
  [[nodiscard]] std::shared_ptr<const Redactor> redactor() const { return secrets_.redactor(); }

  /// What a reader of the report must know: tokens that were refused before their time.
  [[nodiscard]] std::vector<std::string> notes() const;

 private:
  struct Source;
  Source* source_at(std::string_view text, std::size_t at) const;
  tl::expected<void, std::string> fill_in(std::string& text, Filled& filled, const std::stop_token& stop);
  std::string describe(const Source& source, const NoToken& none) const;

  KnownSecrets& secrets_;
  std::map<std::string, std::unique_ptr<Source>, std::less<>> sources_;  ///< by stand-in
};

/// How a request goes out that may have stand-ins in it.
enum class On401 {
  keep,  ///< it is the response
  renew  ///< it may be that the token was over: another one is tried, once
};

/// Sends a request with its tokens by `send`. An actor that has no token is TransportErrorKind::unsendable.
[[nodiscard]] TimedResponse send_with_tokens(Credentials& credentials, const Request& request, On401 on_401,
                                             const std::function<TimedResponse(const Request&)>& send,
                                             const std::stop_token& stop);

/// Goes on after `sent`, which is what `filled` got: when that is a 401, with other tokens.
[[nodiscard]] TimedResponse renewed_when_refused(Credentials& credentials, const Request& request,
                                                 const Credentials::Filled& filled, TimedResponse timed,
                                                 const std::function<TimedResponse(const Request&)>& send,
                                                 const std::stop_token& stop);

/// What a request gets for which there is no token.
[[nodiscard]] TimedResponse unsent(std::string why);

}  // namespace conform
