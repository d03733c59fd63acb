#include "run/originals.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tl/expected.hpp>
#include <utility>

#include "json/gate.hpp"
#include "json/parse.hpp"
#include "json/pointer.hpp"
#include "json/surrogates.hpp"
#include "json/text.hpp"
#include "run/plain_request.hpp"

namespace conform {
namespace {

using nlohmann::json;
using Read = tl::expected<json, std::string>;

// What an answer was, in words, when it is not what was hoped for.
std::string in_words(const Operation& operation, const Delivery& delivery) {
  if (!delivery.gave_up.empty()) return delivery.gave_up;
  const Response* response = response_of(delivery.exchange);
  if (response == nullptr)
    return operation.id + " got no complete answer: " + plain(std::get<NoResponse>(delivery.exchange.answer).detail);
  return operation.id + " answered " + std::to_string(response->status);
}

bool succeeded(const Delivery& delivery) {
  const Response* response = response_of(delivery.exchange);
  return delivery.gave_up.empty() && response != nullptr && response->status >= 200 && response->status <= 299;
}

std::string user_document(const std::string& id, json attributes) {
  return json{{"data", {{"type", "User"}, {"id", id}, {"attributes", std::move(attributes)}}}}.dump(
      -1, ' ', false, json::error_handler_t::replace);
}

/// Talks to the target about users and their attributes, on behalf of whom it may.
class Desk {
 public:
  Desk(const Keeping& keeping, Messenger& messenger) : keeping_{keeping}, messenger_{messenger} {}

  /// Who can read the record of an actor; null: nobody.
  [[nodiscard]] const Party* reader_of(const Party& owner) const {
    const bool pooled = std::ranges::find(keeping_.pool, owner) != keeping_.pool.end();
    if (pooled || owner.actor == "admin" || (owner.actor == "reader" && keeping_.reads_by_get)) return &owner;
    return admin();
  }
  /// Who can write it.
  [[nodiscard]] const Party* writer_of(const Party& owner) const {
    return std::ranges::find(keeping_.pool, owner) != keeping_.pool.end() ? &owner : admin();
  }

  [[nodiscard]] Read record(const Party& reader, const std::string& id) {
    const Operation* operation = keeping_.contract.find(keeping_.reads_by_get ? "getUser" : "updateUser");
    if (operation == nullptr) return tl::unexpected{std::string{"this version has no way to read a user"}};
    auto body = keeping_.reads_by_get ? std::nullopt : std::optional{user_document(id, json::object())};
    const Delivery delivery = messenger_.send(plain_request(*operation, reader, id, std::move(body)), "keep",
                                              reader.actor, on_401_of(reader));
    auto document = document_of(*operation, delivery);
    if (!document) return document;
    const json* attributes = resolve_pointer(*document, "/data/attributes");
    if (attributes == nullptr || !attributes->is_object())
      return tl::unexpected{in_words(*operation, delivery) + " without the attributes of a user"};
    return *attributes;
  }

  [[nodiscard]] Read user_attributes(const Party& owner) {
    const Operation* operation = keeping_.contract.find("getUserAttributes");
    if (operation == nullptr || !keeping_.reads_attributes)
      return tl::unexpected{std::string{"the target does not offer getUserAttributes"}};
    const Delivery delivery =
        messenger_.send(plain_request(*operation, owner, {}), "keep", owner.actor, on_401_of(owner));
    auto document = document_of(*operation, delivery);
    if (document && !document->is_object())
      return tl::unexpected{in_words(*operation, delivery) + " with something that is no object"};
    return document;
  }

  /// Sends a change; what came of it in words.
  std::string write(const char* operation_id, const Party& sender, const std::string& id, std::string body) {
    const Operation* operation = keeping_.contract.find(operation_id);
    if (operation == nullptr) return std::string{"this version has no "} + operation_id;
    const Delivery delivery =
        messenger_.send(plain_request(*operation, sender, id, std::move(body)), "restore", sender.actor);
    return succeeded(delivery) ? std::string{} : in_words(*operation, delivery);
  }

 private:
  [[nodiscard]] const Party* admin() const {
    const auto found = keeping_.specials.find("admin");
    return found == keeping_.specials.end() ? nullptr : &found->second;
  }

