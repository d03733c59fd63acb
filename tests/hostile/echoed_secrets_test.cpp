// Servers that send whole secrets back, so that they lie across every place where a text is clipped. No output may hold
// twelve characters of one.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <random>
#include <set>
#include <unordered_set>

#include "hostile/result_table.hpp"
#include "support/raw_server.hpp"

namespace conform::test {
namespace {

/// Random letters: no twelve of them are in any text by chance.
std::string token_of(std::mt19937& random, std::size_t size) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  std::string token;
  while (token.size() < size) token += letters[random() % letters.size()];
  return token;
}

std::string percent_encoded(const std::string& text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string encoded;
  for (const char c : text)
    encoded.append("%").append(
        {digits[static_cast<unsigned char>(c) >> 4U], digits[static_cast<unsigned char>(c) & 15U]});
  return encoded;
}

std::string json_escaped(const std::string& text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string encoded;
  for (const char c : text)
    encoded.append("\\u00").append(
        {digits[static_cast<unsigned char>(c) >> 4U], digits[static_cast<unsigned char>(c) & 15U]});
  return encoded;
}

std::string base64(const std::string& text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string encoded;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    unsigned bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = (bits << 8U) | (at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      encoded += at + i <= text.size() ? letters[(bits >> (18U - 6U * i)) & 63U] : '=';
  }
  return encoded;
}

struct Encoding {
  const char* name;
  std::string (*of)(const std::string&);
  std::size_t twelve;  ///< characters of it that stand for twelve
  bool escapes;        ///< a backslash in it is meant, where it stands in JSON
};
void PrintTo(const Encoding& encoding, std::ostream* out) { *out << encoding.name; }

const std::vector<Encoding>& encodings() {
  static const std::vector<Encoding> all{{"plain", [](const std::string& text) { return text; }, 12, false},
                                         {"percent", percent_encoded, 36, false},
                                         {"json", json_escaped, 72, true},
                                         {"base64", base64, 16, false}};
  return all;
}

std::string token_in(const std::string& request) {
  const std::size_t at = request.find("Bearer ");
  return at == std::string::npos ? std::string{} : request.substr(at + 7, request.find("\r\n", at) - at - 7);
}

/// How much stands before the secret: what brings it across a border, from its first to its last character.
std::vector<std::size_t> distances(std::size_t size) {
  std::set<std::size_t> all;
  for (const std::size_t border : {40U, 60U, 80U, 200U, 300U, 500U, 1000U, 2000U, 4096U, 4296U, 5096U}) {
    for (std::size_t inside = 3; inside <= size; inside += 5)
      if (border >= inside) all.insert(border - inside);
  }
  return {all.begin(), all.end()};
}

/// One of several responses that are wrong in many places, each with the secret at that distance.
std::string echo(const std::string& secret, std::size_t distance, std::size_t turn) {
  const std::string filled = std::string(distance, '.') + secret;
  const std::string in_json = "\"" + filled + "\"";
  const auto response = [](const std::string& status, const std::string& type, const std::string& body,
                           const std::string& more = {}) {
    return "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  const std::string api = "application/vnd.api+json";
  switch (turn % 8) {
    case 0:
      return response("403 " + filled, api,
                      R"({"errors":[{"id":)" + in_json + R"(,"status":)" + in_json + R"(,"title":7,"detail":[)" +
                          in_json + R"(],"source":{"pointer":)" + in_json + "}}]}");
    case 1:
      return response("200 OK", api,
                      R"({"data":{"id":)" + in_json + R"(,"type":)" + in_json + R"(,"attributes":{"locale":)" +
                          in_json + R"(,"email":)" + in_json + R"(,"address":{"street":[)" + in_json + "]}}}}");
    case 2:
      return response("200 OK", filled, "{}");
    case 3:
      return response("200 OK", api, "<html>" + filled);
    case 4:
      return response("200 OK", api, "{" + in_json + ":1," + in_json + ":2}");
    case 5:
      return response("200 OK", api,
                      R"({"data":{"attributes":{)" + in_json + ":1}}," + in_json + ":{" + in_json + ":1}}");
    case 6:
      return "HTTP/1.1 200 OK\r\n" + filled + "\r\n\r\n";
    default:
      return response("200 OK", api, "{}", "Content-Encoding: " + filled + "\r\nX-Echo: " + filled + "\r\n");
  }
}

class EchoedSecrets : public ::testing::TestWithParam<Encoding> {};

// The body of a JSON response stands for what it decodes to, everything else for itself.
TEST_P(EchoedSecrets, AreInNoOutputWhateverIsClipped) {
  const Encoding& encoding = GetParam();
  std::atomic<std::size_t> count{0};
  const std::size_t size = encoding.of(std::string(43, 'x')).size();
  const std::vector<std::size_t> places = distances(size);
  const RawServer server{[&](RawConnection& connection) {
    std::string request = connection.read_request();
    for (; !request.empty(); request = connection.read_request()) {
      const std::size_t turn = count++;
      const std::string token = token_in(request);
      if (!connection.write(echo(encoding.of(token), places[(turn / 8) % places.size()], turn)) || turn % 8 == 6)
        return;
    }
  }};
  std::mt19937 random{20240517};  // NOLINT: the same for every run
  const ScratchFolder folder;
  auto document = target_for(server.url());
  std::vector<std::string> secrets;
  for (auto& [name, actor] : document.at("actors").items()) {
    secrets.push_back(token_of(random, 43));
    actor["token"] = secrets.back();
  }
  const std::string target = folder.write("target.json", document.dump()).string();
  Arguments run{"run", "--verbose", "--target", target, "--no-restore", "users/get", "users/patch", "auth"};
  std::vector<std::string> files;
  for (const char* format : {"html", "junit", "json", "har", "markdown", "github"}) {
    files.push_back((folder.path() / ("report." + std::string{format})).string());
    run.insert(run.end(), {"--report", std::string{format} + "=" + files.back()});
  }
  const Finished finished = conform(run);
  EXPECT_EQ(finished.exit_code, 1) << finished.err;
  EXPECT_GT(count, 200U) << "the server was not asked often enough to try every place";
  const Finished diff = conform({"diff", files[2], files[2]});
  std::map<std::string, std::string> outputs{
      {"standard output", finished.out}, {"standard error", finished.err}, {"diff", diff.all()}};
  for (const std::string& file : files) outputs.emplace(file, read_file(file));

  std::unordered_set<std::string> parts;
  for (const std::string& secret : secrets) {
    for (std::size_t at = 0; at + 12 <= secret.size(); ++at) parts.insert(secret.substr(at, 12));
  }
  const auto expect_no_part = [&](std::size_t length, const std::unordered_set<std::string>& wanted) {
    for (const auto& [what, text] : outputs) {
      EXPECT_GT(text.size(), 100U) << what;
      for (std::size_t at = 0; at + length <= text.size(); ++at) {
        if (!wanted.contains(text.substr(at, length))) continue;
        ADD_FAILURE() << what << " has a part of a secret: " << text.substr(at < 300 ? 0 : at - 300, 300 + length + 60);
        break;
      }
    }
  };
  expect_no_part(12, parts);
  if (encoding.twelve != 12) {
    std::unordered_set<std::string> encoded;
    for (const std::string& secret : secrets) {
      const std::string whole = encoding.of(secret);
      for (std::size_t at = 0; at + encoding.twelve <= whole.size(); ++at)
        encoded.insert(whole.substr(at, encoding.twelve));
    }
    expect_no_part(encoding.twelve, encoded);
  }
  note_result(std::string{"echoed-secrets-"} + encoding.name, "in no output", finished, std::size_t{600} << 20U);
}

INSTANTIATE_TEST_SUITE_P(In, EchoedSecrets, ::testing::ValuesIn(encodings()),
                         [](const auto& tested) { return std::string{tested.param.name}; });

}  // namespace
}  // namespace conform::test
