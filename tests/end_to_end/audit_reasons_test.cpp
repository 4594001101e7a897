// For each reason code the nights that bring it about, and what why then says, as a golden answer.

#include "catch.hpp"
#include "end_to_end/answers.hpp"
#include "end_to_end/audit_steps.hpp"

using namespace end_to_end;

namespace {

std::string why(const AuditedDistrict& district, const std::string& day, const std::string& kind,
                const std::string& id) {
  return district.ask({"--as-of", day, "why", kind, id});
}

std::string section(int number) {
  return R"("section":")" + section_id(number) + "\"";
}

/// Removals that guardrails hold are approved by name, and applied.
void approve_and_apply(const AuditedDistrict& district, const std::string& day,
                       const std::vector<std::string>& guardrails) {
  std::vector<std::string> words{"approve", "--removals", "--because", "the term is over"};
  for (const std::string& guardrail : guardrails) words.insert(words.end(), {"--waive", guardrail, "--max", "1000"});
  const Outcome approved = district.workspace.run(words);
  INFO(approved.err);
  REQUIRE(approved.exit == 0);
  const Outcome applied = district.workspace.run({"--as-of", day, "apply"});
  INFO(applied.err << applied.out);
  REQUIRE(applied.exit == 0);
}

}  // namespace

TEST_CASE("why answers for what was listed, changed, joined, left, drifted, left Clever and came back",
          "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.let_removals_pass();
  district.night("2026-08-10");
  check_answer("why-listed-class", why(district, "2026-08-10", "class", section_id(2)));
  check_answer("why-listed-student", why(district, "2026-08-10", "student", student_id(5)));
  check_answer("why-listed-teacher", why(district, "2026-08-10", "teacher", teacher_id(3)));
  district.event(R"("event":"section-renamed","name":"Science for Sixth Grade",)" + section(2));
  district.event(R"("event":"section-edited","add_students":[")" + student_id(30) + R"("],)" + section(3));
  district.event(R"("event":"section-edited","remove_students":[")" + student_id(1) + R"("],)" + section(4));
  district.event(R"("event":"class-archived","class":")" + section_id(6) + "\"");
  district.event(R"("event":"unshare","id":")" + section_id(7) + "\"");
  district.event(R"("event":"section-reused","name":"Pottery","course":"Art","term":"Spring 2027",)" + section(9));
  district.event(R"("event":"person-rekeyed","teacher":")" + teacher_id(4) + "\"");
  district.night("2026-08-11");
  check_answer("why-source-changed", why(district, "2026-08-11", "class", section_id(2)));
  check_answer("why-member-joined", why(district, "2026-08-11", "class", section_id(3)));
  check_answer("why-member-left", why(district, "2026-08-11", "class", section_id(4)));
  check_answer("why-drift", why(district, "2026-08-11", "class", section_id(6)));
  check_answer("why-reused", why(district, "2026-08-11", "class", section_id(9)));
  check_answer("why-not-rekeyed-any-more", why(district, "2026-08-11", "teacher", teacher_id(4)));
  district.night("2026-08-12");
  district.night("2026-08-13");
  check_answer("why-left-clever", why(district, "2026-08-13", "class", section_id(7)));
  district.event(R"("event":"share","id":")" + section_id(7) + "\"");
  district.night("2026-08-14");
  check_answer("why-returned", why(district, "2026-08-14", "class", section_id(7)));
}

TEST_CASE("why answers for somebody whom Clever gave a new id", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.let_removals_pass();
  district.night("2026-08-10");
  const std::string touched = district.event(R"("event":"person-rekeyed","teacher":")" + teacher_id(4) + "\"");
  const std::size_t at = touched.rfind("teacher ");
  REQUIRE(at != std::string::npos);
  const std::string now = touched.substr(at + 8, 24);
  district.night("2026-08-11");
  const std::string answer = why(district, "2026-08-11", "teacher", now == teacher_id(4) ? teacher_id(4) : now);
  check_answer("why-rekeyed", answer);
}

TEST_CASE("why answers for classes of a term that ended, and for who was let go before", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.night("2026-08-10");
  district.night("2026-12-14", 4);
  district.night("2027-01-04", 3);
  check_answer("why-held", why(district, "2027-01-04", "class", section_id(2)));
  approve_and_apply(district, "2027-01-04", {"classes-archived", "sign-in-lost"});
  check_answer("why-term-ended", why(district, "2027-01-04", "class", section_id(2)));
}

TEST_CASE("why answers for a class without a term when the school year has ended", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.night("2026-08-10");
  district.edit("rules/lifecycle.yaml", "2027-06-30", "2026-09-30");
  district.night("2026-10-01", 3);
  check_answer("why-school-year-waits", why(district, "2026-10-01", "class", section_id(1)));
  approve_and_apply(district, "2026-10-01", {"classes-archived", "sign-in-lost"});
  check_answer("why-school-year-ended", why(district, "2026-10-01", "class", section_id(1)));
}

TEST_CASE("why answers for what a new workspace adopts, and for what nobody knows", "[end_to_end][audit][slow]") {
  const AuditedDistrict old;
  old.night("2026-08-10");
  old.event(R"("event":"section-removed",)" + section(8));
  old.event(R"("event":"section-renamed","name":"Science for Sixth Grade",)" + section(2));
  const AuditedDistrict district(old.shared_sandbox);
  district.let_removals_pass();
  district.night("2026-08-11");
  check_answer("why-adopted", why(district, "2026-08-11", "class", section_id(2)));
  check_answer("why-adopted-as-it-was", why(district, "2026-08-11", "class", section_id(3)));
  check_answer("why-orphan", why(district, "2026-08-11", "class", section_id(8)));
}

TEST_CASE("why answers for a class that a rule leaves out, before and after its removal", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.night("2026-08-10");
  district.edit("rules/filters.yaml", "exclude: []",
                "exclude:\n  - id: no-robotics\n    sections: {name: {matches: \"^Robotics 6 - Dust\"}}\n"
                "    because: they have a site of their own");
  district.night("2026-08-11", 4);
  check_answer("why-waits-for-approval", why(district, "2026-08-11", "class", section_id(3)));
  approve_and_apply(district, "2026-08-11", {});
  check_answer("why-filtered-out", why(district, "2026-08-11", "class", section_id(3)));
  check_answer("why-never-shared", why(district, "2026-08-11", "class", "58da8c70dc0ca007eaffffff"));
}

TEST_CASE("why answers for a change that Sphero Edu refuses", "[end_to_end][audit][slow]") {
  const AuditedDistrict district;
  district.night("2026-08-10");
  district.event(R"("event":"section-renamed","name":"Science for Sixth Grade",)" + section(2));
  district.sandbox.control("/misbehave", R"({"side":"sphero","path":"batch","what":"operation-refused","times":1})");
  district.night("2026-08-11", 6);
  check_answer("why-refused", why(district, "2026-08-11", "class", section_id(2)));
}
