#include "audit/judge.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "check/contract_check.hpp"
#include "check/effect_check.hpp"
#include "check/oracle.hpp"
#include "json/pointer.hpp"
#include "json/text.hpp"

namespace conform {

using nlohmann::json;

namespace {

StatusSet single_status(int status) { return {.ranges = {{status, status}}}; }

void add_to(StatusSet& set, const StatusSet& more) {
  set.ranges.insert(set.ranges.end(), more.ranges.begin(), more.ranges.end());
}

bool was_served(int status) { return status >= 200 && status <= 299; }

json parsed_state(const std::string& text) { return text.empty() ? json::object() : json::parse(text); }

std::string state_text(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

// Without the fields that every HTTP message has, a list may lack others too.
bool looks_complete(const Headers& headers) {
  return std::ranges::any_of(headers, [](const Header& header) {
    const std::string name = lower(header.name);
    return name == "date" || name == "server" || name == "content-length" || name == "connection" ||
           name == "transfer-encoding" || name == "content-type";
  });
}

std::string strong_tag(const Headers& headers) {
  const auto tag = find_header(headers, "ETag");
  return tag && tag->starts_with('"') ? std::string{*tag} : std::string{};
}

bool has_condition(const Headers& headers) {
  return std::ranges::any_of(std::array{"If-Match", "If-None-Match", "If-Unmodified-Since"},
                             [&](const char* name) { return find_header(headers, name).has_value(); });
}

}  // namespace

/// One exchange while it is judged.
struct AuditedExchange {
  const JudgeQuestion& question;
  const RecordedExchange& recorded;
  const Operation& operation;
  RequestView view;
  Request request;
  ResponseOrError response;
  ParsedResponse parsed;
  bool body_known = false;
  Findings findings;

  [[nodiscard]] int status() const { return recorded.status; }
  [[nodiscard]] RecordedTime begin() const { return recorded.started_at; }
  [[nodiscard]] RecordedTime end() const { return recorded.started_at + recorded.took; }
  /// Attributes of the User that a success shows, or the object of /attributes; null: none.
  [[nodiscard]] const json* shown() const {
    if (!was_served(status()) || !parsed.document || parsed.duplicate) return nullptr;
    const json* object =
        operation.names_user() ? resolve_pointer(*parsed.document, "/data/attributes") : &*parsed.document;
    return object != nullptr && object->is_object() ? object : nullptr;
  }
};

class AuditJudge::State {
 public:
  explicit State(JudgeSetting setting)
      : setting_{std::move(setting)},
        records_{setting_.most_records},
        keys_{setting_.most_records},
        coverage_{setting_.suite.rules, setting_.contract.version} {}

  std::vector<Judged> take(const JudgeQuestion& question) {
    const RecordedExchange& recorded = *question.exchange;
    std::vector<Judged> certain;
    if (recorded.not_judged != NotJudged::judgeable || question.place.operation == nullptr) {
      if (recorded.failed_by_server && question.place.operation != nullptr) note_failure(question);
      note_unjudged(question);
      return certain;
    }
    AuditedExchange e{.question = question,
                      .recorded = recorded,
                      .operation = *question.place.operation,
                      .view = view_of(*question.place.operation, recorded, question.place.user_id),
                      .request = request_of(recorded),
                      .response = {},
                      .parsed = {},
                      .findings = Findings{setting_.suite.rules, setting_.contract.version}};
    if (is_waited_for(e)) {
      ++counts_.waited_for;
      note_unjudged(question);
      return certain;
    }
    ++counts_.judged;
    ++failures_[e.operation.id].responses;
    note_client_errors(e);
    note_sent(e);
    read_response(e);
    contract(e);
    statuses(e);
    senders(e, certain);
    note_denial(e);
    effects(e);
    observe(e);
    for (const Found& found : e.findings.all()) certain.push_back({found, e.operation.id, question.exchange});
    return certain;
  }

  std::vector<Judged> finish() {
    std::vector<Judged> certain;
    for (const SenderFinding& finding : senders_.finish()) add_of_sender(finding, certain);
    add_suspicious_updates(certain);
    add_failures(certain);
    add_missing_writes(certain);
    return certain;
  }

  JudgeSetting setting_;
  JudgeCounts counts_;
  RecordStates records_;
  RecordStates keys_;  ///< /attributes, by who owns them
  Coverage coverage_;
  Senders senders_;
  std::map<std::string, std::set<std::string>> observations_;
  std::set<std::string> served_operations_;
  std::set<std::string> seen_operations_;

 private:
  struct OtherWrite {
    std::string operation;
    std::string target;  ///< key of the record, or of /attributes
    bool of_record = false;
    std::string sent;
    std::size_t number = 0;
  };
  /// What requests for one operation got.
  struct Failures {
    std::size_t responses = 0;
    std::size_t served = 0;
    std::size_t denied = 0;  ///< by 404 or 501, to whom the record belongs
    std::shared_ptr<const RecordedExchange> last_denied;
    std::size_t failed = 0;  ///< without a response
    std::shared_ptr<const RecordedExchange> last;
  };
  struct Suspicion {
    std::size_t in_updates = 0;
    std::size_t between_reads = 0;
    std::shared_ptr<const RecordedExchange> last;
  };

  // ---- no response ---------------------------------------------------------------------------------------------

  void note_failure(const JudgeQuestion& question) {
    Failures& failures = failures_[question.place.operation->id];
    ++failures.failed;
    failures.last = question.exchange;
  }

