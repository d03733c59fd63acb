#include <benchmark/benchmark.h>

#include <nlohmann/json.hpp>

#include "bench/samples.hpp"
#include "http/request_bytes.hpp"
#include "http/response_reader.hpp"
#include "json/parse.hpp"

namespace conform::bench {
namespace {

void parse_user_document(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_json(user_text()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(user_text().size()));
}
BENCHMARK(parse_user_document);

// What it is compared with: the library's own parser, which lets duplicate members and lone surrogates pass.
void parse_user_document_by_nlohmann(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(nlohmann::json::parse(user_text()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(user_text().size()));
}
BENCHMARK(parse_user_document_by_nlohmann);

void read_response_bytes(benchmark::State& state) {
  const auto& response = std::get<Response>(user_response());
  std::string bytes = "HTTP/1.1 200 OK\r\n";
  for (const Header& header : response.headers) bytes += header.name + ": " + header.value + "\r\n";
  bytes += "\r\n" + response.body;
  for (auto _ : state) {
    ResponseReader reader{"PATCH", {}};
    reader.feed(bytes);
    benchmark::DoNotOptimize(std::move(reader).take_response());
  }
}
BENCHMARK(read_response_bytes);

void write_request_bytes(benchmark::State& state) {
  const Request request{.method = "PATCH",
                        .target = "/users/" + std::string{user_id},
                        .headers = {{"Accept", "application/vnd.api+json"},
                                    {"Accept-Encoding", "identity"},
                                    {"User-Agent", "conform"},
                                    {"Content-Type", "application/vnd.api+json"},
                                    {"Authorization", "Bearer token"}},
                        .body = R"({"data":{"type":"User","attributes":{"locale":"de-DE"}}})"};
  const Endpoint endpoint{.host = "127.0.0.1:8080", .path = "/user/2024-3", .absolute = {}, .proxy_authorization = {}};
  for (auto _ : state) benchmark::DoNotOptimize(request_bytes(request, endpoint));
}
BENCHMARK(write_request_bytes);

}  // namespace
}  // namespace conform::bench
