#include "reference/store.hpp"

#include <sqlite3.h>

#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace conform::reference {

namespace {

constexpr const char* tables = R"sql(
CREATE TABLE IF NOT EXISTS users (
  id TEXT PRIMARY KEY, created_at TEXT NOT NULL, attributes TEXT NOT NULL, custom TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (
  hash TEXT PRIMARY KEY, kind TEXT NOT NULL, family TEXT NOT NULL, user_id TEXT NOT NULL, scopes TEXT NOT NULL,
  expires_at INTEGER NOT NULL, linked INTEGER NOT NULL, admin INTEGER NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tokens_family ON tokens (family);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
)sql";

// A prepared statement, compiled once and used again.
class Statement {
 public:
  Statement(sqlite3* database, const char* sql) : database_{database} {
    if (sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr) != SQLITE_OK) fail();
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& start() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    next_ = 1;
    return *this;
  }
  Statement& bind(std::string_view text) {
    if (sqlite3_bind_text64(statement_, next_++, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8) !=
        SQLITE_OK) {
      fail();
    }
    return *this;
  }
  Statement& bind(std::int64_t number) {
    if (sqlite3_bind_int64(statement_, next_++, number) != SQLITE_OK) fail();
    return *this;
  }
  Statement& bind(bool flag) { return bind(std::int64_t{flag ? 1 : 0}); }

  // True while there is a row.
  bool step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) {
      sqlite3_reset(statement_);
      fail();
    }
    sqlite3_reset(statement_);
    return false;
  }
  std::string text(int column) {
    const unsigned char* bytes = sqlite3_column_text(statement_, column);
    if (bytes == nullptr) return {};
    return {bytes, bytes + sqlite3_column_bytes(statement_, column)};
  }
  std::int64_t number(int column) { return sqlite3_column_int64(statement_, column); }
  void reset() { sqlite3_reset(statement_); }

 private:
  [[noreturn]] void fail() { throw std::runtime_error{std::string{"database: "} + sqlite3_errmsg(database_)}; }

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
  int next_ = 1;
};

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using Handle = std::unique_ptr<sqlite3, Close>;

void execute(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw std::runtime_error{std::string{"database: "} + sqlite3_errmsg(database)};
  }
}

Handle open(const std::string& file) {
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(file.empty() ? ":memory:" : file.c_str(), &raw, flags, nullptr);
  Handle handle{raw};
  if (code != SQLITE_OK) {
    throw std::runtime_error{"cannot open the database " + file + ": " + sqlite3_errstr(code)};
  }
  try {
    sqlite3_busy_timeout(raw, 5000);
    execute(raw, "PRAGMA journal_mode = WAL");
    execute(raw, "PRAGMA synchronous = FULL");
    execute(raw, tables);
  } catch (const std::runtime_error& problem) {
    throw std::runtime_error{"cannot open the database " + file + ": " + problem.what()};
  }
  return handle;
}

Object object_of(const std::string& json) {
  std::variant<Value, JsonError> parsed = parse_json(json, 128);
  const Value* value = std::get_if<Value>(&parsed);
  if (value == nullptr || value->object() == nullptr) throw std::runtime_error{"database: a record is not readable"};
  return *value->object();
}

std::string json_of(const Object& object) { return to_json(Value{object}); }

}  // namespace

struct Store::Database {
  explicit Database(const std::string& file) : handle{open(file)} {}

  std::optional<UserRecord> find_user(std::string_view id) {
    select_user.start().bind(id);
    if (!select_user.step()) return std::nullopt;
    std::string found = select_user.text(0);
    std::string created_at = select_user.text(1);
    std::string attributes = select_user.text(2);
    std::string custom_attributes = select_user.text(3);
    select_user.reset();
    Read& read = last_read[found];
    if (read.attributes != attributes || read.custom_attributes != custom_attributes) {
      read = {.attributes = std::move(attributes), .custom_attributes = std::move(custom_attributes), .user = {}};
      read.user.attributes = object_of(read.attributes);
      read.user.custom_attributes = object_of(read.custom_attributes);
    }
    read.user.id = std::move(found);
    read.user.created_at = std::move(created_at);
    return read.user;
  }

  void save_user(const UserRecord& user) {
    replace_user.start()
        .bind(user.id)
        .bind(user.created_at)
        .bind(json_of(user.attributes))
        .bind(json_of(user.custom_attributes))
        .step();
  }

  // Most reads find the text that the one before has found: parsing it again would be most of what a read costs.
  struct Read {
    std::string attributes;
    std::string custom_attributes;
    UserRecord user;
  };

