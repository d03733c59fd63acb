#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "target/user.hpp"

namespace conform {

/// Users for cases, each with one holder at a time. Thread-safe. Leases must end before the pool does.
///
/// A lease takes all the users it asks for in one step, so that two holders of one user each never wait for one
/// another's. Who asks first is served first, also when a later one asks for less: no thread waits for ever. A thread
/// that holds a lease must not ask for another one.
class UserPool {
 public:
  explicit UserPool(std::vector<User> users);
  UserPool(const UserPool&) = delete;
  UserPool& operator=(const UserPool&) = delete;

  /// Some users for as long as it lives.
  class Lease {
   public:
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    [[nodiscard]] const User& user(std::size_t index = 0) const;
    [[nodiscard]] std::size_t size() const noexcept { return taken_.size(); }

   private:
    friend class UserPool;
    Lease(UserPool& pool, std::vector<std::size_t> taken) : pool_{&pool}, taken_{std::move(taken)} {}
    UserPool* pool_;
    std::vector<std::size_t> taken_;
  };

  /// Waits for that many users; nothing once `stop` was asked for. Throws std::invalid_argument when the pool does not
  /// have that many at all: compare with size() first.
  [[nodiscard]] std::optional<Lease> lease(std::size_t how_many, const std::stop_token& stop);

  /// The same for certain users, from number `first` on and around the end: what is planned for a user meets that user.
  [[nodiscard]] std::optional<Lease> lease_from(std::size_t first, std::size_t how_many, const std::stop_token& stop);

  /// How many users there are, leased ones included.
  [[nodiscard]] std::size_t size() const noexcept { return users_.size(); }

 private:
  void give_back(const std::vector<std::size_t>& taken) noexcept;

  const std::vector<User> users_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<std::size_t> free_;      ///< longest unused first
  std::deque<std::uint64_t> waiting_;  ///< tickets, in the order in which they asked
  std::uint64_t next_ticket_ = 0;
};

}  // namespace conform