  // Tokens that are meant to be refused are not renewed for it.
  static On401 on_401_of(const Party& reader) {
    return reader.actor == "unlinked" || reader.actor == "expired" ? On401::keep : On401::renew;
  }

  Read document_of(const Operation& operation, const Delivery& delivery) const {
    if (!succeeded(delivery)) return tl::unexpected{in_words(operation, delivery)};
    auto document = parse_json(without_lone_surrogates(response_of(delivery.exchange)->body));
    if (!document)
      return tl::unexpected{in_words(operation, delivery) + " with something that is no JSON: " +
                            shown(document.error().message, *messenger_.redactor())};
    return std::move(*document);
  }

  const Keeping& keeping_;
  Messenger& messenger_;
};

/// Compares and rebuilds the record of one user.
class RecordOf {
 public:
  RecordOf(const json& original, const RecordShape& shape) : original_{original}, shape_{shape} {}

  /// The attributes in which a record is not what it was, beside those that the server sets. Attributes that the
  /// contract does not know only have to be there: servers keep what they like in them ("updatedAt").
  template <class Same>
  [[nodiscard]] std::vector<std::string> differences(const json& now, const Same& same) const {
    std::vector<std::string> names;
    for (const std::string& name : shape_.attributes) {
      if (!shape_.server_managed.contains(name) &&
          !same(name, member_or_null(original_, name), member_or_null(now, name)))
        names.push_back(name);
    }
    for (const auto& [name, value] : original_.items()) {
      const bool known = std::ranges::find(shape_.attributes, name) != shape_.attributes.end();
      if (!known && !shape_.server_managed.contains(name) && !value.is_null() && member_or_null(now, name).is_null())
        names.push_back(name);
    }
    return names;
  }
  [[nodiscard]] bool is_exactly(const json& now) const {
    return differences(now, [](const std::string&, const json& a, const json& b) { return a == b; }).empty();
  }
  [[nodiscard]] std::vector<std::string> lost(const json& now) const {
    return differences(now,
                       [](const std::string& name, const json& a, const json& b) { return same_value(name, a, b); });
  }

  /// Bodies of setUser that may bring it back, the plainest first. Servers differ in what they take: attributes that
  /// the contract does not know, and attributes left out.
  [[nodiscard]] std::vector<json> ways() const {
    std::vector<json> all;
    const auto add = [&](json way) {
      if (std::ranges::find(all, way) == all.end()) all.push_back(std::move(way));
    };
    json whole = json::object();
    json known = json::object();
    for (const auto& [name, value] : original_.items()) {
      if (shape_.server_managed.contains(name) || value.is_null()) continue;
      whole[name] = value;
      if (std::ranges::find(shape_.attributes, name) != shape_.attributes.end()) known[name] = value;
    }
    json with_nulls = known;
    json with_empties = known;
    for (const std::string& name : shape_.attributes) {
      if (known.contains(name) || shape_.server_managed.contains(name)) continue;
      with_nulls[name] = nullptr;
      with_empties[name] = name == "address" ? json::object() : json("");
    }
    add(whole);
    add(known);
    add(std::move(with_nulls));
    add(std::move(with_empties));
    return all;
  }

  /// A body of updateUser for what is left.
  [[nodiscard]] json change(const std::vector<std::string>& names) const {
    json change = json::object();
    for (const std::string& name : names) change[name] = member_or_null(original_, name);
    return change;
  }