  // One connection may break for any reason. That most requests for one operation fail, while others are served, has
  // one.
  void add_failures(std::vector<Judged>& certain) const {
    constexpr std::size_t often = 3;
    if (served_operations_.empty()) return;
    for (const auto& [operation, failures] : failures_) {
      if (failures.failed < often || failures.failed <= failures.responses) continue;
      Findings findings{setting_.suite.rules, setting_.contract.version};
      findings.add(Mismatch{.rule = "contract.answer",
                            .where = "response",
                            .expected = "a complete HTTP response",
                            .actual = "none to " + std::to_string(failures.failed) + " of " +
                                      std::to_string(failures.failed + failures.responses) + " requests",
                            .message = operation + " got no complete HTTP response"},
                   {.operation = operation});
      certain.push_back({findings.all().front(), operation, failures.last});
    }
  }

  // A record that its owner can read, and that no request of a kind finds.
  void note_denial(const AuditedExchange& e) {
    Failures& of = failures_[e.operation.id];
    if (was_served(e.status())) ++of.served;
    if (e.status() != 404 && e.status() != 501) return;
    if (!e.operation.writes() || e.view.doubtful || e.view.must_be_refused()) return;
    const std::string owner = senders_.owner_of(senders_.sender(e.recorded.request_headers).hash);
    if (owner.empty() || (e.operation.names_user() && owner != e.question.place.user_id)) return;
    ++of.denied;
    of.last_denied = e.question.exchange;
  }

  void add_missing_writes(std::vector<Judged>& certain) const {
    constexpr std::size_t often = 3;
    for (const auto& [operation, of] : failures_) {
      if (of.served > 0 || of.denied < often) continue;
      Findings findings{setting_.suite.rules, setting_.contract.version};
      const std::string status = std::to_string(of.last_denied->status);
      findings.add(Mismatch{.rule = "contract.status",
                            .where = "status",
                            .expected = "a success, at least once",
                            .actual = status + " to " + counted(of.denied, "request", "requests"),
                            .message = operation + " responded " + status + " for records that their users can read"},
                   {.operation = operation});
      certain.push_back({findings.all().front(), operation, of.last_denied});
    }
  }

  // ---- what is not judged -------------------------------------------------------------------------------------

  // Whatever a write that cannot be judged did, the states that it may have changed are not known any more.
  void note_unjudged(const JudgeQuestion& question) {
    const RecordedExchange& recorded = *question.exchange;
    if (!question.place.may_change_something || recorded.not_judged == NotJudged::preflight) return;
    constexpr std::chrono::seconds may_still_run{60};
    const bool ended = recorded.status != 0;
    const RecordedTime until = recorded.started_at + recorded.took + (ended ? std::chrono::seconds{0} : may_still_run);
    switch (question.place.resource) {
      case ApiPlace::Resource::record: {
        RecordState& state = records_.of(question.place.user_id);
        state.forget();
        state.busy_until = std::max(state.busy_until, until);
        break;
      }
      case ApiPlace::Resource::attributes:
        keys_.forget_all();
        keys_busy_until_ = std::max(keys_busy_until_, until);
        break;
      case ApiPlace::Resource::none:
        if (question.place.under_base_url && (recorded.status == 0 || was_served(recorded.status))) {
          records_.forget_all();
          keys_.forget_all();
        }
        break;
    }
  }

  // A server that is busy, or asks for terms to be accepted, must be asked again.
  static bool is_waited_for(const AuditedExchange& e) {
    const int status = e.recorded.status;
    if (status == 429) return true;
    if (status == 451) return find_header(e.recorded.response_headers, "Location").has_value();
    // A recorder that keeps only some fields may have left Retry-After out.
    const Headers& headers = e.recorded.response_headers;
    const bool all_fields = find_header(headers, "Date") || find_header(headers, "Server");
    return status == 503 && (!all_fields || find_header(headers, "Retry-After").has_value());
  }

  void note_client_errors(const AuditedExchange& e) {
    const auto note = [&](const std::string& what) { ++counts_.client_errors[e.operation.id + ": " + what]; };
    for (const RequestProblem& problem : e.view.problems) {
      if (!problem.about.empty()) note(problem.about);
    }
    const Sender sender = senders_.sender(e.recorded.request_headers);
    if (sender.kind == CredentialKind::none && senders_.knows_credentials()) note("no token");
  }

  static Place place_of(const AuditedExchange& e) {
    return {.operation = e.operation.id, .exchange = 0, .later_read = 0};
  }

  // ---- the response -------------------------------------------------------------------------------------------

  void read_response(AuditedExchange& e) const {
    const RecordedBody& body = e.recorded.response_body;
    Response response{.status = e.recorded.status, .reason = {}, .headers = e.recorded.response_headers, .body = {}};
    e.body_known = body.kept == BodyKept::whole || body.kept == BodyKept::none;
    if (body.kept == BodyKept::whole) response.body = body.text;
    const bool bodiless =
        e.status() == 204 || (body.kept == BodyKept::unknown && e.operation.id == "setUserAttributes");
    if (bodiless && body.kept != BodyKept::whole) {
      // Framing is the recorder's, or a proxy's, as often as the server's.
      e.body_known = true;
      std::erase_if(response.headers, [](const Header& header) {
        const std::string name = lower(header.name);
        return name == "content-length" || name == "transfer-encoding";
      });
    }
    e.response = std::move(response);
    e.parsed = parse_response(e.response);
    // A text that ends too early may have been cut by a log, if no field has its length.
    constexpr std::size_t shortest_cut = 1000;
    const bool cut = !e.parsed.document && e.parsed.json_error && body.kept == BodyKept::whole &&
                     body.text.size() >= shortest_cut && e.parsed.json_error->offset + 1 >= body.text.size() &&
                     !find_header(e.recorded.response_headers, "Content-Length");
    if (cut || body.inexact) e.body_known = e.body_known && !cut;
    if (!looks_complete(e.recorded.response_headers)) add_media_type(e);
  }

