#include <algorithm>
#include <set>
#include <string_view>

#include "prove/prove.hpp"

namespace conform {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

std::vector<std::string> proof_drift(const Proof& proof, const std::string& generated, const std::string& kept) {
  std::vector<std::string> drifted;
  if (proof.whole && generated == kept) return drifted;
  const std::vector<std::string> there = lines_of(kept);
  const std::set<std::string_view> known(there.begin(), there.end());
  for (const std::string& line : lines_of(generated)) {
    const bool of_a_server = std::ranges::any_of(proof.results, [&](const ServerResult& result) {
      return line.starts_with("| " + result.server.what.name + " |");
    });
    if ((proof.whole || of_a_server) && !known.contains(line)) drifted.push_back(line);
  }
  if (proof.whole && drifted.empty()) drifted.emplace_back("lines that no longer occur, or their order");
  return drifted;
}

}  // namespace conform
