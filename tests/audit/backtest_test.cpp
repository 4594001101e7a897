// What a backtest calls the same, what it calls a difference, and how it explains the first one.
#include "audit/backtest.hpp"

#include <algorithm>

#include "audit/rule_text.hpp"
#include "catch.hpp"

namespace clever_sync {
namespace {

CleverId id(int number) {
  return *CleverId::parse("58da8c58155b9402480000" + std::to_string(number));
}

const RuleRef listed_by{.file = "rules/filters.yaml", .line = 2, .id = "include"};
const RuleRef ends_by{.file = "rules/lifecycle.yaml", .line = 1, .id = "classes.archive.after_term_end_days"};

Change create(int number, const std::string& name) {
  return {.part = Part::additions,
          .action = Action::create,
          .kind = Kind::class_,
          .clever_id = id(number),
          .set = {{.field = "name", .from = "", .to = name}},
          .reason = {.code = ReasonCode::listed, .rule = listed_by, .evidence = {}}};
}

Change archive(int number) {
  return {.part = Part::removals,
          .action = Action::archive,
          .kind = Kind::class_,
          .clever_id = id(number),
          .loses_sign_in = 2,
          .reason = {.code = ReasonCode::term_ended, .rule = ends_by, .evidence = {}}};
}

const std::vector<RuleFile> files{{.file = "rules/filters.yaml", .text = "version: 1\ninclude: []\n"},
                                  {.file = "rules/lifecycle.yaml", .text = "after: 14\n"}};
const std::vector<RuleFile> edited{
    {.file = "rules/filters.yaml",
     .text = "version: 1\ninclude: []\nexclude:\n  - id: no-art  \n    sections: {subject: art}\n\n  - id: other\n"},
    {.file = "rules/lifecycle.yaml", .text = "after: 30\n"}};

NightUnderRules night_of(const Plan& was, const Plan& would_be, const DesiredResult& desired) {
  return {.was = was, .would_be = would_be, .desired_would_be = desired, .files_was = files, .files_would_be = edited};
}

}  // namespace

TEST_CASE("changes that do the same for another reason are the same", "[audit][backtest]") {
  Plan was, would_be;
  was.changes = {create(11, "Art"), archive(12)};
  would_be.changes = was.changes;
  would_be.changes[1].reason = {.code = ReasonCode::left_clever, .rule = listed_by, .evidence = {}};
  const BacktestNight night = compare_night(night_of(was, would_be, {}));
  CHECK(night.additions.same == 1);
  CHECK(night.removals.same == 1);
  CHECK(night.removals.altered.empty());
  CHECK(first_deed_that_differs(was, would_be) == std::pair<const Change*, const Change*>{nullptr, nullptr});
}

TEST_CASE("what is new, gone and otherwise is listed by part, with lost sign-ins and what holds", "[audit][backtest]") {
  Plan was, would_be;
  was.changes = {create(11, "Art"), create(13, "Bees"), archive(12)};
  would_be.changes = {create(13, "Bees II"), archive(12), archive(14)};
  would_be.removals = Verdict::hold;
  would_be.guardrails = {{.name = "classes-archived", .scope = "district", .verdict = GuardrailVerdict::hold},
                         {.name = "classes-archived", .scope = "school:1", .verdict = GuardrailVerdict::hold},
                         {.name = "orphans", .scope = "district"}};
  const BacktestNight night = compare_night(night_of(was, would_be, {}));
  CHECK(night.additions.gone == std::vector<std::string>{"create class 58da8c58155b940248000011"});
  CHECK(night.additions.altered == std::vector<std::string>{"create class 58da8c58155b940248000013"});
  CHECK(night.removals.added == std::vector<std::string>{"archive class 58da8c58155b940248000014"});
  CHECK(night.removals.same == 1);
  CHECK(night.removals.held_by_would_be == std::vector<std::string>{"classes-archived"});
  CHECK(night.sign_ins_lost_was == 2);
  CHECK(night.sign_ins_lost_would_be == 4);
  const auto [before, after] = first_deed_that_differs(was, would_be);
  CHECK(before == was.changes.data());
  CHECK(after == nullptr);
}

TEST_CASE("a change that is gone is explained by what the tried rules make of the object", "[audit][backtest]") {
  Plan was, would_be;
  was.changes = {create(11, "Art")};
  DesiredResult desired;
  desired.left_out = {
      {.kind = Kind::class_,
       .id = id(11),
       .rule = std::make_shared<RuleRef>(RuleRef{.file = "rules/filters.yaml", .line = 4, .id = "no-art"}),
       .because_of = std::nullopt}};
  const NightUnderRules night = night_of(was, would_be, desired);
  const ExplainedDifference gone = explain_difference(night, was.changes.data(), nullptr, nullptr);
  CHECK(gone.how == ExplainedDifference::How::gone);
  CHECK(gone.was.words == "created: listed");
  CHECK(gone.was.text == std::vector<std::string>{"include: []"});
  CHECK(gone.would_be.words == "left out");
  CHECK(gone.would_be.rule.id == "no-art");
  CHECK(gone.would_be.text == std::vector<std::string>{"- id: no-art", "  sections: {subject: art}"});
}

TEST_CASE("a change that is new is explained by what that night's rules made of the object", "[audit][backtest]") {
  Plan was, would_be;
  would_be.changes = {archive(12)};
  DesiredResult then;
  then.state.classes.resize(1);
  then.state.classes[0].object.id = id(12).as<SectionTag>();
  then.state.classes[0].cause = {
      .code = ReasonCode::listed, .rule = std::make_shared<RuleRef>(listed_by), .evidence = {}};
  const ExplainedDifference added =
      explain_difference(night_of(was, would_be, {}), nullptr, would_be.changes.data(), &then);
  CHECK(added.how == ExplainedDifference::How::added);
  CHECK(added.was.words == "open, and so it is: listed");
  CHECK(added.would_be.words == "archived: term ended");
  CHECK(added.would_be.text == std::vector<std::string>{"after: 30"});
}

TEST_CASE("the lines of a rule are those that belong to it, and a default's are the shipped file's",
          "[audit][backtest]") {
  CHECK(rule_lines(edited, {.file = "rules/filters.yaml", .line = 99, .id = "x"}).empty());
  CHECK(rule_lines(edited, {.file = "rules/none.yaml", .line = 1, .id = "x"}).empty());
  for (const RuleFile& shipped : shipped_rules(Date{})) {
    if (shipped.file != "rules/lifecycle.yaml") continue;
    const auto before = shipped.text.substr(0, shipped.text.find("    after_term_end_days"));
    const int line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
    CHECK(rule_lines({}, {.file = "defaults/lifecycle.yaml", .line = line, .id = "x"}) ==
          std::vector<std::string>{"after_term_end_days: 14"});
  }
}

TEST_CASE("a difference of every night is explained once", "[audit][backtest]") {
  BacktestReport report{.rules = "the working tree", .nights = {}, .note = {}};
  for (int day = 0; day < 2; ++day) {
    BacktestNight night{.day = Date{std::chrono::days{20000 + day}}, .plan = std::string(64, 'a')};
    night.first = ExplainedDifference{.how = ExplainedDifference::How::added,
                                      .change = "archive class 58da8c58155b940248000012",
                                      .symbol = '-',
                                      .name = "Art",
                                      .school = "Lincoln Middle"};
    night.first->was.words = "open";
    night.removals.added = {night.first->change};
    report.nights.push_back(night);
  }
  const std::string text = text_of(report_backtest(report, TotalsStand::last), {.width = 200});
  CHECK(text.find("with these rules:") == text.rfind("with these rules:"));
  CHECK(text.find("and would be, for the same reasons") != std::string::npos);
  CHECK(text.find("In all: 2 of 2 nights differ. Different changes, each counted once: 1 more") != std::string::npos);
}

}  // namespace clever_sync