  // Fields that the recorder did not keep are taken for right.
  void add_media_type(AuditedExchange& e) const {
    auto& response = std::get<Response>(e.response);
    if (find_header(response.headers, "Content-Type")) return;
    const auto documented = e.operation.responses.find(e.status());
    response.headers.push_back({"Content-Type", documented != e.operation.responses.end()
                                                    ? documented->second.media_type
                                                    : std::string{"application/vnd.api+json"}});
  }

  // Statuses that are right for this request whatever the table has.
  [[nodiscard]] StatusSet allowed_for(const AuditedExchange& e) const {
    StatusSet allowed = e.view.refusals();
    if (e.view.doubtful) add_to(allowed, {.ranges = {{400, 499}}});
    if (e.operation.writes()) {
      const bool conditional = has_condition(e.recorded.request_headers);
      if (conditional) add_to(allowed, single_status(412));
      if (!conditional) add_to(allowed, single_status(428));
      // Who else writes is not known, nor for how long a server still writes.
      if (e.question.overlaps_write || !setting_.complete || wrote_just_before(e))
        add_to(allowed, {.ranges = {{409, 409}, {412, 412}, {423, 423}}});
    } else if (!served_operations_.contains(e.operation.id)) {
      // A server without the reading operations.
      add_to(allowed, single_status(405));
    }
    constexpr int too_large = 413;
    constexpr int target_too_long = 414;
    constexpr int head_too_large = 431;
    add_to(allowed, {.ranges = {{too_large, target_too_long}, {head_too_large, head_too_large}}});
    return allowed;
  }

  [[nodiscard]] bool wrote_just_before(const AuditedExchange& e) const {
    const RecordState* state = e.operation.names_user() ? records_.known(e.question.place.user_id) : nullptr;
    const RecordedTime busy = state != nullptr ? state->busy_until : keys_busy_until_;
    return e.begin() < busy + setting_.consistency;
  }

  // A framework may read a form, and refuse one that is malformed, before it knows what is asked of it.
  static bool is_refused_by_form(const AuditedExchange& e) {
    const auto type = find_header(e.recorded.request_headers, "Content-Type");
    const auto named = [&](std::string_view part) { return type && lower(*type).find(part) != std::string::npos; };
    return e.status() == 400 && (named("form") || named("xml"));
  }

  // As far as checks look at it: bodies are in the view.
  static Request request_of(const RecordedExchange& recorded) {
    Request request{.method = recorded.method, .target = {}, .headers = recorded.request_headers, .body = {}};
    if (recorded.request_body.kept != BodyKept::none) request.body.emplace();
    return request;
  }

  void contract(AuditedExchange& e) {
    if (is_refused_by_form(e)) return;
    std::optional<Operation> by_head;
    if (!e.body_known) {
      // Only what the head says is judged.
      ++counts_.without_body;
      by_head = e.operation;
      for (auto& [status, documented] : by_head->responses) documented = {};
      auto& response = std::get<Response>(e.response);
      response.body.clear();
      std::erase_if(response.headers, [](const Header&) { return true; });
      e.parsed = parse_response(e.response);
      if (allowed_for(e).contains(e.status())) return;
    }
    const bool is_read = e.view.has_document && !e.view.doubtful;
    const ApiExchange exchange{.operation = by_head ? &*by_head : &e.operation,
                               .user_id = e.question.place.user_id,
                               .request = &e.request,
                               .result = &e.response,
                               .sent = is_read ? std::make_shared<const json>(e.view.document) : nullptr,
                               .parsed = e.parsed};
    e.findings.add(
        check_contract(exchange,
                       {.schemas = setting_.suite.schemas, .allowed = allowed_for(e), .sent_values = &sent_values_}),
        place_of(e));
    if (e.body_known)
      coverage_.response(e.operation, e.status(), !std::get<Response>(e.response).body.empty(),
                         e.parsed.document ? &*e.parsed.document : nullptr);
    if (was_served(e.status())) served_operations_.insert(e.operation.id);
    seen_operations_.insert(e.operation.id);
  }

  // ---- served what must be refused, refused what must be served -----------------------------------------------

  void statuses(AuditedExchange& e) {
    const int status = e.status();
    if (e.view.doubtful) return;
    if (was_served(status)) {
      served_wrongly(e);
    } else if (status == 406 || status == 415 || status == 422) {
      refused_wrongly(e);
    } else if (status == 501 && e.view.must_be_refused() && e.operation.writes() && e.operation.names_user()) {
      add_cited(e, "SEMANTIC-NEVER-5XX", to_string(e.view.refusals()), "an invalid request got 501");
    }
  }