 private:
  const json& original_;
  const RecordShape& shape_;
};

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// Why a record is not what it was; empty: it is.
std::string put_back_record(Desk& desk, const Party& owner, const json& original, const RecordShape& shape) {
  const Party* reader = desk.reader_of(owner);
  if (reader == nullptr) return "no actor of the target can read it";
  auto now = desk.record(*reader, owner.id);
  if (!now) return "it cannot be read: " + now.error();
  const RecordOf record{original, shape};
  if (record.is_exactly(*now)) return {};
  const Party* writer = desk.writer_of(owner);
  if (writer == nullptr) {
    const auto lost = record.lost(*now);
    return lost.empty() ? std::string{}
                        : "no actor of the target can write it, and these attributes were changed: " + joined(lost);
  }
  std::string said;
  const auto try_out = [&](const char* operation, json attributes) {
    const std::string refusal =
        desk.write(operation, *writer, owner.id, user_document(owner.id, std::move(attributes)));
    if (!refusal.empty()) said = refusal;
    auto again = desk.record(*reader, owner.id);
    if (again) now = std::move(again);
    return again && record.lost(*now).empty();
  };
  for (json& way : record.ways()) {
    if (try_out("setUser", std::move(way))) return {};
  }
  if (try_out("updateUser", record.change(record.lost(*now)))) return {};
  return "these attributes are still changed: " + joined(record.lost(*now)) + (said.empty() ? "" : "; " + said);
}

std::vector<std::string> lost_keys(const json& original, const json& now) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : original.items()) {
    const auto found = now.find(key);
    if (found == now.end() || !equal_json(*found, value)) keys.push_back(key);
  }
  return keys;
}

std::string put_back_attributes(Desk& desk, const Party& owner, const json& original) {
  auto now = desk.user_attributes(owner);
  if (!now) return "they cannot be read: " + now.error();
  const auto lost = lost_keys(original, *now);
  if (lost.empty()) return {};
  json change = json::object();
  for (const std::string& key : lost) change[key] = original.at(key);
  const std::string refusal =
      desk.write("setUserAttributes", owner, {}, change.dump(-1, ' ', false, json::error_handler_t::replace));
  now = desk.user_attributes(owner);
  if (!now) return "they cannot be read: " + now.error();
  const auto still = lost_keys(original, *now);
  if (still.empty()) return {};
  return std::to_string(still.size()) + " of " + std::to_string(original.size()) + " keys are still changed" +
         (refusal.empty() ? "" : "; " + refusal);
}

std::optional<Party> party_named(const Keeping& keeping, const std::string& actor) {
  for (const Party& party : keeping.pool) {
    if (party.actor == actor) return party;
  }
  const auto found = keeping.specials.find(actor);
  return found == keeping.specials.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace

Originals read_originals(const Keeping& keeping, Messenger& messenger) {
  Desk desk{keeping, messenger};
  Originals originals;
  const auto keep = [&](const Party& party, bool pooled) {
    Original original{.actor = party.actor, .id = party.id, .record = nullptr, .attributes = nullptr};
    const auto missing = [&](std::string what, const std::string& why) {
      if (!pooled) return;
      originals.unreadable.push_back(
          {.actor = party.actor,
           .what = std::move(what),
           .reason = "it could not be read before the run, so it cannot be put back: " + why});
    };
    if (const Party* reader = desk.reader_of(party)) {
      if (auto record = desk.record(*reader, party.id)) {
        original.record = std::make_shared<const json>(std::move(*record));
      } else {
        missing("the record " + party.id, record.error());
      }
    }
    if (keeping.reads_attributes && keeping.contract.find("getUserAttributes") != nullptr) {
      if (auto attributes = desk.user_attributes(party)) {
        original.attributes = std::make_shared<const json>(std::move(*attributes));
      } else {
        missing("/attributes", attributes.error());
      }
    }
    if (original.record || original.attributes) originals.users.push_back(std::move(original));
  };
  for (const Party& party : keeping.pool) keep(party, true);
  for (const auto& [name, party] : keeping.specials) keep(party, false);
  return originals;
}

std::vector<Unrestored> put_back(const std::vector<Original>& users, const Keeping& keeping, Messenger& messenger) {
  Desk desk{keeping, messenger};
  std::vector<Unrestored> left;
  for (const Original& user : users) {
    const auto note = [&](std::string what, std::string reason) {
      if (!reason.empty()) left.push_back({user.actor, std::move(what), std::move(reason)});
    };
    auto owner = party_named(keeping, user.actor);
    if (!owner || owner->id != user.id) {
      note("the record " + user.id, "the target has no such user any more");
      continue;
    }
    if (user.record) note("the record " + user.id, put_back_record(desk, *owner, *user.record, keeping.shape));
    if (user.attributes) note("/attributes", put_back_attributes(desk, *owner, *user.attributes));
  }
  return left;
}

}  // namespace conform
