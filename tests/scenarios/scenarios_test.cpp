// Every folder beside this file is a story, named by a sentence; expected.txt is what a person has read and found
// right. UPDATE_GOLDEN=1 rewrites it, so that a change of behaviour shows in the diff; a missing one fails.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "catch.hpp"
#include "story.hpp"
#include "telling.hpp"

namespace fs = std::filesystem;
using namespace clever_sync::test;

namespace {

std::vector<fs::path> scenarios() {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(SCENARIOS))
    if (entry.is_directory()) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  return folders;
}

void check_scenario(const fs::path& folder) {
  const std::string told = tell(read_story(folder.string()));
  const fs::path expected = folder / "expected.txt";
  if (const char* const update = std::getenv("UPDATE_GOLDEN"); update != nullptr && std::string_view(update) == "1")
    std::ofstream(expected, std::ios::binary) << told;
  std::ifstream file(expected, std::ios::binary);
  INFO("UPDATE_GOLDEN=1 writes " << expected.string());
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  CHECK(told == text.str());
  CHECK(told.find("TROUBLE") == std::string::npos);
}

}  // namespace

TEST_CASE("every scenario goes as a person has read it", "[scenarios]") {
  const std::vector<fs::path> folders = scenarios();
  REQUIRE(folders.size() >= 25);
  for (const fs::path& folder : folders) {
    DYNAMIC_SECTION(folder.filename().string()) {
      check_scenario(folder);
    }
  }
}