  void served_wrongly(AuditedExchange& e) {
    for (const RequestProblem& problem : e.view.problems) {
      if (problem.may_be_served) continue;
      if (problem.open) {
        if (!e.findings.has("contract.status", 0))
          e.findings.add(
              Mismatch{.rule = "contract.status",
                       .where = "status",
                       .expected = to_string(problem.refusals),
                       .actual = std::to_string(e.status()),
                       .message = e.operation.id + " responded " + std::to_string(e.status()) + " to " + problem.about},
              place_of(e));
        continue;
      }
      add_cited(e, problem.requirement, to_string(problem.refusals), "served " + problem.about);
    }
  }

  void refused_wrongly(AuditedExchange& e) {
    const int status = e.status();
    if (!e.operation.responses.contains(status) || e.view.refusals().contains(status)) return;
    std::vector<const RequestProblem*> wrong;
    for (const RequestProblem& problem : e.view.problems) {
      if (!problem.may_be_served) wrong.push_back(&problem);
    }
    const std::string said = "responded " + std::to_string(status);
    if (!wrong.empty()) {
      add_cited(e, wrong.front()->requirement, to_string(e.view.refusals()), said + " to " + wrong.front()->about);
    } else if (status == 406) {
      add_cited(e, "ACCEPT-EXACT-SERVED", "not 406", said + " to the Accept that it must serve");
    } else if (status == 415) {
      add_cited(e, "CONTENT-TYPE-EXACT-READ", "not 415", said + " to the Content-Type that it must read");
    } else if (e.view.plain) {
      add_cited(e, e.operation.id == "setUser" ? "SUCCESS-SET-USER-200" : "SUCCESS-UPDATE-USER-200", "200",
                said + " to a valid request");
    }
  }

  void add_cited(AuditedExchange& e, const std::string& requirement, const std::string& expected,
                 const std::string& what) const {
    const Requirement* cited = setting_.suite.rules.find(requirement);
    if (cited == nullptr) return;
    e.findings.add(Mismatch{.rule = "expect.status",
                            .where = "status",
                            .expected = expected,
                            .actual = std::to_string(e.status()),
                            .message = e.operation.id + ' ' + what,
                            .cited = Citation{requirement, cited->level}},
                   place_of(e));
  }

  // ---- who sends ----------------------------------------------------------------------------------------------

  void senders(AuditedExchange& e, std::vector<Judged>& certain) {
    const json* code = e.parsed.document ? resolve_pointer(*e.parsed.document, "/errors/0/code") : nullptr;
    for (const SenderFinding& finding : senders_.take({.exchange = e.question.exchange,
                                        .operation = &e.operation,
                                        .user_id = e.operation.names_user() ? e.question.place.user_id : std::string{},
                                        .view = &e.view,
                                        .missing_link = code != nullptr && *code == "missing-linked-identity"}))
      add_of_sender(finding, certain);
  }

  void add_of_sender(const SenderFinding& finding, std::vector<Judged>& certain) const {
    const Requirement* cited = setting_.suite.rules.find(finding.requirement);
    if (cited == nullptr) return;
    Findings findings{setting_.suite.rules, setting_.contract.version};
    findings.add(Mismatch{.rule = "expect.status",
                          .where = "status",
                          .expected = finding.expected,
                          .actual = std::to_string(finding.exchange->status),
                          .message = finding.message,
                          .cited = Citation{finding.requirement, cited->level}},
                 {.operation = finding.operation});
    certain.push_back({findings.all().front(), finding.operation, finding.exchange});
  }

  // ---- effects ------------------------------------------------------------------------------------------------

  void effects(AuditedExchange& e) {
    if (!e.body_known && was_served(e.status())) e.parsed.document.reset();
    const bool on_record = e.operation.names_user();
    const std::string key = on_record ? e.question.place.user_id : owner_of_keys(e);
    if (key.empty()) {
      if (e.operation.writes()) keys_.forget_all();
      return;
    }
    RecordState& state = (on_record ? records_ : keys_).of(key);
    const RecordedTime busy = on_record ? state.busy_until : std::max(state.busy_until, keys_busy_until_);
    const bool overlaps = e.question.overlaps_write || e.begin() < busy;
    if (overlaps) ++counts_.overlapping;
    if (e.operation.writes()) {
      written(e, state, key, overlaps);
    } else if (e.status() == 200 && !overlaps) {
      const json* shown = e.shown();
      if (shown != nullptr) read(e, state, key, *shown);
    }
  }

  // Whose /attributes a request is about: of the record that its credentials are served for, or of these credentials.
  [[nodiscard]] std::string owner_of_keys(const AuditedExchange& e) const {
    const Sender sender = senders_.sender(e.recorded.request_headers);
    if (sender.kind != CredentialKind::bearer || (sender.placeholder && !sender.numbered)) return {};
    const std::string owner = senders_.owner_of(sender.hash);
    return owner.empty() ? "credentials " + std::to_string(sender.hash) : owner;
  }

  [[nodiscard]] std::optional<std::string> address_pin() const {
    const auto pin = setting_.pins.find("address-on-partial-patch");
    return pin == setting_.pins.end() ? std::nullopt : std::optional{pin->second};
  }

