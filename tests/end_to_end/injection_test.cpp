// Hostile text from everywhere where free text comes from (the district's records, a rule's because, a window's name,
// an approval's reason, a committer's name), through every command and every form that a reader sees.

#include <algorithm>
#include <regex>

#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

namespace {

/// As a JSON string holds it; YAML's double quotes take the same escapes.
constexpr const char* hostile =
    "\\u001b[31mR\\u001b]8;;https://evil.example\\u0007L \\u202Etrever\\u202C\\u2066i \\u2028sep \\u0085nel \\u200f "
    "<script>alert(1)</script><img src=x onerror=y> [click](https://evil.example) @octocat `c` | =cmd|' x";
/// The same, as bytes.
const std::string hostile_bytes =
    "\x1b[31mR\x1b]8;;https://evil.example\x07L \u202Etrever\u202C\u2066i \u2028sep \u0085nel \u200f "
    "<script>alert(1)</script><img src=x onerror=y> [click](https://evil.example) @octocat `c` | =cmd|' x";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// What would move a cursor, break a line, hide or turn what is read; "" when there is nothing of the kind.
std::string raw_in(const std::string& text) {
  for (const char* const hidden : {"\u0085", "\u200F", "\u2028", "\u2029", "\u202A", "\u202B", "\u202C", "\u202D",
                                   "\u202E", "\u2066", "\u2067", "\u2068", "\u2069", "\x1b", "\x07", "\x7f"}) {
    const std::size_t at = text.find(hidden);
    if (at != std::string::npos) return text.substr(at < 80 ? 0 : at - 80, 160);
  }
  return "";
}

void check_form(const std::string& form, const Outcome& outcome) {
  CHECK(raw_in(outcome.err).empty());
  if (form == "json") return;  // a program's; on a screen it is spelled, see screen_test
  CHECK(raw_in(outcome.out).empty());
  if (form == "html") {
    CHECK_FALSE(contains(outcome.out, "<script>alert"));
    CHECK_FALSE(contains(outcome.out, "<img"));
  }
  if (form == "md") {
    const std::string outside_code = std::regex_replace(outcome.out, std::regex("`[^`\n]*`"), "");
    for (const char* const markup : {"<script>", "<img", "](https://evil"}) CHECK_FALSE(contains(outside_code, markup));
  }
}

/// Runs the command in every form that it has.
void sweep(const DistrictWorkspace& workspace, const std::vector<std::vector<std::string>>& commands) {
  for (const std::vector<std::string>& command : commands) {
    for (const std::string form : {"text", "md", "html", "json"}) {
      std::vector<std::string> words{"-o", form};
      words.insert(words.end(), command.begin(), command.end());
      const Outcome outcome = workspace.run(words);
      INFO(command.front() << " " << command.back() << " as " << form << ": exit " << outcome.exit << "\n"
                           << outcome.err.substr(0, 300));
      if (outcome.exit == 64) {
        CHECK((form == "md" || form == "html"));
        CHECK(contains(outcome.err, "text or json"));
      } else {
        CHECK_FALSE((outcome.out + outcome.err).empty());
      }
      check_form(form, outcome);
    }
  }
}

/// The id of the record that the event touched.
std::string touched(const Sandbox& sandbox, const std::string& event) {
  const std::string answer = sandbox.control("/event", "{" + event + "}");
  std::smatch match;
  REQUIRE(std::regex_search(answer, match, std::regex("[0-9a-f]{24}")));
  return match[0];
}

}  // namespace

TEST_CASE("hostile text from a district, a rule, an approval or a committer stays text in every command and form",
          "[end_to_end][injection][slow]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  REQUIRE(workspace.git({"config", "user.name", replaced(hostile_bytes, "<script>", "")}).exit == 0);
  REQUIRE(workspace.night("2026-08-10").exit == 0);
  const std::string text = std::string(":\"") + hostile + "\"";
  const std::string section = touched(sandbox, R"("event":"section-renamed","name")" + text);
  const std::string teacher = touched(sandbox, R"("event":"teacher-edited","last_name")" + text);
  const std::string student = touched(sandbox, R"("event":"student-edited","first_name")" + text);
  touched(sandbox, R"("event":"term-edited","term":"Fall 2026","name")" + text);
  workspace.write_file(
      "rules/filters.yaml",
      replaced(
          workspace.file("rules/filters.yaml"), "exclude: []",
          std::string("exclude:\n  - id: no-math\n    sections: {subject: math}\n    because: \"") + hostile + "\""));
  workspace.write_file("rules/guardrails.yaml",
                       replaced(workspace.file("rules/guardrails.yaml"), "windows: []",
                                std::string("windows: [{name: \"") + hostile +
                                    "\", from: 2026-09-01, to: 2026-09-20, mode: additions-only}]"));
  REQUIRE(workspace.git({"commit", "-qam", "rules"}).exit == 0);
  const Outcome night = workspace.night("2026-09-02");
  REQUIRE(night.exit == 3);
  CHECK(raw_in(night.err).empty());

  const std::vector<std::vector<std::string>> commands{{"show"},
                                                       {"show", "--names"},
                                                       {"show", "--since", "HEAD~2"},
                                                       {"show", "--sign-in", "--names"},
                                                       {"show", "class", section},
                                                       {"show", "teacher", teacher},
                                                       {"show", "student", student, "--names"},
                                                       {"status"},
                                                       {"why", "class", section},
                                                       {"why", "teacher", teacher},
                                                       {"why", "student", student},
                                                       {"history", "class", section},
                                                       {"history", "teacher", teacher},
                                                       {"diagnose", "sync"},
                                                       {"diagnose", "no-data"},
                                                       {"diagnose", "old-classes", teacher},
                                                       {"verify", "--all"},
                                                       {"backtest", "--nights", "2", "--worktree"},
                                                       {"rules", "check"},
                                                       {"rules", "explain", "no-math"},
                                                       {"plan", "--worktree"}};
  sweep(workspace, commands);

  const Outcome approved =
      workspace.run({"approve", "--removals", "--because", hostile_bytes, "--waive", "window", "--max", "1", "--waive",
                     "classes-archived", "--max", "1000", "--waive", "members-removed", "--max", "1000"});
  INFO(approved.err);
  REQUIRE(approved.exit == 0);
  CHECK(raw_in(approved.err).empty());
  REQUIRE(workspace.run({"--as-of", "2026-09-02", "apply"}).exit == 0);
  sweep(workspace, {{"show", "approved"}, {"show", "--since"}, {"why", "class", section}, {"status"}, {"verify"}});
  CHECK(raw_in(workspace.git({"log", "--format=%s%n%b"}).out).empty());
  CHECK(raw_in(workspace.git({"show", "HEAD~2:plans/plan.md"}).out).empty());
}
