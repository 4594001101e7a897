#include "plans.hpp"

#include <fmt/core.h>

namespace clever_sync::test {

namespace {

template <class IdType>
IdType make_id(int kind, int number) {
  return IdType::parse(fmt::format("58da8c58155b94{:02x}{:08d}", kind, number)).value();
}

Guardrail guardrail(std::string name, std::string scope, std::int64_t actual, std::int64_t total, std::int64_t limit,
                    GuardrailVerdict verdict) {
  return {.name = std::move(name),
          .scope = std::move(scope),
          .part = Part::removals,
          .actual = actual,
          .total = total,
          .limit = limit,
          .verdict = verdict};
}

void add_small_additions(Plan& plan) {
  Change teacher =
      change_of(Part::additions, Action::create, Kind::teacher, teacher_id(1).as<AnyTag>(), ReasonCode::listed);
  teacher.school = school_id(1);
  teacher.set = {{.field = "email", .from = {}, .to = "alex@example.org"},
                 {.field = "first_name", .from = {}, .to = "Alex"}};
  Change grade =
      change_of(Part::additions, Action::update, Kind::student, student_id(7).as<AnyTag>(), ReasonCode::source_changed);
  grade.school = school_id(2);
  grade.sphero_id = "s-7";
  grade.set = {{.field = "first_name", .from = "Secretname", .to = "Hiddenname"},
               {.field = "grade", .from = "Grade-before", .to = "Grade-after"}};
  Change moved =
      change_of(Part::additions, Action::relink, Kind::student, student_id(8).as<AnyTag>(), ReasonCode::rekeyed);
  moved.school = school_id(1);
  moved.sphero_id = "s-8";
  Change created = change_of(Part::additions, Action::create, Kind::class_, class_id(10), ReasonCode::listed);
  created.school = school_id(1);
  created.set = {{.field = "name", .from = {}, .to = "Robotics, period 1"},
                 {.field = "school", .from = {}, .to = school_id(1)},
                 {.field = "subject", .from = {}, .to = "science"}};
  created.primary_teacher = teacher_id(1);
  created.add_students = {student_id(1), student_id(2)};
  Change renamed = change_of(Part::additions, Action::update, Kind::class_, class_id(11), ReasonCode::source_changed);
  renamed.school = school_id(1);
  renamed.sphero_id = "c-11";
  renamed.set = {{.field = "name", .from = "Math", .to = "Math 7"}};
  Change back = change_of(Part::additions, Action::restore, Kind::class_, class_id(12), ReasonCode::returned);
  back.sphero_id = "c-12";
  plan.changes = {teacher, grade, moved, created, renamed, back};
}

void add_small_removals(Plan& plan) {
  Change left = change_of(Part::removals, Action::update, Kind::class_, class_id(20), ReasonCode::member_left);
  left.school = school_id(1);
  left.sphero_id = "c-20";
  left.remove_students = {student_id(3)};
  left.waits_for = {"create class " + class_id(10).text()};
  const auto ended = [](int number, std::int64_t lost) {
    Change change = change_of(Part::removals, Action::archive, Kind::class_, class_id(number), ReasonCode::term_ended);
    change.school = school_id(2);
    change.sphero_id = fmt::format("c-{}", number);
    change.loses_sign_in = lost;
    change.reason.rule = {.file = "rules/lifecycle.yaml", .line = 5, .id = "classes.archive.after_term_end_days"};
    change.reason.evidence = {
        {.path = "snapshots/terms.json", .id = "58da8c58155b940900000001", .field = "end_date", .value = "2026-11-02"},
        {.path = "snapshots/sections/x.json", .id = class_id(number).text(), .field = "term"}};
    return change;
  };
  Change gone =
      change_of(Part::removals, Action::archive, Kind::student, student_id(9).as<AnyTag>(), ReasonCode::left_clever);
  gone.school = school_id(2);
  gone.sphero_id = "s-9";
  gone.loses_sign_in = 1;
  for (const Change& change : {left, ended(21, 2), ended(22, 0), gone}) plan.changes.push_back(change);
}

}  // namespace

CleverId class_id(int number) {
  return make_id<CleverId>(3, number);
}
UserId student_id(int number) {
  return make_id<UserId>(2, number);
}
UserId teacher_id(int number) {
  return make_id<UserId>(1, number);
}
std::string school_id(int number) {
  return make_id<SchoolId>(4, number).text();
}

Change change_of(Part part, Action action, Kind kind, CleverId id, ReasonCode code) {
  Change change;
  change.part = part;
  change.action = action;
  change.kind = kind;
  change.clever_id = id;
  change.reason.code = code;
  change.reason.rule = {.file = "rules/filters.yaml", .line = 3, .id = "users"};
  return change;
}

void seal(Plan& plan) {
  plan.counts.changes.clear();
  plan.counts.held = 0;
  for (const Change& change : plan.changes) {
    ++plan.counts.changes[{change.kind, change.action}];
    if (plan.verdict(change.part) == Verdict::hold) ++plan.counts.held;
  }
  plan.additions_digest = part_digest(plan.district, Part::additions, plan.changes);
  plan.removals_digest = part_digest(plan.district, Part::removals, plan.changes);
}

Plan small_plan() {
  Plan plan;
  plan.district = make_id<DistrictId>(5, 1);
  plan.as_of = *parse_date("2026-11-24");
  add_small_additions(plan);
  add_small_removals(plan);
  plan.removals = Verdict::hold;
  plan.counts.unchanged = 40;
  plan.counts.filtered = 2;
  plan.counts.withheld = 1;
  plan.guardrails = {
      guardrail("classes-archived", "district", 2, 6, 10, GuardrailVerdict::hold),
      guardrail("classes-archived", "school:" + school_id(2), 2, 3, 30, GuardrailVerdict::hold),
      guardrail("members-removed", "district", 1, 90, 10, GuardrailVerdict::clear),
      guardrail("members-removed", "school:" + school_id(1), 1, 45, 30, GuardrailVerdict::clear),
      guardrail("orphans", "district", 0, 6, 10, GuardrailVerdict::clear),
      guardrail("sign-in-lost", "district", 3, 80, 1, GuardrailVerdict::clear),
  };
  plan.findings = {
      {.code = "class-without-teacher",
       .kind = "class",
       .id = class_id(30).text(),
       .message = "its section has no teacher in Clever, so it is not created; the school must name one"},
      {.code = "data-stale", .kind = "district", .id = {}, .message = "Clever has not read the district's data"}};
  seal(plan);
  return plan;
}

NameBook small_names() {
  NameBook names;
  names.schools = {{school_id(1), "Lincoln Middle"}, {school_id(2), "Roosevelt K-8"}};
  names.terms = {{"58da8c58155b940900000001", "Fall 2026"}};
  names.people = {{teacher_id(1).as<AnyTag>(), "Alex Example"}};
  names.classes = {{class_id(20), "Art"}, {class_id(21), "Band"}, {class_id(22), "Choir"}};
  return names;
}

Plan hostile_plan(const std::string& text) {
  Plan plan = small_plan();
  for (Change& change : plan.changes) {
    for (FieldChange& field : change.set) field.from = field.to = text;
    for (Evidence& fact : change.reason.evidence) fact.value = text;
    change.reason.rule = {.file = text, .line = 3, .id = text};
    change.waits_for.push_back(text);
  }
  plan.changes.front().school = text;
  plan.findings.push_back({.code = text, .kind = text, .id = text, .message = text});
  plan.guardrails.push_back(guardrail(text, text, 5, 9, 10, GuardrailVerdict::hold));
  plan.guardrails.push_back(
      guardrail("class-shrinks", "class:" + class_id(20).text(), 5, 9, 50, GuardrailVerdict::hold));
  seal(plan);
  return plan;
}

NameBook hostile_names(const std::string& text) {
  NameBook names;
  names.schools = {{school_id(1), text}, {school_id(2), text}};
  names.terms = {{"58da8c58155b940900000001", text}};
  for (int number = 0; number < 40; ++number) {
    names.classes[class_id(number)] = text;
    names.people[student_id(number).as<AnyTag>()] = text;
    names.people[teacher_id(number).as<AnyTag>()] = text;
  }
  return names;
}

Plan big_plan(int changes, int schools) {
  Plan plan;
  plan.district = make_id<DistrictId>(5, 1);
  plan.as_of = *parse_date("2026-11-24");
  plan.removals = Verdict::approve;
  for (const Part part : {Part::additions, Part::removals}) {
    for (int number = 0; number < changes / 2; ++number) {
      const bool adds = part == Part::additions;
      Change change =
          change_of(part, adds ? Action::create : Action::archive, Kind::class_,
                    class_id(adds ? number : 10'000'000 + number), adds ? ReasonCode::listed : ReasonCode::left_clever);
      change.school = school_id(number % schools);
      if (adds) {
        change.set = {{.field = "name", .from = {}, .to = fmt::format("Class {}", number)}};
        change.add_students = {student_id(number), student_id(number + 1)};
      } else {
        change.loses_sign_in = 1;
      }
      plan.changes.push_back(change);
    }
  }
  seal(plan);
  return plan;
}

}  // namespace clever_sync::test
