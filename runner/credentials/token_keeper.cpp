#include "credentials/token_keeper.hpp"

#include <algorithm>
#include <utility>

namespace conform {
namespace {

using namespace std::chrono_literals;

constexpr auto left_alone = 10s;
constexpr auto longest_margin = 30s;
// Of a token whose lifetime is known, a server has no good reason to refuse it before its time; it may happen, when
// someone revokes tokens while a run goes on.
constexpr int most_replaced = 3;
constexpr int most_in_vain = 3;

/// How long before its end a token is replaced: time for a request and for clocks that differ. Providers count in whole
/// seconds, so that up to one of those that were promised may be missing.
TokenKeeper::Clock::duration margin_of(TokenKeeper::Clock::duration lifetime) {
  return std::min<TokenKeeper::Clock::duration>(
      longest_margin, std::max(lifetime / 4, std::min<TokenKeeper::Clock::duration>(1s, lifetime * 3 / 4)));
}

}  // namespace

tl::expected<void, NoToken> TokenKeeper::obtain(const std::stop_token& stop) {
  const Clock::time_point asked = now_();
  auto issued = obtain_(stop);
  if (!issued) {
    if (stop.stop_requested()) return tl::unexpected{std::move(issued.error())};  // says nothing of the source
    failure_ = issued.error();
    ask_again_at_ = now_() + left_alone;
    return tl::unexpected{std::move(issued.error())};
  }
  failure_ = std::nullopt;
  token_ = std::move(issued->token);
  renew_at_ = over_at_ = std::nullopt;
  if (issued->lifetime) {
    const Clock::duration lifetime = *issued->lifetime;
    renew_at_ = asked + lifetime - margin_of(lifetime);
    over_at_ = asked + lifetime;
  }
  return {};
}

tl::expected<std::string, NoToken> TokenKeeper::current(const std::stop_token& stop) {
  const std::scoped_lock lock{mutex_};
  if (!token_.empty() && (!renew_at_ || now_() < *renew_at_)) return token_;
  const bool may_ask = !failure_ || (!failure_->final && now_() >= ask_again_at_);
  const auto obtained = may_ask ? obtain(stop) : tl::expected<void, NoToken>{tl::unexpected{*failure_}};
  if (obtained || (!token_.empty() && over_at_ && now_() < *over_at_)) return token_;
  return tl::unexpected{obtained.error()};
}

tl::expected<std::optional<std::string>, NoToken> TokenKeeper::after_refusal(const std::string& refused,
                                                                             const std::stop_token& stop) {
  const std::scoped_lock lock{mutex_};
  if (!token_.empty() && token_ != refused) return token_;  // another caller was quicker
  if (in_vain_ >= most_in_vain || (over_at_ && replaced_ >= most_replaced)) return std::nullopt;
  if (auto obtained = obtain(stop); !obtained) return tl::unexpected{std::move(obtained.error())};
  if (token_ == refused) {
    ++in_vain_;
    return std::nullopt;
  }
  ++replaced_;
  return token_;
}

void TokenKeeper::note_in_vain() {
  const std::scoped_lock lock{mutex_};
  ++in_vain_;
}

int TokenKeeper::replaced() const {
  const std::scoped_lock lock{mutex_};
  return replaced_;
}

}  // namespace conform
