#include "support/scratch_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace conform::test {

ScratchFolder::ScratchFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "conform-test-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error{"no scratch folder"};
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path ScratchFolder::write(const std::filesystem::path& name, std::string_view bytes) const {
  const std::filesystem::path full = path_ / name;
  std::filesystem::create_directories(full.parent_path());
  std::ofstream stream{full, std::ios::binary};
  stream << bytes;
  if (!stream.flush()) throw std::runtime_error{"cannot write " + full.string()};
  return full;
}

}  // namespace conform::test
