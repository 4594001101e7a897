// Text of any kind: stored to the byte, and harmless wherever it is shown.

#include <regex>

#include "catch.hpp"
#include "clever_end_to_end/district.hpp"

using namespace end_to_end;

namespace {

// What a terminal, a Markdown page or a browser could be made to do with a class's name. As JSON.
const std::string hostile_name =
    R"(Ring\u0007 \u001b[2J\u001b]0;owned\u0007 \u202Etxt.exe\u202C \u200B<script>alert(1)</script> )"
    R"([x](javascript:alert(1)) `rm -rf` | \\ \" \uD83E\uDDEA \u05D1\u05D3\u05D9\u05D4 ${HOME} %s)";
const std::string slashed_id = "a/../../b\\c";

bool has_control_or_bidi(const std::string& text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F) return true;
  }
  return contains(text, "\xE2\x80\xAE") || contains(text, "\xE2\x80\xAC");
}

// Markdown without its code spans, in which nothing is a link or a tag.
std::string outside_code(const std::string& markdown) {
  return std::regex_replace(markdown, std::regex("`[^`\n]*`"), "");
}

std::string shown(const NightlyDistrict& district, const std::vector<std::string>& command, int exit = 0) {
  const Outcome outcome = district.workspace.run(command);
  INFO(command.front() << ": " << outcome.err);
  CHECK(outcome.exit == exit);
  return outcome.out + outcome.err;
}

}  // namespace

TEST_CASE("hostile text is stored to the byte and shown harmlessly everywhere", "[clever_end_to_end][text]") {
  const NightlyDistrict district;
  district.happen(R"("event":"section-renamed","section":")" + section_id(2) + R"(","name":")" + hostile_name + "\"");
  district.happen(R"("event":"student-edited","student":")" + student_id(1) + R"(","first_name":")" + hostile_name +
                  R"(","sis_id":"a/../../b\\c")");
  district.happen(R"("event":"teacher-edited","teacher":")" + teacher_id(1) + R"(","last_name":")" + hostile_name +
                  "\"");
  district.happen(R"("event":"district-edited","name":")" + hostile_name + "\"");
  std::string printed = shown(district, {"--as-of", "2026-08-10", "-v", "fetch"});
  printed += shown(district, {"--as-of", "2026-08-10", "-v", "plan"});

  const std::string sections =
      district.workspace.git({"grep", "-h", section_id(2), "HEAD", "--", "snapshots/sections/"}).out;
  // Canonical JSON escapes what JSON demands, and nothing else.
  const std::string stored =
      "\"name\":\"Ring\\u0007 \\u001b[2J\\u001b]0;owned\\u0007 \xE2\x80\xAEtxt.exe\xE2\x80\xAC "
      "\xE2\x80\x8B<script>alert(1)</script> [x](javascript:alert(1)) `rm -rf` | \\\\ \\\" "
      "\xF0\x9F\xA7\xAA \xD7\x91\xD7\x93\xD7\x99\xD7\x94 ${HOME} %s\"";
  INFO(sections);
  CHECK(contains(sections, stored));
  const std::string students =
      district.workspace.git({"grep", "-h", student_id(1), "HEAD", "--", "snapshots/students/"}).out;
  CHECK(contains(students, R"("sis_id":"a/../../b\\c")"));
  CHECK(district.workspace.git({"ls-tree", "-r", "--name-only", "HEAD"}).out.find("..") == std::string::npos);

  for (const auto& command : std::vector<std::vector<std::string>>{{"show"},
                                                                   {"show", "--names"},
                                                                   {"show", "-o", "json"},
                                                                   {"show", "-o", "md"},
                                                                   {"show", "-o", "html"},
                                                                   {"show", "--names", "-o", "html"},
                                                                   {"show", "--names", "-o", "md"},
                                                                   {"status"},
                                                                   {"connections"},
                                                                   {"connections", "-o", "json"},
                                                                   {"why", "class", section_id(2)},
                                                                   {"why", "-o", "html", "class", section_id(2)},
                                                                   {"why", "-o", "md", "class", section_id(2)},
                                                                   {"history", "class", section_id(2)}}) {
    const std::string text = shown(district, command);
    INFO(command.front() << " " << command.back() << "\n" << text.substr(0, 2000));
    const bool json = std::find(command.begin(), command.end(), "json") != command.end();
    if (!json) CHECK_FALSE(contains(text, "\xE2\x80\xAE"));
    CHECK_FALSE((json ? text.find('\x1b') != std::string::npos : has_control_or_bidi(text)));
    if (!json && std::find(command.begin(), command.end(), "html") != command.end())
      CHECK_FALSE(contains(text, "<script>alert"));
    if (std::find(command.begin(), command.end(), "md") != command.end()) {
      CHECK_FALSE(contains(outside_code(text), "](javascript:"));
      CHECK_FALSE(contains(text, "<script>"));
    }
  }
  CHECK_FALSE(has_control_or_bidi(printed));
  CHECK_FALSE(has_control_or_bidi(district.workspace.git({"show", "HEAD:plans/plan.md"}).out));
  CHECK_FALSE(has_control_or_bidi(district.workspace.git({"log", "--format=%B"}).out));
}

TEST_CASE("a name of 10,000 characters is stored whole and does not flood what is shown",
          "[clever_end_to_end][text][slow]") {
  const NightlyDistrict district;
  std::string name;
  for (int i = 0; i < 10'000; ++i) name += "\xC3\xA9";
  district.happen(R"("event":"section-renamed","section":")" + section_id(2) + R"(","name":")" + name + "\"");
  district.night("2026-08-10");
  CHECK(contains(district.workspace.git({"grep", "-h", section_id(2), "HEAD", "--", "snapshots/sections/"}).out,
                 "\"name\":\"" + name + "\""));
  for (const char* format : {"text", "md", "html"}) {
    const std::string text = shown(district, {"why", "-o", format, "class", section_id(2)});
    INFO(format);
    CHECK(text.size() < 60'000);
  }
  district.night("2026-08-11");  // and the class is as asked, cut where the contract demands it
  CHECK(district.workspace.run({"--as-of", "2026-08-11", "plan", "--detailed-exitcode"}).exit == 0);
}