  void written(AuditedExchange& e, RecordState& state, const std::string& key, bool overlaps) {
    const int status = e.status();
    state.busy_until = std::max(state.busy_until, e.end());
    const bool refused = status >= 400 && status <= 499 && status != 408 && status != 409 && status != 412 &&
                         status != 423 && status != 425;
    if (refused) {
      if (overlaps) {
        state.forget();
      } else if (state.known() || state.write) {
        constexpr std::size_t most_refused = 8;
        if (state.refused.size() >= most_refused) state.refused.erase(state.refused.begin());
        state.refused.push_back(note_of(e, Effect::none));
      }
      note_other_write(e, key);
      return;
    }
    const bool on_record = e.operation.names_user();
    if (!was_served(status) || e.view.doubtful || e.view.must_be_refused() || overlaps) {
      state.forget();
      if (!on_record) keys_.forget_all();
      const json* shown = e.shown();
      if (was_served(status) && !overlaps && shown != nullptr && on_record) show(e, state, *shown);
      note_other_write(e, key);
      return;
    }
    if (on_record) {
      record_written(e, state);
    } else {
      keys_written(e, state, key);
    }
    note_other_write(e, key);
  }

  [[nodiscard]] WriteNote note_of(const AuditedExchange& e, Effect effect) const {
    return {.operation = e.operation.id,
            .effect = effect,
            .status = e.status(),
            .before = {},
            .sent = state_text(e.view.attributes),
            .response = {},
            .position = e.recorded.position};
  }

  // A server may give back what it was sent, though it should have refused it.
  void note_sent(const AuditedExchange& e) {
    constexpr std::size_t most_noted = 200'000;
    if (!e.operation.names_user() || noted_values_ > most_noted || e.view.plain) return;
    noted_values_ += e.view.attributes.size();
    sent_values_.note(e.view.attributes);
  }

  // The state before a write, derived from the response: what the request left out was what it is.
  [[nodiscard]] json before_by(const AuditedExchange& e, const json& shown) const {
    if (e.operation.method == "PUT") return json::object();
    json before = shown;
    for (const auto& [name, value] : e.view.attributes.items()) {
      if (value.is_null()) continue;
      const auto found = before.find(name);
      if (name == "address" && value.is_object() && found != before.end() && found->is_object()) {
        for (const auto& [member, of] : value.items()) {
          if (!of.is_null()) found->erase(member);
        }
      } else {
        before.erase(name);
      }
    }
    return before;
  }

  // True when the state before a write is proven: no other client writes, or the write was conditional on its tag.
  [[nodiscard]] bool is_proven(const AuditedExchange& e, const RecordState& state) const {
    if (!state.known()) return false;
    if (setting_.complete) return true;
    const auto condition = find_header(e.recorded.request_headers, "If-Match");
    return condition && !state.tag.empty() && *condition == state.tag;
  }

  void record_written(AuditedExchange& e, RecordState& state) {
    const Effect effect = *effect_when_served(e.operation);
    const json* shown = e.shown();
    const bool proven = is_proven(e, state);
    if (shown == nullptr) {
      // Only a replacement determines the new state by itself.
      state.forget();
      if (effect == Effect::replace) state.write = note_of(e, effect);
      return;
    }
    const json before = proven ? parsed_state(state.attributes) : before_by(e, *shown);
    if (!proven && state.known()) suspect(e, state, *shown);
    const std::size_t known_findings = e.findings.all().size();
    EffectResult changed = check_effect({.operation = e.operation.id,
                                         .effect = effect,
                                         .status = e.status(),
                                         .before = before,
                                         .sent = e.view.attributes,
                                         .response = shown,
                                         .shape = setting_.shape,
                                         .address_pin = address_pin()});
    const std::string address = changed.address_interpretation;
    e.findings.add(CheckResult{std::move(changed)}, place_of(e));
    if (proven && !state.identity.empty() && setting_.complete)
      e.findings.add(
          check_identity(e.operation.id, effect, json::parse(state.identity), identity_of(*e.parsed.document)),
          place_of(e));
    if (!address.empty()) note_observation(e, "address-on-partial-patch", address, "UPDATE-PARTIAL-ADDRESS");
    const auto added = std::span{e.findings.all()}.subspan(known_findings);
    const bool wrong = std::ranges::any_of(added, [](const Found& found) { return found.level == Level::must; });
    WriteNote note = note_of(e, effect);
    note.before = state_text(before);
    note.response = state_text(*shown);
    show(e, state, *shown);
    state.write = std::move(note);
    if (wrong) state.attributes.clear();
  }

  // The record is what a response shows.
  void show(const AuditedExchange& e, RecordState& state, const json& shown) {
    state.becomes_earlier(e.end(), setting_.consistency);
    state.attributes = state_text(shown);
    state.tag = strong_tag(e.recorded.response_headers);
    state.write.reset();
    state.refused.clear();
    state.seen_at = e.end();
    state.writes_seen = writes_;
    if (e.operation.names_user()) state.identity = identity_of(*e.parsed.document).dump();
  }

  // ---- reads --------------------------------------------------------------------------------------------------

  void read(AuditedExchange& e, RecordState& state, const std::string& key, const json& shown) {
    const bool on_record = e.operation.names_user();
    if (!setting_.complete) {
      read_alone(e, state, shown);
      return;
    }
    if (!state.known() && !state.write) {
      // Just after a write it may be what was there before, and is not known to be the present state.
      const RecordedTime busy = on_record ? state.busy_until : std::max(state.busy_until, keys_busy_until_);
      if (e.begin() >= busy + setting_.consistency) show(e, state, shown);
      return;
    }
    if (is_as_known(e, state, shown)) {
      confirm(e, state, shown);
      return;
    }
    if (is_stale(e, state, shown)) {
      ++counts_.stale_reads;
      return;
    }
    if (!e.recorded.starts_afresh) differs(e, state, key, shown);
    show(e, state, shown);
  }

