// The questions, asked where a workspace may stand and by whoever may ask: before the first night, in clones of every
// sort, after git packed it, with a history that has merges, and with words that nobody would use.

#include "catch.hpp"
#include "end_to_end/audit_steps.hpp"

using namespace end_to_end;

namespace {

/// Every question about one class, one student, one teacher and the district.
std::vector<std::vector<std::string>> questions() {
  return {{"status"},
          {"why", "class", section_id(2)},
          {"history", "class", section_id(2)},
          {"show", "class", section_id(2)},
          {"diagnose", "no-data"},
          {"diagnose", "sync"},
          {"diagnose", "sign-in", student_id(5)},
          {"diagnose", "old-classes", teacher_id(6)}};
}

/// The program in another place than the workspace itself.
Outcome ask_in(const AuditedDistrict& district, const std::string& place, std::vector<std::string> words) {
  words.insert(words.begin(), {CLEVER_SYNC_PROGRAM, "-C", place, "--as-of", "2026-08-11"});
  return run_program(words, district.workspace.environment);
}

/// What stays the same from one minute to the next.
std::string steady(std::string text) {
  const std::size_t at = text.find(", read ");
  if (at != std::string::npos) text.erase(at, text.find(" ago", at) - at);
  return text;
}

struct TwoNights : AuditedDistrict {
  TwoNights() {
    night("2026-08-10");
    event(R"("event":"section-renamed","name":"Science for Sixth Grade","section":")" + section_id(2) + "\"");
    night("2026-08-11");
  }
};

}  // namespace

TEST_CASE("before the first night nothing is claimed of what Clever shares", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  const std::string why = district.ask({"why", "class", section_id(2)});
  check_contains(why, {"nothing was fetched from Clever yet"});
  CHECK_FALSE(contains(why, "never shared"));
  CHECK(district.ask({"history", "class", section_id(2)}).empty());
  check_contains(district.ask({"status"}), {"No run yet.", "nothing was fetched from Clever", "No plan yet."});
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"no-data"}, {"sync"}, {"sign-in", student_id(5)}, {"old-classes", teacher_id(6)}}) {
    std::vector<std::string> question{"diagnose"};
    question.insert(question.end(), words.begin(), words.end());
    const std::string answer = district.ask(question);
    check_contains(answer, {"no-run (certain): no run is recorded yet"});
    CHECK_FALSE(contains(answer, "not-shared"));
    CHECK_FALSE(contains(answer, "no-old-class"));
  }
  const Outcome shown = district.workspace.run({"show", "class", section_id(2)});
  CHECK(shown.exit == 64);
  CHECK(contains(shown.err, "nothing was fetched from Clever yet"));
  CHECK(district.workspace.run({"why", "class", "science"}).exit == 64);
}

TEST_CASE("every clone gives the same answers, bare, without a remote, or packed by git", "[end_to_end][audit][slow]") {
  const TwoNights district;
  const TemporaryFolder places;
  const std::string bare = places.path() + "/bare", clone = places.path() + "/clone";
  REQUIRE(district.workspace.git({"clone", "-q", "--bare", ".", bare}).exit == 0);
  REQUIRE(district.workspace.git({"clone", "-q", ".", clone}).exit == 0);
  REQUIRE(district.workspace.git({"-C", clone, "remote", "remove", "origin"}).exit == 0);
  const auto check_all = [&] {
    for (const auto& question : questions()) {
      const std::string here = steady(ask_in(district, district.workspace.path(), question).out);
      CHECK_FALSE(here.empty());
      for (const std::string& place : {bare, clone}) {
        const Outcome there = ask_in(district, place, question);
        INFO(place << " " << question.front() << "\n" << there.err);
        CHECK(there.exit == 0);
        CHECK(steady(there.out) == here);
      }
    }
  };
  check_all();
  REQUIRE(district.workspace.git({"-C", clone, "gc", "-q", "--aggressive", "--prune=now"}).exit == 0);
  REQUIRE(district.workspace.git({"-C", bare, "repack", "-q", "-a", "-d", "-f", "-F"}).exit == 0);
  check_all();
}

TEST_CASE("a shallow clone says that it lacks the history, and how to get it", "[end_to_end][audit][slow]") {
  const TwoNights district;
  const TemporaryFolder places;
  const std::string shallow = places.path() + "/shallow";
  REQUIRE(
      district.workspace.git({"clone", "-q", "--depth", "2", "file://" + district.workspace.path(), shallow}).exit ==
      0);
  CHECK(ask_in(district, shallow, {"status"}).exit == 0);
  for (const auto& question : questions()) {
    if (question.front() == "status") continue;
    const Outcome outcome = ask_in(district, shallow, question);
    INFO(question.front() << outcome.out);
    CHECK(outcome.exit == 78);
    CHECK(outcome.out.empty());
    CHECK(contains(outcome.err, "git fetch --unshallow"));
  }
  REQUIRE(district.workspace.git({"-C", shallow, "fetch", "-q", "--unshallow"}).exit == 0);
  CHECK(ask_in(district, shallow, {"why", "class", section_id(2)}).exit == 0);
}

TEST_CASE("a rule that came with a merged branch is by whoever wrote it", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  const auto git = [&](std::vector<std::string> words) {
    const Outcome outcome = district.workspace.git(words);
    INFO(outcome.err);
    REQUIRE(outcome.exit == 0);
    return outcome.out;
  };
  git({"switch", "-q", "-c", "no-homeroom"});
  district.edit("rules/filters.yaml", "exclude: []",
                "exclude:\n  - id: no-homeroom\n    sections: {subject: homeroom/advisory}\n    because: doubles");
  git({"commit", "-q", "--amend", "--no-edit", "--author", "Rule Writer <writer@example.org>"});
  const std::string wrote = git({"rev-parse", "HEAD"}).substr(0, 12);
  git({"switch", "-q", "-"});
  git({"merge", "-q", "--no-ff", "--no-edit", "no-homeroom"});
  district.night("2026-08-10");
  check_contains(district.ask({"--as-of", "2026-08-10", "why", "class", section_id(1)}),
                 {"line by Rule Writer <writer@example.org>, commit " + wrote});
}

TEST_CASE("words that nobody would use are words: nothing matches, or it is listed, and no answer is bent by them",
          "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.night("2026-08-10");
  district.event(R"("event":"section-renamed","name":"A\u001b[31m <b>|x|</b> `y` \u202e","section":")" + section_id(2) +
                 "\"");
  district.night("2026-08-11");
  for (const std::string words : {"\"", "\\", " ", "science\" || true", "../../etc/passwd", "HEAD~1", "a\nb",
                                  "\033[31m", "\xff\xfe", ".*", "%s%n", "58da8c70dc0ca007ea00000"}) {
    const Outcome outcome = district.workspace.run({"--as-of", "2026-08-11", "why", "class", words});
    INFO(words << "\n" << outcome.out << outcome.err);
    CHECK(outcome.exit == 64);
    CHECK(outcome.out.empty());
    CHECK(contains(outcome.err, "is called that"));
  }
  for (const std::string format : {"text", "json", "md", "html"}) {
    const std::string answer = district.ask({"-o", format, "--as-of", "2026-08-11", "why", "class", section_id(2)});
    INFO(format);
    CHECK_FALSE(contains(answer, "\033"));
    if (format == "json") continue;  // for programs: the text as it is, escaped where JSON demands it
    CHECK_FALSE(contains(answer, "\u202e"));
    if (format != "text") CHECK_FALSE(contains(answer, "<b>"));
  }
}
