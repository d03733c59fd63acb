#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "reference/faults/fault_entry.hpp"

// Areas 4, 5, 7 and 15: writes that the response and the first read after it show, and that are lost, or come to other
// users, before a later read. Who reads once after each write, or remembers what the last read showed, misses them.

namespace conform::reference {

namespace {

/// Which of the two resources of a user a loss is of.
enum class Resource { record, custom_attributes };

Object& stored_in(UserRecord& user, Resource resource) {
  return resource == Resource::record ? user.attributes : user.custom_attributes;
}
const Object& stored_in(const UserRecord& user, Resource resource) {
  return resource == Resource::record ? user.attributes : user.custom_attributes;
}

bool is_of(const Call& call, Resource resource) {
  return call.route.operation && on_users(*call.route.operation) == (resource == Resource::record);
}

bool is_write(const Call& call) { return call.route.operation && writes(*call.route.operation); }

/// The user that a request is about; empty where none can be known.
std::string subject_of(const Call& call) {
  if (!call.route.operation) return {};
  if (on_users(*call.route.operation)) return lower(call.route.user_id);
  return call.identity ? call.identity->user_id : std::string{};
}

/// A user's record or /attributes since its last write.
struct Trail {
  Object before;                 ///< what was there before that write
  std::string operation;         ///< of that write
  unsigned writes = 0;           ///< with it
  unsigned reads = 0;            ///< since then
  std::uint64_t connection = 0;  ///< of that write
  bool is_lost = false;          ///< `before` is there again
};

/// When a write is lost that was read at least once.
struct Loss {
  std::string name;
  std::string description;
  const char* statement;
  int area;
  std::string operation;
  Resource resource;
  bool (*is_due)(const Call& call, bool is_same_user, const Trail& trail);
};

/// What all users were, so that a write can be undone after it was shown.
class Trails {
 public:
  explicit Trails(const Loss& loss) : resource_{loss.resource}, is_due_{loss.is_due} {}

  void note_write(const Call& call, const UserRecord& before, UserRecord& next) {
    if (!is_of(call, resource_)) return;
    const std::lock_guard lock{mutex_};
    Trail& trail = by_user_[before.id];
    // What is lost is not there to be merged with either.
    Object old = trail.is_lost ? std::move(trail.before) : stored_in(before, resource_);
    if (trail.is_lost) stored_in(next, resource_) = changed(call, old);
    trail = {.before = std::move(old),
             .operation = std::string{name_of(*call.route.operation)},
             .writes = trail.writes + 1,
             .connection = call.request->connection};
  }

  void pass(const Call& call, Response& response) {
    const std::string subject = subject_of(call);
    const bool is_read = call.served() && !is_write(call) && is_of(call, resource_);
    const std::lock_guard lock{mutex_};
    for (auto& [user, trail] : by_user_) {
      const bool is_same = user == subject;
      if (is_read && is_same) ++trail.reads;
      if (trail.reads > 0 && is_due_(call, is_same, trail)) trail.is_lost = true;
    }
    const auto shown = by_user_.find(subject);
    if (is_read && shown != by_user_.end() && shown->second.is_lost) show(call, response, shown->second.before);
  }

 private:
  static Object changed(const Call& call, const Object& before) {
    if (call.is(Operation::set_user)) return replaced(call.change);
    if (call.is(Operation::update_user)) return merged(before, call.change);
    return with_custom_attributes(before, call.change);
  }

  void show(const Call& call, Response& response, const Object& what) const {
    if (resource_ == Resource::custom_attributes) {
      response.document = Value{what};
      return;
    }
    Object* attributes = attributes_of(call, response);
    if (attributes == nullptr) return;
    Object old = what;
    if (const Value* created = find(*attributes, "createdAt")) old.push_back({"createdAt", *created});
    *attributes = std::move(old);
  }

