#include "credentials/token_response.hpp"
#include "fuzz/require.hpp"
#include "fuzz/target.hpp"

namespace conform::fuzz {

/// The first byte says whether the response is 200; the rest is its body.
void fuzz_token_answer(std::string_view input) {
  if (input.empty()) return;
  const auto token = read_token_response(Response{.status = input.front() == 'e' ? 400 : 200,
                                                  .reason = {},
                                                  .headers = {{"Content-Type", "application/json"}},
                                                  .body = std::string{input.substr(1)}});
  if (token) require(!token->token.empty(), "a token is not empty");
}

}  // namespace conform::fuzz
