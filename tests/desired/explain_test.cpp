#include "catch.hpp"
#include "desired/explain_rule.hpp"
#include "world.hpp"

using namespace clever_sync;

namespace {

std::vector<std::string> told(const RuleExplanation& explained) {
  std::vector<std::string> lines;
  for (const ExplainedRecord& r : explained.matched)
    lines.push_back(fmt::format("{} {} \"{}\" at {}: {}", r.kind, r.id.text().substr(22), r.name, r.school, r.effect));
  return lines;
}
using Lines = std::vector<std::string>;
using Along = std::map<std::string, std::size_t>;

}  // namespace

TEST_CASE("a filter rule is explained by what it matches, names but no student's, and whom it takes along",
          "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1, 2}), section(2, {1, 2}, {2, 3}), section(3, {1}, {4})};
  snapshot.roster.sections[1].subject = "math";
  snapshot.roster.sections[2].school = school_id(2);
  const RuleSet rules = filters(R"(exclude:
  - id: no-science
    sections: {subject: science}
    because: they have their own
  - id: no-robots
    sections: {name: {contains: Robot}}
  - id: roosevelt
    schools: {name: Roosevelt K-8}
  - id: quill
    teachers: {name.last: Quill, id: {not: "500000000000000000000002"}}
  - id: fifth
    students: {grade: "6"}
)");
  const auto science = explain_rule(snapshot, rules, "no-science", tonight);
  REQUIRE(science);
  CHECK(science->rule == RuleRef{"rules/filters.yaml", 2, "no-science"});
  CHECK(science->because == "they have their own");
  CHECK(told(*science) == Lines{"section 01 \"Robotics\" at Lincoln Middle: left out",
                                "section 03 \"Robotics\" at Roosevelt K-8: left out by roosevelt"});
  CHECK(science->along == Along{{"student", 3}});  // 1, 2 and 4; 3 is in the second section alone

  const auto robots = explain_rule(snapshot, rules, "no-robots", tonight);
  CHECK(told(*robots) == Lines{"section 01 \"Robotics\" at Lincoln Middle: left out by no-science",
                               "section 02 \"Robotics\" at Lincoln Middle: left out",
                               "section 03 \"Robotics\" at Roosevelt K-8: left out by roosevelt"});

  const auto school = explain_rule(snapshot, rules, "roosevelt", tonight);
  CHECK(told(*school) == Lines{"school 02 \"Roosevelt K-8\" at : left out, with its sections"});
  CHECK(school->along == Along{{"section", 1}, {"student", 1}});

  CHECK(told(*explain_rule(snapshot, rules, "quill", tonight)).front() ==
        "teacher 01 \"Ada Quill\" at Lincoln Middle: left out");
  CHECK(explain_rule(snapshot, rules, "fifth", tonight)->matched.empty());
  CHECK_FALSE(explain_rule(snapshot, rules, "no-such-rule", tonight));
}

TEST_CASE("a setting is explained by the records whose stance it decides", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1})};
  snapshot.absences.sections = {gone(section(2, {1}, {2}), {"2026-11-24"})};
  const RuleSet rules = keep(fmt::format("ignore: [{{student: '{}', because: x}}]", student_id(4).text()));
  const auto by = [&](std::string_view id, Date as_of) {
    return told(explain_rule(snapshot, rules, id, as_of).value());
  };
  CHECK(by("classes.archive.after_term_end_days", tonight).empty());
  CHECK(by("classes.archive.after_term_end_days", day("2027-01-02")) ==
        Lines{"section 01 \"Robotics\" at Lincoln Middle: archive: term-ended",
              "section 02 \"Robotics\" at Lincoln Middle: archive: term-ended"});
  CHECK(by("classes.archive.after_absent_nights", tonight) ==
        Lines{"section 02 \"Robotics\" at Lincoln Middle: keep: left-clever"});
  CHECK(by("ignore." + student_id(4).text(), tonight) ==
        Lines{"student 04 \"\" at Lincoln Middle: keep: filtered-out"});
  CHECK(by("users", tonight).size() == 7);  // teachers 1 to 4 and students 1 to 3, open and kept
  CHECK(by("class.name", tonight).empty());
}

TEST_CASE("every id that can be explained is explained", "[desired]") {
  const RuleSet rules = filters("exclude: [{id: no-homeroom, sections: {subject: homeroom/advisory}}]");
  const Snapshot snapshot = district();
  const auto ids = explainable_rules(rules);
  CHECK(ids.front() == "no-homeroom");
  CHECK(std::find(ids.begin(), ids.end(), "classes.archive.after_term_end_days") != ids.end());
  for (const std::string& id : ids) CHECK(explain_rule(snapshot, rules, id, tonight).has_value());
  CHECK_FALSE(explain_rule(snapshot, rules, "no-homerom", tonight));
}
