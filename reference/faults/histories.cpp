#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "reference/faults/fault_entry.hpp"

// Areas 5, 7 and 15: what depends on earlier requests, of the same user or of others, and on how many they were. For
// generated sequences: no single request shows them.

namespace conform::reference {

namespace {

/// What a server remembers of one user.
struct PastOfUser {
  int writes = 0, updates = 0, replacements = 0, keys = 0;  ///< that were served
  int updates_in_a_row = 0, unread_writes = 0;
  int refused = 0;
  std::string last;            ///< operation of the last request, "refused" where it was turned down
  std::string last_write;      ///< operation of the last write that was served
  Object last_change;          ///< of the last write of the record that was served
  Object refused_change;       ///< good part of the last write that was refused
  std::deque<Object> changes;  ///< of the last three updates
  Object two_ago;              ///< attributes before the last write
};

/// The same of all users.
struct PastOfAll {
  std::mutex mutex;
  std::map<std::string, PastOfUser> by_user;
  std::string last_writer;
  Object last_change;  ///< of anybody
  int refused = 0;     ///< of anybody
};

using HistoryChange =
    std::function<void(const Call&, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll&)>;

void note_served(const Call& call, PastOfUser& past, PastOfAll& all) {
  past.last = name_of(*call.route.operation);
  if (!writes(*call.route.operation)) {
    past.unread_writes = 0;
    past.updates_in_a_row = 0;
    return;
  }
  ++past.writes;
  ++past.unread_writes;
  past.last_write = past.last;
  past.updates += call.is(Operation::update_user) ? 1 : 0;
  past.updates_in_a_row = call.is(Operation::update_user) ? past.updates_in_a_row + 1 : 0;
  past.replacements += call.is(Operation::set_user) ? 1 : 0;
  past.keys += call.is(Operation::set_user_attributes) ? 1 : 0;
  past.refused_change.clear();
  all.last_writer = call.before ? call.before->id : std::string{};
  if (call.is(Operation::set_user_attributes)) return;
  past.last_change = call.change;
  all.last_change = call.change;
  past.changes.push_back(call.change);
  if (past.changes.size() > 3) past.changes.pop_front();
  if (call.before) past.two_ago = call.before->attributes;
}

void note_refused(const Call& call, PastOfUser& past, PastOfAll& all) {
  past.last = "refused";
  ++past.refused;
  ++all.refused;
  if (writes(*call.route.operation) && on_users(*call.route.operation)) past.refused_change = call.change;
}

void note_call(const Call& call, PastOfAll& all) {
  if (!call.route.operation) return;
  std::string user = on_users(*call.route.operation) ? lower(call.route.user_id) : std::string{};
  if (user.empty() && call.identity) user = call.identity->user_id;
  const std::lock_guard lock{all.mutex};
  if (call.served()) {
    note_served(call, all.by_user[user], all);
  } else {
    note_refused(call, all.by_user[user], all);
  }
}

void keep_old(const UserRecord& before, UserRecord& next, const std::string& path) {
  if (const Value* old = at_path(before.attributes, path)) {
    set_path(next.attributes, path, *old);
  } else {
    remove_path(next.attributes, path);
  }
}

void take_from(const Object& from, UserRecord& next, const std::string& name) {
  if (const Value* value = find(from, name); value != nullptr && !value->is_null()) set(next.attributes, name, *value);
}

bool gives(const Object& object, const std::string& name) { return find(object, name) != nullptr; }

bool gives_null(const Object& object, const std::string& name) {
  const Value* value = find(object, name);
  return value != nullptr && value->is_null();
}

bool gives_value(const Object& object, const std::string& name) {
  return gives(object, name) && !gives_null(object, name);
}

/// One fault: what it does to a write of one operation.
struct History {
  std::string name;
  std::string description;
  Operation operation;
  int area;
  HistoryChange change;
};

constexpr Operation replacing = Operation::set_user;
constexpr Operation updating = Operation::update_user;
constexpr Operation setting_keys = Operation::set_user_attributes;

void add_history(FaultEntries& entries, History history) {
  FaultInfo about{std::move(history.name),
                  std::move(history.description),
                  "A request does what the contract says, whatever came before it.",
                  "must",
                  history.area,
                  std::string{name_of(history.operation)}};
  about.by_sequences = true;
  entries.push_back(
      {std::move(about), [operation = history.operation, change = std::move(history.change)](Behaviour& behaviour) {
         const auto all = std::make_shared<PastOfAll>();
         on_write(behaviour, operation, [=](const Call& call, const UserRecord& before, UserRecord& next) {
           const std::lock_guard lock{all->mutex};
           change(call, before, next, all->by_user[before.id], *all);
         });
         behaviour.on_response_bytes.emplace_back(
             [=](const Call& call, HttpResponse&, Transmission&) { note_call(call, *all); });
       }});
}

// ---- counts
void add_counts(FaultEntries& entries) {
  add_history(entries,
              {"count-fourth-update-lost", "Of four updateUser requests in a row the fourth changes nothing.", updating,
               15, [](const Call&, const UserRecord& before, UserRecord& next, PastOfUser& past, PastOfAll&) {
                 if (past.updates_in_a_row % 4 == 3) next = before;
               }});
  add_history(entries,
              {"count-seventh-write-keeps-gender", "Every seventh write of a user leaves gender as it was.", updating,
               15, [](const Call&, const UserRecord& before, UserRecord& next, PastOfUser& past, PastOfAll&) {
                 if (past.writes % 7 == 6) keep_old(before, next, "gender");
               }});
  add_history(entries, {"count-third-put-keeps-phone", "The third setUser of a user keeps phoneNumber.", replacing, 15,
                        [](const Call&, const UserRecord& before, UserRecord& next, PastOfUser& past, PastOfAll&) {
                          if (past.replacements == 2) keep_old(before, next, "phoneNumber");
                        }});
  add_history(entries,
              {"count-eight-updates-lose-address", "The ninth updateUser of a user clears the address.", updating, 15,
               [](const Call& call, const UserRecord&, UserRecord& next, PastOfUser& past, PastOfAll&) {
                 if (past.updates == 8 && !gives(call.change, "address")) remove(next.attributes, "address");
               }});
  add_history(entries, {"count-fifth-keys-lost", "Every fifth setUserAttributes of a user is not stored.", setting_keys,
                        7, [](const Call&, const UserRecord& before, UserRecord& next, PastOfUser& past, PastOfAll&) {
                          if (past.keys % 5 == 4) next = before;
                        }});
  add_history(entries, {"count-keys-limited", "The seventh key of /attributes takes the place of the first.",
                        setting_keys, 7, [](const Call&, const UserRecord&, UserRecord& next, PastOfUser&, PastOfAll&) {
                          while (next.custom_attributes.size() > 6)
                            next.custom_attributes.erase(next.custom_attributes.begin());
                        }});
  add_history(entries,
              {"count-third-refusal-locks", "Behind three refused requests of a user a write changes nothing.",
               updating, 15, [](const Call&, const UserRecord& before, UserRecord& next, PastOfUser& past, PastOfAll&) {
                 if (past.refused >= 3) next = before;
                 past.refused = 0;
               }});
}

// ---- repetitions and returns
void add_repetitions(FaultEntries& entries) {
  add_history(entries,
              {"repeat-of-last-three-dropped", "updateUser equal to one of the last three changes nothing.", updating,
               15, [](const Call& call, const UserRecord& before, UserRecord& next, PastOfUser& past, PastOfAll&) {
                 if (std::ranges::find(past.changes, call.change) != past.changes.end()) next = before;
               }});
  add_history(entries, {"repeat-of-anybody-dropped",
                        "updateUser equal to the last write of another user changes nothing.", updating, 15,
                        [](const Call& call, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll& all) {
                          if (!call.change.empty() && all.last_change == call.change && all.last_writer != before.id)
                            next = before;
                        }});
  add_history(entries, {"repeat-resets-zone", "updateUser equal to the one before it clears zoneInfo.", updating, 15,
                        [](const Call& call, const UserRecord&, UserRecord& next, PastOfUser& past, PastOfAll&) {
                          const bool same = !past.changes.empty() && past.changes.back() == call.change;
                          if (same && !call.change.empty() && !gives(call.change, "zoneInfo"))
                            remove(next.attributes, "zoneInfo");
                        }});
  add_history(entries, {"return-takes-locale-along",
                        "An attribute that goes back to its value before the last takes locale along.", updating, 15,
                        [](const Call& call, const UserRecord& before, UserRecord& next, PastOfUser& past, PastOfAll&) {
                          for (const Member& member : call.change) {
                            const Value* older = find(past.two_ago, member.name);
                            const Value* now = find(before.attributes, member.name);
                            if (older == nullptr || now == nullptr || *older == *now || !(*older == member.value))
                              continue;
                            if (!gives(call.change, "locale")) take_from(past.two_ago, next, "locale");
                          }
                        }});
  add_history(entries, {"same-value-toggles-picture", "pictureUrl that is set to what it is gets cleared.", updating,
                        15, [](const Call& call, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll&) {
                          const Value* given = find(call.change, "pictureUrl");
                          const Value* now = find(before.attributes, "pictureUrl");
                          if (given != nullptr && now != nullptr && *given == *now)
                            remove(next.attributes, "pictureUrl");
                        }});
  add_history(
      entries,
      {"same-key-value-dropped", "A key of /attributes that is set to what it is keeps the others of the request out.",
       setting_keys, 7, [](const Call& call, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll&) {
         const bool same = std::ranges::any_of(call.change, [&](const Member& member) {
           const Value* now = find(before.custom_attributes, member.name);
           return now != nullptr && *now == member.value;
         });
         if (same) next = before;
       }});
  add_history(entries, {"put-after-equal-put-keeps",
                        "setUser equal to the write before it keeps lastName as it was before that.", replacing, 15,
                        [](const Call& call, const UserRecord&, UserRecord& next, PastOfUser& past, PastOfAll&) {
                          if (past.last_change == call.change && past.last_write == "setUser")
                            take_from(past.two_ago, next, "lastName");
                        }});
}

// ---- one operation behind another
void add_orders(FaultEntries& entries) {
  struct Order {
    const char* name;
    const char* description;
    Operation operation;
    const char* behind;
    const char* kept;
  };
  for (const Order& order :
       {Order{"update-behind-put-keeps-email", "updateUser right behind setUser does not set email.", updating,
              "setUser", "email"},
        Order{"put-behind-update-keeps-birth-date", "setUser right behind updateUser does not set birthDate.",
              replacing, "updateUser", "birthDate"},
        Order{"put-behind-put-keeps-picture", "setUser right behind setUser does not set pictureUrl.", replacing,
              "setUser", "pictureUrl"},
        Order{"update-behind-read-keeps-locale", "updateUser right behind getUser does not set locale.", updating,
              "getUser", "locale"},
        Order{"put-behind-read-keeps-zone", "setUser right behind getUser does not set zoneInfo.", replacing, "getUser",
              "zoneInfo"},
        Order{"update-behind-keys-keeps-gender", "updateUser right behind setUserAttributes does not set gender.",
              updating, "setUserAttributes", "gender"},
        Order{"put-behind-keys-keeps-phone", "setUser right behind setUserAttributes does not set phoneNumber.",
              replacing, "setUserAttributes", "phoneNumber"},
        Order{"update-behind-read-of-keys-keeps-first-name",
              "updateUser right behind getUserAttributes does not set firstName.", updating, "getUserAttributes",
              "firstName"},
        Order{"update-behind-refusal-keeps-last-name",
              "updateUser right behind a refused request does not set lastName.", updating, "refused", "lastName"},
        Order{"put-behind-refusal-keeps-street", "setUser right behind a refused request does not set address/street.",
              replacing, "refused", "address/street"}}) {
    add_history(entries,
                {order.name, order.description, order.operation, 15,
                 [order](const Call&, const UserRecord& before, UserRecord& next, PastOfUser& past, PastOfAll&) {
                   if (past.last == order.behind) keep_old(before, next, order.kept);
                 }});
  }
  add_history(entries, {"update-unread-loses-the-one-before",
                        "The second updateUser without a read in between undoes firstName of the first.", updating, 15,
                        [](const Call& call, const UserRecord&, UserRecord& next, PastOfUser& past, PastOfAll&) {
                          if (past.last == "updateUser" && gives_value(past.last_change, "firstName") &&
                              !gives(call.change, "firstName"))
                            take_from(past.two_ago, next, "firstName");
                        }});
  add_history(entries,
              {"three-unread-writes-lose-gender", "The third write without a read in between clears gender.", updating,
               15, [](const Call& call, const UserRecord&, UserRecord& next, PastOfUser& past, PastOfAll&) {
                 if (past.unread_writes >= 2 && !gives(call.change, "gender")) remove(next.attributes, "gender");
               }});
  add_history(entries,
              {"refused-name-flushed", "firstName of a refused request is stored with the next updateUser.", updating,
               15, [](const Call& call, const UserRecord&, UserRecord& next, PastOfUser& past, PastOfAll&) {
                 if (!gives(call.change, "firstName")) take_from(past.refused_change, next, "firstName");
               }});
  add_history(entries,
              {"refused-locale-flushed-by-put", "locale of a refused request wins over that of the next setUser.",
               replacing, 15, [](const Call&, const UserRecord&, UserRecord& next, PastOfUser& past, PastOfAll&) {
                 take_from(past.refused_change, next, "locale");
               }});
  add_history(entries, {"keys-behind-put-lost", "setUserAttributes right behind setUser is not stored.", setting_keys,
                        7, [](const Call&, const UserRecord& before, UserRecord& next, PastOfUser& past, PastOfAll&) {
                          if (past.last == "setUser") next = before;
                        }});
  add_history(entries, {"keys-behind-refusal-lost", "setUserAttributes right behind a refused request is not stored.",
                        setting_keys, 7,
                        [](const Call&, const UserRecord& before, UserRecord& next, PastOfUser& past, PastOfAll&) {
                          if (past.last == "refused") next = before;
                        }});
}

// ---- operations that affect each other
void add_crossings(FaultEntries& entries) {
  add_history(entries, {"keys-clear-zone", "setUserAttributes with two keys or more clears zoneInfo.", setting_keys, 15,
                        [](const Call& call, const UserRecord&, UserRecord& next, PastOfUser&, PastOfAll&) {
                          if (call.change.size() >= 2) remove(next.attributes, "zoneInfo");
                        }});
  add_history(entries, {"put-clears-third-key", "setUser takes away the key conform-c of /attributes.", replacing, 15,
                        [](const Call&, const UserRecord&, UserRecord& next, PastOfUser&, PastOfAll&) {
                          remove(next.custom_attributes, "conform-c");
                        }});
  add_history(entries,
              {"update-renames-key", "updateUser of gender alone sets the key conform-b of /attributes to its value.",
               updating, 15, [](const Call& call, const UserRecord&, UserRecord& next, PastOfUser&, PastOfAll&) {
                 if (call.change.size() == 1 && gives_value(call.change, "gender") &&
                     gives(next.custom_attributes, "conform-b"))
                   set(next.custom_attributes, "conform-b", *find(call.change, "gender"));
               }});
  add_history(entries, {"keys-undo-update", "setUserAttributes right behind updateUser undoes lastName.", setting_keys,
                        15, [](const Call&, const UserRecord&, UserRecord& next, PastOfUser& past, PastOfAll&) {
                          if (past.last == "updateUser" && gives_value(past.last_change, "lastName"))
                            take_from(past.two_ago, next, "lastName");
                        }});
}

// ---- users that affect each other
void add_others(FaultEntries& entries) {
  add_history(entries,
              {"other-writer-loses-locale", "updateUser behind a write of another user does not set locale.", updating,
               15, [](const Call&, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll& all) {
                 if (!all.last_writer.empty() && all.last_writer != before.id) keep_old(before, next, "locale");
               }});
  add_history(
      entries,
      {"other-change-spills", "firstName of another user's last write is stored where updateUser gives lastName alone.",
       updating, 15, [](const Call& call, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll& all) {
         if (call.change.size() == 1 && gives(call.change, "lastName") && all.last_writer != before.id)
           take_from(all.last_change, next, "firstName");
       }});
  add_history(entries, {"other-put-keeps-gender", "setUser behind a write of another user keeps gender.", replacing, 15,
                        [](const Call&, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll& all) {
                          if (!all.last_writer.empty() && all.last_writer != before.id)
                            keep_old(before, next, "gender");
                        }});
  add_history(entries,
              {"equal-names-of-users-dropped", "lastName that the last writer gives, too, is not stored.", updating, 15,
               [](const Call& call, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll& all) {
                 const Value* given = find(call.change, "lastName");
                 const Value* theirs = find(all.last_change, "lastName");
                 if (given != nullptr && theirs != nullptr && *given == *theirs && all.last_writer != before.id)
                   keep_old(before, next, "lastName");
               }});
  add_history(entries,
              {"admin-write-keeps-picture", "What an administrator sets pictureUrl to is not stored.", updating, 15,
               [](const Call& call, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll&) {
                 if (call.identity && call.identity->admin && call.identity->user_id != before.id)
                   keep_old(before, next, "pictureUrl");
               }});
  add_history(entries, {"fourth-refusal-of-anybody-loses-write",
                        "Behind every fourth refused request of anybody updateUser changes nothing.", updating, 15,
                        [](const Call&, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll& all) {
                          if (all.refused > 0 && all.refused % 4 == 0) next = before;
                        }});
}

// ---- combinations
void add_combinations(FaultEntries& entries) {
  struct TwoNames {
    const char* one;
    const char* two;
  };
  for (const TwoNames& pair :
       {TwoNames{"firstName", "locale"}, TwoNames{"email", "gender"}, TwoNames{"birthDate", "zoneInfo"},
        TwoNames{"lastName", "pictureUrl"}, TwoNames{"phoneNumber", "zoneInfo"}}) {
    add_history(
        entries,
        {"two-alone:" + in_name(pair.one) + "-" + in_name(pair.two),
         std::string{"updateUser of "} + pair.one + " and " + pair.two + " alone does not set the second.", updating, 5,
         [pair](const Call& call, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll&) {
           if (call.change.size() == 2 && gives(call.change, pair.one) && gives_value(call.change, pair.two))
             keep_old(before, next, pair.two);
         }});
  }
  for (const TwoNames& pair : {TwoNames{"gender", "birthDate"}, TwoNames{"locale", "firstName"},
                               TwoNames{"phoneNumber", "email"}, TwoNames{"address", "lastName"}}) {
    add_history(entries,
                {"null-beside:" + in_name(pair.one) + "-" + in_name(pair.two),
                 std::string{"updateUser with null for "} + pair.one + " does not set " + pair.two + ".", updating, 5,
                 [pair](const Call& call, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll&) {
                   if (gives_null(call.change, pair.one) && gives_value(call.change, pair.two))
                     keep_old(before, next, pair.two);
                 }});
  }
  for (const TwoNames& pair :
       {TwoNames{"email", "phoneNumber"}, TwoNames{"zoneInfo", "locale"}, TwoNames{"gender", "pictureUrl"}}) {
    add_history(entries,
                {"omitted-together:" + in_name(pair.one) + "-" + in_name(pair.two),
                 std::string{"setUser without "} + pair.one + " and " + pair.two + " keeps the second.", replacing, 4,
                 [pair](const Call& call, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll&) {
                   if (!gives(call.change, pair.one) && !gives(call.change, pair.two) && call.change.size() > 5)
                     keep_old(before, next, pair.two);
                 }});
  }
  for (const std::size_t size : {3U, 4U, 6U, 9U}) {
    add_history(entries,
                {"size:" + std::to_string(size),
                 "updateUser of exactly " + std::to_string(size) + " attributes does not set the last.", updating, 5,
                 [size](const Call& call, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll&) {
                   if (call.change.size() == size) keep_old(before, next, call.change.back().name);
                 }});
  }
  add_history(entries, {"members-together:country-postal-code",
                        "updateUser of country and postalCode of the address alone clears region.", updating, 5,
                        [](const Call& call, const UserRecord&, UserRecord& next, PastOfUser&, PastOfAll&) {
                          const Value* address = find(call.change, "address");
                          if (address == nullptr || address->object() == nullptr || address->object()->size() != 2)
                            return;
                          if (find(*address, "country") != nullptr && find(*address, "postalCode") != nullptr)
                            remove_path(next.attributes, "address/region");
                        }});
  add_history(entries, {"equal-names-dropped", "lastName that is given equal to firstName is not stored.", updating, 5,
                        [](const Call& call, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll&) {
                          const Value* first = find(next.attributes, "firstName");
                          const Value* last = find(call.change, "lastName");
                          if (first != nullptr && last != nullptr && *first == *last)
                            keep_old(before, next, "lastName");
                        }});
  add_history(
      entries,
      {"sparse-record-loses-phone", "updateUser of two attributes of a record of at most four clears phoneNumber.",
       updating, 5, [](const Call& call, const UserRecord& before, UserRecord& next, PastOfUser&, PastOfAll&) {
         if (before.attributes.size() <= 4 && call.change.size() == 2 && !gives(call.change, "phoneNumber"))
           remove(next.attributes, "phoneNumber");
       }});
}

// ---- values that only few requests have
void add_exact_lengths(FaultEntries& entries) {
  struct LengthLimit {
    const char* path;
    Operation operation;
    std::size_t bytes;
  };
  for (const LengthLimit& length :
       {LengthLimit{"firstName", updating, 64}, LengthLimit{"lastName", replacing, 255},
        LengthLimit{"address/street", updating, 128}, LengthLimit{"address/locality", updating, 100},
        LengthLimit{"lastName", updating, 1023}}) {
    add_history(
        entries,
        {"exact-length:" + in_name(std::string{length.path}.substr(std::string{length.path}.rfind('/') + 1)) + "-" +
             std::to_string(length.bytes),
         std::string{name_of(length.operation)} + " takes the last character from " + length.path + " of exactly " +
             std::to_string(length.bytes) + " bytes.",
         length.operation, 6, [length](const Call&, const UserRecord&, UserRecord& next, PastOfUser&, PastOfAll&) {
           const Value* value = at_path(next.attributes, length.path);
           if (value == nullptr || value->string() == nullptr || value->string()->size() != length.bytes) return;
           std::string text = *value->string();
           do text.pop_back();
           while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0xC0U);
           set_path(next.attributes, length.path, text);
         }});
  }
}

}  // namespace

void add_history_faults(FaultEntries& entries) {
  add_counts(entries);
  add_repetitions(entries);
  add_orders(entries);
  add_crossings(entries);
  add_others(entries);
  add_combinations(entries);
  add_exact_lengths(entries);
}

}  // namespace conform::reference