  // Without --complete a read is certain only against a state that its tag proves.
  void read_alone(AuditedExchange& e, RecordState& state, const json& shown) {
    if (e.operation.names_user() && state.known()) {
      const std::string tag = strong_tag(e.recorded.response_headers);
      const bool same_tag = !tag.empty() && tag == state.tag;
      if (!is_same(e, parsed_state(state.attributes), shown)) {
        if (same_tag) {
          none_changed(e, "getUser", 200, state.attributes, json::object(), shown);
        } else {
          ++counts_.changed_elsewhere;
          suspect_read(state, shown);
        }
      }
    }
    show(e, state, shown);
  }

  [[nodiscard]] bool is_same(const AuditedExchange& e, const json& a, const json& b) const {
    if (!e.operation.names_user()) return equal_json(without_shared(a), without_shared(b));
    const auto same = [&](const std::string& name) {
      return same_value(name, member_or_null(a, name), member_or_null(b, name));
    };
    return std::ranges::all_of(setting_.shape.attributes, same) &&
           std::ranges::all_of(setting_.shape.server_managed, [&](const std::string& name) {
             const json& was = member_or_null(a, name);
             const json& is = member_or_null(b, name);
             return same(name) || is_cleared(was) || same_instant(was, is);
           });
  }

  [[nodiscard]] bool is_as_known(const AuditedExchange& e, const RecordState& state, const json& shown) const {
    if (!state.known()) return !state.write.has_value();
    if (!e.operation.names_user() && state.write) return false;
    return is_same(e, parsed_state(state.attributes), shown);
  }

  // A read that agrees may still show a value in another form than the write's response did.
  void confirm(AuditedExchange& e, RecordState& state, const json& shown) {
    if (state.write && !state.write->response.empty() && e.operation.names_user()) {
      later_read(e, *state.write, shown);
      coverage_.effect(state.write->operation, state.write->effect);
    }
    for (const WriteNote& refused : state.refused) coverage_.effect(refused.operation, Effect::none);
    show(e, state, shown);
  }

  // A replica may show what was there until a moment ago.
  [[nodiscard]] bool is_stale(const AuditedExchange& e, const RecordState& state, const json& shown) const {
    return std::ranges::any_of(state.earlier, [&](const EarlierState& earlier) {
      return e.begin() < earlier.until + setting_.consistency && is_same(e, parsed_state(earlier.attributes), shown);
    });
  }

  void differs(AuditedExchange& e, RecordState& state, const std::string& key, const json& shown) {
    if (!e.operation.names_user()) {
      keys_differ(e, state, key, shown);
      return;
    }
    if (!state.known()) {
      if (state.write) later_read(e, *state.write, shown);
      return;
    }
    if (const WriteNote* trace = trace_of(state, shown)) {
      none_changed(e, trace->operation, trace->status, state.attributes, json::parse(trace->sent), shown);
      return;
    }
    if (state.write) {
      // Without a finding it is another form of what was written.
      later_read(e, *state.write, shown);
    } else if (!state.refused.empty()) {
      const WriteNote& last = state.refused.back();
      none_changed(e, last.operation, last.status, state.attributes, json::parse(last.sent), shown);
    } else if (const OtherWrite* other = other_write(e, state, key, shown)) {
      other_changed(e, *other, parsed_state(state.attributes), shown);
    } else {
      none_changed(e, "getUser", 200, state.attributes, json::object(), shown);
    }
  }

  // The refused write whose values show.
  [[nodiscard]] const WriteNote* trace_of(const RecordState& state, const json& shown) const {
    const json was = parsed_state(state.attributes);
    for (const WriteNote& refused : state.refused) {
      const json sent = json::parse(refused.sent);
      if (!sent.is_object()) continue;
      const bool shows = std::ranges::any_of(sent.items(), [&](const auto& item) {
        const json& is = member_or_null(shown, item.key());
        return same_value(item.key(), is, item.value()) && !same_value(item.key(), member_or_null(was, item.key()), is);
      });
      if (shows) return &refused;
    }
    return nullptr;
  }

  void later_read(AuditedExchange& e, const WriteNote& write, const json& shown) {
    const json before = parsed_state(write.before);
    const json sent = json::parse(write.sent);
    const json response = parsed_state(write.response);
    take_over(e, write.operation,
              check_effect({.operation = write.operation,
                            .effect = write.effect,
                            .status = write.status,
                            .before = before,
                            .sent = sent,
                            .response = write.response.empty() ? nullptr : &response,
                            .later = &shown,
                            .shape = setting_.shape,
                            .address_pin = address_pin()}));
  }

  // What shows in this read; the rest was said when its own exchange was judged.
  static void take_over(AuditedExchange& e, std::string_view operation, CheckResult seen) {
    std::erase_if(seen.mismatches, [](const Mismatch& mismatch) { return !mismatch.in_later_read; });
    std::erase_if(seen.notices, [](const Notice& notice) { return !notice.in_later_read; });
    e.findings.add(std::move(seen), {.operation = operation, .exchange = 0, .later_read = 0});
  }

  void none_changed(AuditedExchange& e, const std::string& operation, int status, const std::string& before_text,
                    const json& sent, const json& shown) const {
    const json before = parsed_state(before_text);
    take_over(e, operation,
              check_effect({.operation = operation,
                            .effect = Effect::none,
                            .status = status,
                            .before = before,
                            .sent = sent,
                            .later = &shown,
                            .shape = setting_.shape}));
  }

  // ---- writes of other resources ------------------------------------------------------------------------------

