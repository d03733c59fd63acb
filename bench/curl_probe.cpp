// A bare loop of libcurl with the project's own parser and schemas: what the transport of libcurl alone would cost.
// usage: curl_probe CASE.json N, as bench/compare.py writes the case.
#include <curl/curl.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "json/parse.hpp"
#include "json/pointer.hpp"
#include "json/read_file.hpp"
#include "schema/schema_set.hpp"

namespace conform {
namespace {

std::size_t append(const char* bytes, std::size_t size, std::size_t count, void* text) {
  static_cast<std::string*>(text)->append(bytes, size * count);
  return size * count;
}

bool is_right(const nlohmann::json& wanted, const SchemaSet& schemas, CURL* curl, const std::string& body) {
  long status = 0;
  const char* type = nullptr;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
  const auto document = parse_json(body);
  if (status != 200 || type == nullptr || wanted.at("type") != type || !document) return false;
  for (const auto& [pointer, value] : wanted.at("fields").items()) {
    const nlohmann::json* found = resolve_pointer(*document, pointer);
    if (found == nullptr || *found != value) return false;
  }
  return schemas.validate("user-document.schema.json", *document).empty();
}

int probe(const std::string& file, long count) {
  const nlohmann::json wanted = parse_json(read_file(file, 1U << 20U).value()).value();
  const auto schemas =
      SchemaSet::load(std::string{CONFORM_SOURCE_DIR} + "/schemas", {"user-document.schema.json"}).value();
  const std::string url = wanted.at("url");
  const std::string request = wanted.at("body");
  curl_slist* headers = nullptr;
  for (const auto& [name, value] : wanted.at("headers").items())
    headers = curl_slist_append(headers, (name + ": " + value.get<std::string>()).c_str());
  CURL* curl = curl_easy_init();
  std::string body;
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "PATCH");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  long right = 0;
  for (long i = 0; i < count; ++i) {
    body.clear();
    if (curl_easy_perform(curl) == CURLE_OK && is_right(wanted, schemas, curl, body)) ++right;
  }
  curl_easy_cleanup(curl);
  curl_slist_free_all(headers);
  return right == count ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace conform

int main(int count, char** arguments) {
  if (count != 3) return EXIT_FAILURE;
  try {
    return conform::probe(arguments[1], std::atol(arguments[2]));
  } catch (const std::exception& wrong) {
    std::cerr << "curl_probe: " << wrong.what() << '\n';
    return EXIT_FAILURE;
  }
}
