// The page on what went wrong for others: every failure has a test that exists, or a reason.

#include <filesystem>
#include <regex>
#include <set>
#include <string>

#include "catch.hpp"
#include "pages.hpp"

namespace clever_sync {

namespace fs = std::filesystem;

TEST_CASE("every failure that befell others has a test that exists, or a reason why it cannot befall us", "[docs]") {
  std::set<std::string> tests;
  for (const NamedTest& test : all_tests()) tests.insert(test.name);
  for (const fs::directory_entry& entry : fs::directory_iterator(source_folder / "tests/scenarios")) {
    if (entry.is_directory()) tests.insert(entry.path().filename().string());
  }
  const std::string page = read_file(source_folder / "docs/clever-failures.md");
  const std::regex row(R"re(\n\| (\d+) \|[^|\n]*\|([^|\n]*)\|)re"), quoted("\"([^\"]+)\"");
  int number = 0;
  for (std::sregex_iterator line(page.begin(), page.end(), row), end; line != end; ++line) {
    CHECK((*line)[1] == std::to_string(++number));
    const std::string why = (*line)[2];
    INFO(why);
    int named = 0;
    for (std::sregex_iterator each(why.begin(), why.end(), quoted); each != end; ++each, ++named) {
      INFO((*each)[1]);
      CHECK(tests.contains((*each)[1]));
    }
    CHECK((named > 0 || why.find("cannot befall us: ") != std::string::npos));
  }
  CHECK(number == 43);
}

}  // namespace clever_sync