  void note_other_write(const AuditedExchange& e, const std::string& key) {
    constexpr std::size_t most_writes = 64;
    if (others_.size() >= most_writes) others_.pop_front();
    others_.push_back({.operation = e.operation.id,
                       .target = key,
                       .of_record = e.operation.names_user(),
                       .sent = state_text(e.view.attributes),
                       .number = ++writes_});
  }

  // A write of something else since the record was seen; first one whose values show there now.
  [[nodiscard]] const OtherWrite* other_write(const AuditedExchange& e, const RecordState& state,
                                              const std::string& key, const json& shown) const {
    const bool on_record = e.operation.names_user();
    const json was = parsed_state(state.attributes);
    const OtherWrite* last = nullptr;
    for (const OtherWrite& write : others_) {
      if (write.number <= state.writes_seen || (write.of_record == on_record && write.target == key)) continue;
      last = &write;
      const json sent = json::parse(write.sent);
      if (!sent.is_object()) continue;
      for (const auto& [name, value] : sent.items()) {
        if (equal_json(member_or_null(shown, name), value) && !equal_json(member_or_null(was, name), value))
          return last;
      }
    }
    return last;
  }

  void other_changed(AuditedExchange& e, const OtherWrite& other, const json& was, const json& is) const {
    const bool same_kind = other.of_record == e.operation.names_user();
    const OracleResult changed = e.operation.names_user()
                                     ? judge_record({.effect = Effect::none,
                                                     .before = was,
                                                     .sent = was,
                                                     .after = is,
                                                     .shape = setting_.shape,
                                                     .address_pin = std::nullopt})
                                     : judge_custom_attributes(Effect::none, was, json::object(), is);
    for (const Difference& difference : changed.differences) {
      e.findings.add(Mismatch{.rule = same_kind ? "effect.others" : "effect.rest",
                              .where = (e.operation.names_user() ? "/data/attributes" : "") + difference.where,
                              .expected = difference.expected,
                              .actual = difference.actual,
                              .message = other.operation + (same_kind ? " of another user " : " ") + difference.fault},
                     {.operation = other.operation});
    }
  }

  // ---- /attributes --------------------------------------------------------------------------------------------

  [[nodiscard]] bool is_shared_name(const std::string& name) const {
    return name == "createdAt" || std::ranges::find(setting_.shape.attributes, name) != setting_.shape.attributes.end();
  }

  // Keys that are named like attributes of a User may be one store with them (ATTRIBUTES-NAMED-LIKE-USER).
  [[nodiscard]] json without_shared(json keys) const {
    if (!keys.is_object()) return keys;
    for (const std::string& name : setting_.shape.attributes) keys.erase(name);
    return keys;
  }

  void keys_written(AuditedExchange& e, RecordState& state, const std::string& key) {
    const json& sent = e.view.attributes;
    const auto shared = [&](const auto& item) { return is_shared_name(item.key()); };
    if (std::ranges::any_of(sent.items(), shared)) records_.forget_all();
    // The keys of credentials whose user is not known may be anybody's.
    if (key.starts_with("credentials ")) {
      RecordState kept = state;
      keys_.forget_all();
      RecordState& again = keys_.of(key);
      again = std::move(kept);
      fold_keys(e, again, sent);
      return;
    }
    fold_keys(e, state, sent);
  }

  // Several writes until the next read are one, unless both have an object for a key.
  void fold_keys(AuditedExchange& e, RecordState& state, const json& sent) {
    json all = without_shared(sent);
    if (state.write) {
      json together = json::parse(state.write->sent);
      for (const auto& [name, value] : all.items()) {
        const auto found = together.find(name);
        if (found != together.end() &&
            (found->is_object() || value.is_object() || value.is_null() || found->is_null())) {
          state.forget();
          return;
        }
        together[name] = value;
      }
      all = std::move(together);
    }
    if (state.known()) {
      json expected = parsed_state(state.attributes);
      if (state.write) expected.update(json::parse(state.write->sent));
      state.keep_earlier(state_text(expected), e.end(), setting_.consistency);
    }
    WriteNote note = note_of(e, Effect::merge);
    note.sent = state_text(all);
    state.write = std::move(note);
  }

  void keys_differ(AuditedExchange& e, RecordState& state, const std::string& key, const json& shown) {
    const json now = without_shared(shown);
    json before = without_shared(parsed_state(state.attributes));
    const json sent = state.write ? json::parse(state.write->sent) : json::object();
    if (!state.known()) {
      before = now;
      for (const auto& [name, value] : sent.items()) before.erase(name);
    }
    if (state.write) {
      CheckResult seen = check_keys(*state.write, before, sent, now);
      coverage_.effect("setUserAttributes", Effect::merge);
      const bool refused_trace = !seen.mismatches.empty() && key_trace(e, state, before, sent, now);
      if (!refused_trace) take_over(e, state.write->operation, std::move(seen));
      return;
    }
    if (key_trace(e, state, before, json::object(), now)) return;
    if (const OtherWrite* other = other_write(e, state, key, shown)) {
      other_changed(e, *other, before, now);
      return;
    }
    const WriteNote of_read{.operation = "getUserAttributes", .effect = Effect::none, .status = 200};
    const WriteNote& last = state.refused.empty() ? of_read : state.refused.back();
    take_over(e, last.operation, check_keys(last, before, json::object(), now));
  }

