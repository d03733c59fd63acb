#include "target/user_pool.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace conform {

UserPool::UserPool(std::vector<User> users) : users_{std::move(users)}, free_(users_.size()) {
  std::iota(free_.begin(), free_.end(), std::size_t{0});
}

std::optional<UserPool::Lease> UserPool::lease(std::size_t how_many, const std::stop_token& stop) {
  if (how_many > size()) {
    throw std::invalid_argument{"a lease of " + std::to_string(how_many) + " users from a pool of " +
                                std::to_string(size())};
  }
  std::unique_lock lock{mutex_};
  const std::uint64_t ticket = next_ticket_++;
  waiting_.push_back(ticket);
  changed_.wait(lock, stop, [&] { return waiting_.front() == ticket && free_.size() >= how_many; });
  waiting_.erase(std::find(waiting_.begin(), waiting_.end(), ticket));
  if (!waiting_.empty()) changed_.notify_all();    // another caller is first now
  if (stop.stop_requested()) return std::nullopt;  // also when the wait was over just then
  const auto end = free_.begin() + static_cast<std::ptrdiff_t>(how_many);
  std::vector<std::size_t> taken(free_.begin(), end);
  free_.erase(free_.begin(), end);
  return Lease{*this, std::move(taken)};
}

std::optional<UserPool::Lease> UserPool::lease_from(std::size_t first, std::size_t how_many,
                                                    const std::stop_token& stop) {
  if (how_many > size()) throw std::invalid_argument{"a lease of more users than there are"};
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < how_many; ++i) wanted.push_back((first + i) % size());
  const auto is_free = [&](std::size_t user) { return std::ranges::find(free_, user) != free_.end(); };
  std::unique_lock lock{mutex_};
  changed_.wait(lock, stop, [&] { return std::ranges::all_of(wanted, is_free); });
  if (stop.stop_requested()) return std::nullopt;
  for (const std::size_t user : wanted) std::erase(free_, user);
  return Lease{*this, std::move(wanted)};
}

void UserPool::give_back(const std::vector<std::size_t>& taken) noexcept {
  {
    const std::scoped_lock lock{mutex_};
    free_.insert(free_.end(), taken.begin(), taken.end());  // within the capacity that it began with
  }
  changed_.notify_all();
}

UserPool::Lease::Lease(Lease&& other) noexcept
    : pool_{std::exchange(other.pool_, nullptr)}, taken_{std::exchange(other.taken_, {})} {}

UserPool::Lease::~Lease() {
  if (pool_ && !taken_.empty()) pool_->give_back(taken_);
}

const User& UserPool::Lease::user(std::size_t index) const { return pool_->users_[taken_.at(index)]; }

}  // namespace conform