  Resource resource_;
  bool (*is_due_)(const Call& call, bool is_same_user, const Trail& trail);
  std::mutex mutex_;
  std::map<std::string, Trail> by_user_;
};

bool is_read_again(const Call& call, bool is_same_user, const Trail& trail) {
  return is_same_user && call.served() && !is_write(call) && trail.reads > 1;
}

bool is_read_again_after_put(const Call& call, bool is_same_user, const Trail& trail) {
  return is_read_again(call, is_same_user, trail) && trail.operation == name_of(Operation::set_user);
}

bool is_read_again_after_patch(const Call& call, bool is_same_user, const Trail& trail) {
  return is_read_again(call, is_same_user, trail) && trail.operation == name_of(Operation::update_user);
}

bool is_read_again_after_fifth(const Call& call, bool is_same_user, const Trail& trail) {
  constexpr unsigned fifth = 5;
  return is_read_again(call, is_same_user, trail) && trail.writes % fifth == 0;
}

bool is_read_over_another_connection(const Call& call, bool is_same_user, const Trail& trail) {
  return is_same_user && call.served() && !is_write(call) && call.request->connection != trail.connection;
}

bool is_written_by_another_user(const Call& call, bool is_same_user, const Trail&) {
  return !is_same_user && call.served() && is_write(call);
}

bool is_refused_write(const Call& call, bool is_same_user, const Trail&) {
  return is_same_user && !call.served() && is_write(call);
}

bool is_denied_read(const Call& call, bool is_same_user, const Trail&) {
  return is_same_user && !call.served() && call.route.operation && !is_write(call);
}

bool is_write_of_attributes(const Call& call, bool is_same_user, const Trail&) {
  return is_same_user && call.served() && call.is(Operation::set_user_attributes);
}

bool is_write_of_record(const Call& call, bool is_same_user, const Trail&) {
  return is_same_user && call.served() && is_write(call) && is_of(call, Resource::record);
}

constexpr const char* reads_agree = "A later read agrees with the response.";
constexpr const char* reads_stay = "What was read stays until it is written again.";
constexpr const char* attributes_agree = "A later read agrees with what was written.";
constexpr const char* others_stay = "A write changes the given user's record and no other user's.";
constexpr const char* refused_change_nothing = "A request that is refused or denied changes nothing.";

void add_losses(FaultEntries& entries) {
  for (const Loss& loss :
       {Loss{"lost-at-second-read:set-user",
             "What setUser wrote and the first read showed is gone from the second read on.", reads_agree, 4, "setUser",
             Resource::record, is_read_again_after_put},
        Loss{"lost-at-second-read:update-user",
             "What updateUser wrote and the first read showed is gone from the second read on.", reads_agree, 5,
             "updateUser", Resource::record, is_read_again_after_patch},
        Loss{"lost-at-second-read:attributes",
             "What setUserAttributes wrote and the first read showed is gone from the second read on.",
             attributes_agree, 7, "setUserAttributes", Resource::custom_attributes, is_read_again},
        Loss{"every-fifth-write-lost", "Every fifth write of a record is gone from the second read on.", reads_stay, 15,
             "", Resource::record, is_read_again_after_fifth},
        Loss{"lost-on-other-connections",
             "A write of a record is lost once it is read over another connection than it was made over.",
             "A write is there for every connection.", 15, "", Resource::record, is_read_over_another_connection},
        Loss{"lost-by-another-users-write", "A write of a record that was read is lost once another user writes.",
             others_stay, 15, "", Resource::record, is_written_by_another_user},
        Loss{"attributes-lost-by-another-users-write",
             "A setUserAttributes that was read is lost once another user writes.", attributes_agree, 7, "",
             Resource::custom_attributes, is_written_by_another_user},
        Loss{"lost-by-a-refused-write",
             "A write of a record that was read is lost once another write of it is refused.", refused_change_nothing,
             15, "", Resource::record, is_refused_write},
        Loss{"attributes-lost-by-a-refused-write",
             "A setUserAttributes that was read is lost once another write of its user is refused.",
             refused_change_nothing, 15, "setUserAttributes", Resource::custom_attributes, is_refused_write},
        Loss{"lost-by-a-denied-read", "A write of a record that was read is lost once another read of it is denied.",
             "A read changes nothing.", 15, "getUser", Resource::record, is_denied_read},
        Loss{"lost-by-a-write-of-attributes",
             "A write of a record that was read is lost once its user's /attributes are written.",
             "setUserAttributes does not change the user's record.", 7, "setUserAttributes", Resource::record,
             is_write_of_attributes},
        Loss{"attributes-lost-by-a-write-of-the-record",
             "A setUserAttributes that was read is lost once its user's record is written.",
             "updateUser does not change the user's /attributes.", 15, "", Resource::custom_attributes,
             is_write_of_record}}) {
    entries.push_back({{loss.name, loss.description, loss.statement,
                        loss.name == "lost-by-a-denied-read" ? "should" : "must", loss.area, loss.operation},
                       [loss](Behaviour& behaviour) {
                         const auto trails = std::make_shared<Trails>(loss);
                         behaviour.writers.emplace_back(
                             [trails](const Call& call, const UserRecord& before, UserRecord& next) {
                               trails->note_write(call, before, next);
                             });
                         behaviour.on_response.emplace_back(
                             [trails](const Call& call, Response& response) { trails->pass(call, response); });
                       }});
  }
}

/// The reads of each user's record since its last write.
struct ReadCounts {
  std::mutex mutex;
  std::map<std::string, unsigned> by_user;
  std::map<std::string, Object> cleared;  ///< what the last write cleared
};

// Calls `change` with the responses of the second and all later reads after a write.
void on_later_reads(Behaviour& behaviour, std::function<void(const Object& cleared, Object& attributes)> change) {
  const auto counts = std::make_shared<ReadCounts>();
  behaviour.writers.emplace_back([counts](const Call& call, const UserRecord& before, UserRecord& next) {
    if (!is_of(call, Resource::record)) return;
    const std::lock_guard lock{counts->mutex};
    counts->by_user[before.id] = 0;
    Object& cleared = counts->cleared[before.id] = {};
    for (const Member& member : before.attributes) {
      if (find(next.attributes, member.name) == nullptr) cleared.push_back(member);
    }
  });
  on_served(behaviour, Operation::get_user, [counts, change = std::move(change)](const Call& call, Response& response) {
    Object* attributes = attributes_of(call, response);
    const std::lock_guard lock{counts->mutex};
    const auto found = counts->by_user.find(call.after->id);
    if (found == counts->by_user.end() || attributes == nullptr || ++found->second < 2) return;
    change(counts->cleared[call.after->id], *attributes);
  });
}

// Another second than that of the record.
std::string another_second(std::string time) {
  constexpr std::size_t second = 18;
  if (time.size() > second) time[second] = time[second] == '9' ? '0' : static_cast<char>(time[second] + 1);
  return time;
}

void add_late_changes(FaultEntries& entries) {
  entries.push_back(
      {{"created-at-changes-at-second-read", "createdAt is another one from the second read after a write on.",
        "id, type and server-managed attributes stay.", "must", 5, ""},
       [](Behaviour& behaviour) {
         on_later_reads(behaviour, [](const Object&, Object& attributes) {
           Value* created = find(attributes, "createdAt");
           if (created != nullptr && created->string() != nullptr) *created = another_second(*created->string());
         });
       }});
  entries.push_back(
      {{"cleared-comes-back-at-second-read", "What a write cleared is there again from the second read after it on.",
        reads_stay, "must", 15, ""},
       [](Behaviour& behaviour) {
         on_later_reads(behaviour, [](const Object& cleared, Object& attributes) {
           for (const Member& member : cleared) set(attributes, member.name, member.value);
         });
       }});
}

/// The last name that was written, until another user has been shown it.
struct LastWritten {
  std::mutex mutex;
  std::string user;
  std::optional<Value> name;
};

void add_leak(FaultEntries& entries) {
  entries.push_back(
      {{"name-of-the-last-writer", "The first getUser of another user after a write shows the lastName of the writer.",
        others_stay, "must", 15, ""},
       [](Behaviour& behaviour) {
         const auto last = std::make_shared<LastWritten>();
         behaviour.writers.emplace_back([last](const Call& call, const UserRecord& before, UserRecord& next) {
           const Value* name = find(next.attributes, "lastName");
           if (!is_of(call, Resource::record) || name == nullptr) return;
           const std::lock_guard lock{last->mutex};
           last->user = before.id;
           last->name = *name;
         });
         on_served(behaviour, Operation::get_user, [last](const Call& call, Response& response) {
           Object* attributes = attributes_of(call, response);
           const std::lock_guard lock{last->mutex};
           if (attributes == nullptr || !last->name || last->user == call.after->id) return;
           set(*attributes, "lastName", *last->name);
           last->name.reset();
         });
       }});
}

/// What refused writes of each user's record provided.
struct RefusedChanges {
  std::mutex mutex;
  std::map<std::string, Object> by_user;
};

// Texts alone: what is stored stays well-typed.
Object texts_in(const std::string& body) {
  const std::variant<Value, JsonError> parsed = parse_json(body);
  const Value* document = std::get_if<Value>(&parsed);
  const Object* attributes = document == nullptr ? nullptr : attributes_in(*document);
  Object texts;
  for (const char* name : {"firstName", "lastName", "locale"}) {
    const Value* value = attributes == nullptr ? nullptr : find(*attributes, name);
    if (value != nullptr && value->string() != nullptr) texts.push_back({name, *value});
  }
  return texts;
}

void add_late_refused(FaultEntries& entries) {
  entries.push_back({{"refused-write-comes-later",
                      "What a refused write of a record provided comes with the next one that is served.",
                      refused_change_nothing, "must", 15, ""},
                     [](Behaviour& behaviour) {
                       const auto refused = std::make_shared<RefusedChanges>();
                       behaviour.on_response.emplace_back([refused](const Call& call, Response&) {
                         if (call.served() || !is_write(call) || !is_of(call, Resource::record)) return;
                         const std::lock_guard lock{refused->mutex};
                         refused->by_user[subject_of(call)] = texts_in(call.request->body);
                       });
                       behaviour.writers.emplace_back(
                           [refused](const Call& call, const UserRecord& before, UserRecord& next) {
                             if (!is_of(call, Resource::record)) return;
                             const std::lock_guard lock{refused->mutex};
                             const auto found = refused->by_user.find(before.id);
                             if (found == refused->by_user.end()) return;
                             for (const Member& member : found->second) {
                               if (find(call.change, member.name) == nullptr)
                                 set(next.attributes, member.name, member.value);
                             }
                             refused->by_user.erase(found);
                           });
                     }});
}

}  // namespace

void add_later_read_faults(FaultEntries& entries) {
  add_losses(entries);
  add_late_changes(entries);
  add_leak(entries);
  add_late_refused(entries);
}

}  // namespace conform::reference
