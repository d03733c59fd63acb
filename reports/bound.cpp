#include "reports/bound.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <variant>

#include "reports/text.hpp"

namespace conform {
namespace {

void bound(std::string& body, std::optional<BodyCut>& cut, std::size_t max_bytes) {
  if (body.size() <= max_bytes) return;
  if (!cut) cut = BodyCut{.bytes = body.size(), .sha256 = sha256_hex(body)};
  body.resize(beginning(body, max_bytes).size());
  body.shrink_to_fit();
}

}  // namespace

void bound_bodies(Verdict& verdict, std::size_t max_bytes) {
  for (Exchange& exchange : verdict.exchanges) {
    if (exchange.request.body) bound(*exchange.request.body, exchange.request.body_cut, max_bytes);
    if (auto* response = std::get_if<Response>(&exchange.response)) {
      bound(response->body, response->body_cut, max_bytes);
    } else if (auto& partial = std::get<TransportError>(exchange.response).partial) {
      bound(partial->body, partial->body_cut, max_bytes);
    }
  }
}

void BodyBudget::keep(Verdict& verdict) {
  bound_bodies(verdict, left_ == 0 ? scarce_body_bytes : kept_body_bytes);
  std::size_t kept = 0;
  for (const Exchange& exchange : verdict.exchanges) {
    kept += exchange.request.body.value_or(std::string{}).size();
    if (const Response* response = response_of(exchange)) kept += response->body.size();
  }
  std::size_t left = left_;
  while (!left_.compare_exchange_weak(left, left - std::min(left, kept))) {
  }
}

void bound_bodies(RunResult& result, std::size_t max_bytes) {
  for (Verdict& verdict : result.verdicts) bound_bodies(verdict, max_bytes);
}

}  // namespace conform
