#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>

#include "credentials/issued_token.hpp"

namespace conform {

/// Keeps the tokens of one actor: gets one when there is none, and another before it is over. Thread-safe; who asks
/// while one is being got waits for it.
///
/// A source that cannot give a token for now is left alone for ten seconds, one that never will is not asked again. As
/// long as the last token is not over it goes on being used.
class TokenKeeper {
 public:
  using Clock = std::chrono::steady_clock;
  using Now = std::function<Clock::time_point()>;
  using Obtain = std::function<tl::expected<IssuedToken, NoToken>(const std::stop_token&)>;

  explicit TokenKeeper(Obtain obtain, Now now = Clock::now) : obtain_{std::move(obtain)}, now_{std::move(now)} {}

  /// A token that is to be used at once.
  [[nodiscard]] tl::expected<std::string, NoToken> current(const std::stop_token& stop);

  /// Another token than `refused`, which the server took for over before its time. Nothing when there is none to be
  /// had, or when tokens were refused like that too often: then it is the server who is wrong.
  [[nodiscard]] tl::expected<std::optional<std::string>, NoToken> after_refusal(const std::string& refused,
                                                                                const std::stop_token& stop);
  /// The token that `after_refusal` gave was refused as well.
  void note_in_vain();

  /// How often a refused token was replaced.
  [[nodiscard]] int replaced() const;

 private:
  tl::expected<void, NoToken> obtain(const std::stop_token& stop);

  Obtain obtain_;
  Now now_;
  mutable std::mutex mutex_;
  std::string token_;  ///< empty: none
  std::optional<Clock::time_point> renew_at_;
  std::optional<Clock::time_point> over_at_;
  std::optional<NoToken> failure_;  ///< of the last attempt
  Clock::time_point ask_again_at_{};
  int replaced_ = 0;
  int in_vain_ = 0;
};

}  // namespace conform
