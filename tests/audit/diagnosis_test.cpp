#include "audit/diagnosis.hpp"

#include <algorithm>

#include "catch.hpp"

using namespace clever_sync;

namespace {

/// A district whose last night was good and which shares something of everything.
DiagnosisFacts healthy() {
  DiagnosisFacts facts;
  facts.status.as_of = *parse_date("2026-11-23");
  facts.status.connection_approved = true;
  NightFact night;
  night.command = "nightly";
  night.as_of = facts.status.as_of;
  facts.status.last_run = facts.status.last_fetch = night;
  facts.counts = {.sections = 10, .students = 100, .teachers = 5};
  facts.after_term_end_days = 14;
  facts.after_absent_nights = 3;
  return facts;
}

std::vector<std::string> codes_of(const Diagnosis& diagnosis) {
  std::vector<std::string> codes;
  for (const Diagnosed& verdict : diagnosis.verdicts) codes.emplace_back(name_of(verdict.code));
  return codes;
}

using Codes = std::vector<std::string>;

ClassFact known_class() {
  ClassFact fact;
  fact.name = "Robotics 7";
  fact.known = true;
  fact.in_clever = RecordVersion::Where::shared;
  return fact;
}

}  // namespace

TEST_CASE("a healthy district has no cause to name, and says what can't be seen", "[audit]") {
  const Diagnosis diagnosis = diagnose(Complaint::no_data, healthy());
  CHECK(codes_of(diagnosis) == Codes{"all-well"});
  CHECK(diagnosis.unseen.size() == 2);
}

TEST_CASE("a frozen list of sections shows by terms: past ones, and none of the running one", "[audit]") {
  DiagnosisFacts facts = healthy();
  facts.running_term = "Spring 2027";
  facts.sections_of_past_terms = 10;
  const Diagnosis diagnosis = diagnose(Complaint::no_data, facts);
  REQUIRE(codes_of(diagnosis) == Codes{"frozen-sections"});
  CHECK(diagnosis.verdicts[0].confidence == Confidence::likely);
  CHECK(diagnosis.verdicts[0].owner == Owner::district);
  facts.sections_of_running_terms = 1;
  CHECK(codes_of(diagnose(Complaint::no_data, facts)) == Codes{"all-well"});
}

TEST_CASE("a role or a school that is not shared is named", "[audit]") {
  DiagnosisFacts facts = healthy();
  facts.counts.teachers = 0;
  facts.schools.push_back({.id = {}, .name = "Roosevelt", .counts = {}});
  CHECK(codes_of(diagnose(Complaint::no_data, facts)) == Codes{"no-teachers", "school-not-shared"});
  facts.counts = {};
  CHECK(codes_of(diagnose(Complaint::no_data, facts)).front() == "nothing-shared");
}

TEST_CASE("what Clever and Sphero Edu say now counts more than the last night", "[audit]") {
  DiagnosisFacts facts = healthy();
  facts.sphero_waits_since = *parse_date("2026-11-20");
  facts.launch_date = *parse_date("2026-12-01");
  CHECK(codes_of(diagnose(Complaint::no_data, facts)) == Codes{"request-not-approved", "launch-date"});
  facts.live.asked = true;
  CHECK(codes_of(diagnose(Complaint::no_data, facts)).front() == "not-connected-in-clever");
  facts.live.clever_sees_district = true;
  facts.live.sphero_connection = "approved";
  facts.live.clever_launch_date = *parse_date("2026-11-01");
  CHECK(codes_of(diagnose(Complaint::no_data, facts)) == Codes{"all-well"});
}

TEST_CASE("each old class says why it still shows and when it goes", "[audit]") {
  DiagnosisFacts facts = healthy();
  ClassFact grace = known_class(), leaving = known_class(), undated = known_class(), gone = known_class(),
            running = known_class(), due = known_class();
  grace.term_ends = *parse_date("2026-11-20");
  leaving.in_clever = RecordVersion::Where::absent;
  leaving.missed_nights = 1;
  leaving.wanted = Stance::keep;
  gone.known = false;
  running.term_ends = *parse_date("2027-01-30");
  due.wanted = Stance::archive;
  due.code = ReasonCode::term_ended;
  facts.classes = {grace, leaving, undated, gone, running, due};
  const Diagnosis diagnosis = diagnose(Complaint::old_classes, facts);
  CHECK(codes_of(diagnosis) == Codes{"term-just-ended", "leaving", "orphan", "term-ended", "no-term"});
  CHECK(diagnosis.verdicts[0].shown_by == "the night of 2026-12-05");  // 20 November and 15 days
  CHECK(diagnosis.verdicts[1].shown_by == "the night of 2026-11-25, if all until then are complete");
  facts.classes = {running};
  CHECK(codes_of(diagnose(Complaint::old_classes, facts)) == Codes{"no-old-class"});
}

