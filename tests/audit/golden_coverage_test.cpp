// Every reason for a change and every cause that diagnose can name has a golden answer after real nights
// (tests/end_to_end/answers, written and held by end_to_end_test), and stands in docs/formats.md.

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "audit/diagnosis_code.hpp"
#include "catch.hpp"

using namespace clever_sync;

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  INFO(path.string());
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The golden answers whose file begins so.
std::vector<std::string> golden_answers(const std::string& beginning) {
  std::vector<std::string> answers;
  for (const auto& entry : fs::directory_iterator(SOURCE_FOLDER "/tests/end_to_end/answers")) {
    if (entry.path().filename().string().starts_with(beginning)) answers.push_back(text_of(entry.path()));
  }
  return answers;
}

bool some_holds(const std::vector<std::string>& answers, const std::string& text) {
  return std::ranges::any_of(answers,
                             [&text](const std::string& answer) { return answer.find(text) != std::string::npos; });
}

constexpr auto reasons = [] {
  using enum ReasonCode;
  return std::to_array({listed, returned, source_changed, member_joined, member_left, detached, rekeyed, reused, drift,
                        adopted, term_ended, school_year_ended, left_clever, filtered_out, orphan});
}();
static_assert(reasons.size() == static_cast<std::size_t>(ReasonCode::orphan) + 1);

}  // namespace

TEST_CASE("every cause that diagnose names has a golden answer in which it stands, and is documented", "[audit]") {
  const auto answers = golden_answers("diagnose-");
  const std::string formats = text_of(SOURCE_FOLDER "/docs/formats.md");
  for (const DiagnosisCode code : all_diagnosis_codes()) {
    const std::string name(name_of(code));
    INFO(name);
    CHECK(some_holds(answers, "\n" + name + " ("));
    CHECK(formats.find("`" + name + "`") != std::string::npos);
  }
}

TEST_CASE("every reason for a change has a golden answer of why that gives it", "[audit]") {
  const auto answers = golden_answers("why-");
  for (const ReasonCode reason : reasons) {
    INFO(name_of(reason));
    CHECK(some_holds(answers, "because   " + std::string(name_of(reason)) + ": rules/"));
  }
}
