#include "target/known_secrets.hpp"

#include <algorithm>
#include <utility>

namespace conform {

void KnownSecrets::add(Secret secret) {
  constexpr std::size_t most = 512;
  if (secret.value.empty()) return;
  const std::scoped_lock lock{mutex_};
  if (std::find(added_.begin(), added_.end(), secret) != added_.end()) return;
  added_.push_back(std::move(secret));
  if (added_.size() > most) added_.pop_front();
  made_ = nullptr;
}

std::shared_ptr<const Redactor> KnownSecrets::redactor() const {
  const std::scoped_lock lock{mutex_};
  if (!made_) {
    std::vector<Secret> all = given_;
    all.insert(all.end(), added_.begin(), added_.end());
    made_ = std::make_shared<const Redactor>(std::move(all));
  }
  return made_;
}

}  // namespace conform