  // True when a refused write left its values, which is then said.
  bool key_trace(AuditedExchange& e, const RecordState& state, const json& before, const json& sent, const json& now) {
    for (const WriteNote& refused : state.refused) {
      const json values = json::parse(refused.sent);
      if (!values.is_object()) continue;
      const bool shows = std::ranges::any_of(values.items(), [&](const auto& item) {
        return equal_json(member_or_null(now, item.key()), item.value()) && !sent.contains(item.key()) &&
               !equal_json(member_or_null(before, item.key()), item.value());
      });
      if (!shows) continue;
      json expected = before;
      expected.update(sent);
      take_over(e, refused.operation, check_keys(refused, expected, json::object(), now));
      return true;
    }
    return false;
  }

  [[nodiscard]] CheckResult check_keys(const WriteNote& write, const json& before, const json& sent,
                                       const json& now) const {
    return check_effect({.operation = write.operation,
                         .effect = write.effect,
                         .status = write.status,
                         .on_custom_attributes = true,
                         .before = before,
                         .sent = sent,
                         .later = &now,
                         .shape = setting_.shape});
  }

  // ---- what is only suspicious --------------------------------------------------------------------------------

  // Attributes that a PATCH left out and that its response shows changed: elsewhere, or by it.
  void suspect(const AuditedExchange& e, const RecordState& state, const json& shown) {
    if (e.operation.method != "PATCH") return;
    const json was = parsed_state(state.attributes);
    bool any = false;
    for (const std::string& name : setting_.shape.attributes) {
      if (e.view.attributes.contains(name) || same_value(name, member_or_null(was, name), member_or_null(shown, name)))
        continue;
      any = true;
      Suspicion& suspicion = suspicions_[name];
      ++suspicion.in_updates;
      suspicion.last = e.question.exchange;
    }
    if (any) ++counts_.changed_elsewhere;
  }

  void suspect_read(const RecordState& state, const json& shown) {
    const json was = parsed_state(state.attributes);
    for (const std::string& name : setting_.shape.attributes) {
      if (!same_value(name, member_or_null(was, name), member_or_null(shown, name))) ++suspicions_[name].between_reads;
    }
  }

  void add_suspicious_updates(std::vector<Judged>& certain) const {
    constexpr std::size_t often = 3;
    for (const auto& [name, suspicion] : suspicions_) {
      if (suspicion.in_updates < often || suspicion.between_reads > 0) continue;
      Findings findings{setting_.suite.rules, setting_.contract.version};
      findings.add(
          Mismatch{.rule = "effect.merge.kept",
                   .where = "/data/attributes/" + name,
                   .expected = "as it was",
                   .actual = "changed in " + std::to_string(suspicion.in_updates) + " responses, never between reads",
                   .message = "updateUser seems to change " + name + ", which the requests left out",
                   .max_level = Level::should},
          {.operation = "updateUser"});
      certain.push_back({findings.all().front(), "updateUser", suspicion.last});
    }
  }

  // ---- observations -------------------------------------------------------------------------------------------

  void note_observation(AuditedExchange& e, const std::string& id, const std::string& seen,
                        const std::string& requirement) {
    observations_[id].insert(seen);
    const auto pin = setting_.pins.find(id);
    if (pin == setting_.pins.end() || pin->second == seen) return;
    e.findings.add(Mismatch{.rule = "expect.pin",
                            .where = "reading " + id,
                            .expected = pin->second,
                            .actual = seen,
                            .message = "the target pins the interpretation " + pin->second + " of " + id +
                                       ", and this response shows " + seen,
                            .cited = Citation{requirement, Level::must}},
                   place_of(e));
  }

  // As a run does it: one value that is given in one form comes back in one form.
  void observe(AuditedExchange& e) {
    constexpr std::size_t most_notices = 200'000;
    for (const PlacedNotice& notice : e.findings.take_notices()) {
      const Requirement* owner = setting_.suite.rules.of_observation(notice.observation);
      if (owner == nullptr || ++notices_ > most_notices) continue;
      note_observation(e, notice.observation, notice.interpretation, owner->id);
      const auto other = forms_.other_interpretation(notice);
      if (!other) continue;
      e.findings.add(two_interpretations(notice, *other), {.operation = notice.operation});
    }
  }

  RecordedTime keys_busy_until_{};
  SentValues sent_values_;
  std::size_t noted_values_ = 0;
  FormsSeen forms_;
  std::size_t notices_ = 0;
  std::deque<OtherWrite> others_;
  std::size_t writes_ = 0;
  std::map<std::string, Suspicion> suspicions_;
  std::map<std::string, Failures> failures_;
};

AuditJudge::AuditJudge(JudgeSetting setting) : state_{std::make_unique<State>(std::move(setting))} {}
AuditJudge::~AuditJudge() = default;

std::vector<Judged> AuditJudge::take(const JudgeQuestion& question) { return state_->take(question); }
std::vector<Judged> AuditJudge::finish() { return state_->finish(); }
const JudgeCounts& AuditJudge::counts() const { return state_->counts_; }
const std::map<std::string, std::set<std::string>>& AuditJudge::observations() const { return state_->observations_; }
const Coverage& AuditJudge::coverage() const { return state_->coverage_; }
std::size_t AuditJudge::records_forgotten() const { return state_->records_.forgotten() + state_->keys_.forgotten(); }
bool AuditJudge::knows_credentials() const { return state_->senders_.knows_credentials(); }
const std::set<std::string>& AuditJudge::operations_seen() const { return state_->seen_operations_; }

}  // namespace conform
