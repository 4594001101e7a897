// docs/reliability.md names the test that shows each promise. Here: those tests exist, and the ones that the page marks
// *full* are the ones that plain ctest leaves out.

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include "catch.hpp"
#include "pages.hpp"

namespace {

using namespace clever_sync;

struct Mention {
  std::string words;
  bool full = false;
};

/// The quoted words of the third column, with *full* where it stands before them.
std::vector<Mention> mentions(const std::string& page) {
  const std::regex row(R"re(\|[^|\n]*\|[^|\n]*\|([^|\n]*)\|[^\n]*)re");
  const std::regex quoted(R"re((\*full\* )?"([^"]+)")re");
  std::vector<Mention> found;
  for (std::sregex_iterator line(page.begin(), page.end(), row), end; line != end; ++line) {
    const std::string cell = (*line)[1];
    for (std::sregex_iterator each(cell.begin(), cell.end(), quoted); each != end; ++each) {
      found.push_back({.words = (*each)[2], .full = (*each)[1].matched});
    }
  }
  return found;
}

}  // namespace

TEST_CASE("every test that the page on reliability names exists and runs when the page says", "[docs]") {
  const std::vector<NamedTest> tests = all_tests();
  const std::vector<Mention> named = mentions(read_file(source_folder / "docs/reliability.md"));
  REQUIRE(named.size() > 60);
  for (const Mention& mention : named) {
    INFO(mention.words);
    const auto test =
        std::ranges::find_if(tests, [&](const NamedTest& each) { return each.name.starts_with(mention.words); });
    CHECK(test != tests.end());
    if (test != tests.end()) CHECK((test->tags.find("[slow]") != std::string::npos) == mention.full);
  }
}