  Handle handle;
  std::mutex mutex;
  std::map<std::string, Read> last_read;  ///< by id
  Statement begin{handle.get(), "BEGIN IMMEDIATE"};
  Statement commit{handle.get(), "COMMIT"};
  Statement rollback{handle.get(), "ROLLBACK"};
  Statement select_user{handle.get(), "SELECT id, created_at, attributes, custom FROM users WHERE id = ?"};
  Statement replace_user{handle.get(),
                         "INSERT OR REPLACE INTO users (id, created_at, attributes, custom) VALUES (?, ?, ?, ?)"};
  Statement select_token{handle.get(),
                         "SELECT hash, kind, family, user_id, scopes, expires_at, linked, admin, used FROM tokens "
                         "WHERE hash = ?"};
  Statement replace_token{
      handle.get(),
      "INSERT OR REPLACE INTO tokens (hash, kind, family, user_id, scopes, expires_at, linked, admin, "
      "used) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"};
  Statement mark_used{handle.get(), "UPDATE tokens SET used = 1 WHERE hash = ? AND used = 0"};
  Statement delete_family{handle.get(), "DELETE FROM tokens WHERE family = ?"};
  Statement delete_expired{handle.get(), "DELETE FROM tokens WHERE expires_at < ?"};
  Statement select_setting{handle.get(), "SELECT value FROM settings WHERE name = ?"};
  Statement replace_setting{handle.get(), "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)"};
};

namespace {

// Rolls back unless it was committed.
class Transaction {
 public:
  Transaction(Statement& begin, Statement& commit, Statement& rollback) : commit_{commit}, rollback_{rollback} {
    begin.start().step();
  }
  ~Transaction() {
    if (done_) return;
    try {
      rollback_.start().step();
    } catch (const std::runtime_error&) {
      // SQLite has rolled back by itself already.
      rollback_.reset();
    }
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() {
    commit_.start().step();
    done_ = true;
  }

 private:
  Statement& commit_;
  Statement& rollback_;
  bool done_ = false;
};

}  // namespace

Store::Store(const std::string& file) : database_{std::make_unique<Database>(file)} {}
Store::~Store() = default;

std::optional<UserRecord> Store::find_user(std::string_view id) {
  const std::lock_guard lock{database_->mutex};
  return database_->find_user(id);
}

void Store::save_user(const UserRecord& user) {
  const std::lock_guard lock{database_->mutex};
  database_->save_user(user);
}

std::optional<Store::Updated> Store::update_user(std::string_view id, const Change& change) {
  const std::lock_guard lock{database_->mutex};
  Transaction transaction{database_->begin, database_->commit, database_->rollback};
  std::optional<UserRecord> before = database_->find_user(id);
  if (!before) return std::nullopt;
  UserRecord after = change(*before);
  database_->save_user(after);
  transaction.commit();
  return Updated{std::move(*before), std::move(after)};
}

void Store::save_token(const TokenRecord& token) {
  const std::lock_guard lock{database_->mutex};
  database_->replace_token.start()
      .bind(token.hash)
      .bind(token.kind)
      .bind(token.family)
      .bind(token.user_id)
      .bind(token.scopes)
      .bind(token.expires_at)
      .bind(token.linked)
      .bind(token.admin)
      .bind(token.used)
      .step();
}

std::optional<TokenRecord> Store::find_token(std::string_view hash) {
  const std::lock_guard lock{database_->mutex};
  Statement& select = database_->select_token;
  select.start().bind(hash);
  if (!select.step()) return std::nullopt;
  TokenRecord token{.hash = select.text(0),
                    .kind = select.text(1),
                    .family = select.text(2),
                    .user_id = select.text(3),
                    .scopes = select.text(4),
                    .expires_at = select.number(5),
                    .linked = select.number(6) != 0,
                    .admin = select.number(7) != 0,
                    .used = select.number(8) != 0};
  select.reset();
  return token;
}

bool Store::use_token(std::string_view hash) {
  const std::lock_guard lock{database_->mutex};
  database_->mark_used.start().bind(hash).step();
  return sqlite3_changes(database_->handle.get()) == 1;
}

void Store::revoke_family(std::string_view family) {
  const std::lock_guard lock{database_->mutex};
  database_->delete_family.start().bind(family).step();
}

void Store::purge_tokens(std::int64_t time) {
  const std::lock_guard lock{database_->mutex};
  database_->delete_expired.start().bind(time).step();
}

std::optional<std::string> Store::setting(std::string_view name) {
  const std::lock_guard lock{database_->mutex};
  database_->select_setting.start().bind(name);
  if (!database_->select_setting.step()) return std::nullopt;
  std::string value = database_->select_setting.text(0);
  database_->select_setting.reset();
  return value;
}

void Store::save_setting(std::string_view name, std::string_view value) {
  const std::lock_guard lock{database_->mutex};
  database_->replace_setting.start().bind(name).bind(value).step();
}

}  // namespace conform::reference