TEST_CASE("a refused source names who acts, and the reply stays without internals", "[audit]") {
  DiagnosisFacts facts = healthy();
  facts.status.last_run->exit = 7;
  for (const auto& [code, owner] : {std::pair("emptied", Owner::district), std::pair("torn", Owner::nobody),
                                    std::pair("wrong-district", Owner::us), std::pair("malformed", Owner::clever)}) {
    facts.status.last_run->refused_code = code;
    const Diagnosis diagnosis = diagnose(Complaint::sync, facts);
    REQUIRE(codes_of(diagnosis) == Codes{"source-refused"});
    CHECK(diagnosis.verdicts[0].owner == owner);
    CHECK(render_reply(diagnosis).find(code) == std::string::npos);
  }
}

TEST_CASE("a run that was cut off explains the sync, and its damaged journal the nights without a line", "[audit]") {
  DiagnosisFacts facts = healthy();
  facts.status.missed = {facts.status.as_of + std::chrono::days{1}};
  facts.status.unended = UnendedRun{.run = "r2", .as_of = facts.status.as_of, .damage = {}};
  const Diagnosis cut_off = diagnose(Complaint::sync, facts);
  CHECK(codes_of(cut_off) == Codes{"failed", "no-run"});
  CHECK(cut_off.verdicts.front().confidence == Confidence::likely);

  facts.status.unended->damage = "/w/.git/clever-sync/journal:2: damaged; move the file away and run again";
  const Diagnosis damaged = diagnose(Complaint::sync, facts);
  CHECK(codes_of(damaged) == Codes{"failed"});
  CHECK(damaged.verdicts.front().confidence == Confidence::certain);
  CHECK(damaged.verdicts.front().cause.find("journal:2: damaged; move the file away") != std::string::npos);
  CHECK(render_reply(damaged).find("journal") == std::string::npos);

  facts.status.last_run = facts.status.last_fetch = std::nullopt;
  for (const Complaint complaint : {Complaint::sync, Complaint::no_data, Complaint::sign_in, Complaint::old_classes})
    CHECK(codes_of(diagnose(complaint, facts)) == Codes{"failed"});
}

TEST_CASE("who left Clever while the account is open still is told so, and not that all is well", "[audit]") {
  DiagnosisFacts facts = healthy();
  facts.who.emplace();
  facts.who->kind = Kind::student;
  facts.who->id = *CleverId::parse("58da8c63dc0ca007ea00001f");
  facts.who->standing.fetched = true;
  facts.who->standing.live_line = R"({"id":"58da8c63dc0ca007ea00001f","sphero_id":"s-1"})";
  facts.classes = {known_class()};
  RecordVersion gone;
  gone.where = RecordVersion::Where::absent;
  gone.path = "snapshots/students/absent.json";
  gone.line = R"({"last_seen":"2026-11-20","missed":["2026-11-21"],"record":{"id":"58da8c63dc0ca007ea00001f"}})";
  facts.who->standing.source = gone;
  const Diagnosis left = diagnose(Complaint::sign_in, facts);
  CHECK(codes_of(left) == Codes{"not-shared"});
  CHECK(left.verdicts.front().cause.find("missed on 1 night: 2026-11-21") != std::string::npos);
  CHECK(render_reply(left).find("only those") != std::string::npos);
  facts.live.asked = facts.live.clever_sees_district = true;
  facts.live.shared = true;  // shared again since
  CHECK(codes_of(diagnose(Complaint::sign_in, facts)) == Codes{"can-sign-in"});
}

TEST_CASE("asked now without an answer of Sphero Edu, what was observed last still counts", "[audit]") {
  DiagnosisFacts facts = healthy();
  facts.who.emplace();
  facts.who->kind = Kind::student;
  facts.who->id = *CleverId::parse("58da8c63dc0ca007ea00001f");
  facts.who->standing.live_line = R"({"id":"58da8c63dc0ca007ea00001f","sphero_id":"s-1"})";
  RecordVersion shared;
  shared.where = RecordVersion::Where::shared;
  shared.line = R"({"id":"58da8c63dc0ca007ea00001f"})";
  facts.who->standing.source = shared;
  facts.live.asked = facts.live.clever_sees_district = true;
  facts.live.sphero_trouble = "Sphero Edu refuses the token (401)";
  facts.classes = {known_class()};
  const Diagnosis open = diagnose(Complaint::sign_in, facts);
  CHECK(codes_of(open) == Codes{"can-sign-in"});
  CHECK(open.verdicts.front().evidence == std::vector<std::string>{"sphero/live"});
  facts.classes.front().archived = true;
  CHECK(codes_of(diagnose(Complaint::sign_in, facts)) == Codes{"class-archived"});
  facts.live.account_there = true;  // it answered, and lists no archived class
  facts.classes.front().archived = false;
  CHECK(diagnose(Complaint::sign_in, facts).verdicts.front().evidence ==
        std::vector<std::string>{"Sphero Edu, asked now"});
}
