#pragma once
// Pages of docs/ that name tests, and the tests that there are.

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"

namespace clever_sync {

inline const std::filesystem::path source_folder = CLEVER_SYNC_SOURCE_FOLDER;

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct NamedTest {
  std::string name, tags;
};

/// Every TEST_CASE below tests/.
inline std::vector<NamedTest> all_tests() {
  const std::regex test_case(R"re(TEST_CASE\(\s*"([^"]*)",\s*"([^"]*)"\))re");
  std::vector<NamedTest> tests;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source_folder / "tests")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = read_file(entry.path());
    for (std::sregex_iterator found(text.begin(), text.end(), test_case), end; found != end; ++found) {
      tests.push_back({.name = (*found)[1], .tags = (*found)[2]});
    }
  }
  return tests;
}

}  // namespace clever_sync
