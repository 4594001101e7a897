#include "world.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "catch.hpp"

namespace clever_sync::test {

namespace {

template <class IdType>
IdType make_id(int kind, int number) {
  return IdType::parse(fmt::format("58da8c58155b94{:02x}{:08d}", kind, number)).value();
}

std::string_view kept(const std::string& text) {
  static Texts texts;
  return texts.intern(text);
}

/// The number that a test wrote, out of an id.
std::string number_of(CleverId id) {
  return std::to_string(std::stoi(id.text().substr(16)));
}

template <class Items, class Key>
void sort_by(Items& items, const Key& key) {
  std::ranges::sort(items, {}, key);
}

}  // namespace

UserId teacher(int number) {
  return make_id<UserId>(1, number);
}
UserId student(int number) {
  return make_id<UserId>(2, number);
}
SectionId section(int number) {
  return make_id<SectionId>(3, number);
}
SchoolId school(int number) {
  return make_id<SchoolId>(4, number);
}
CleverId any(UserId id) {
  return id.as<AnyTag>();
}
CleverId any(SectionId id) {
  return id.as<AnyTag>();
}

std::vector<UserId> students(const std::vector<int>& numbers) {
  std::vector<UserId> out;
  for (const int number : numbers) out.push_back(student(number));
  return out;
}
std::vector<UserId> teachers(const std::vector<int>& numbers) {
  std::vector<UserId> out;
  for (const int number : numbers) out.push_back(teacher(number));
  return out;
}

SpheroTeacher teacher_account(int number) {
  SpheroTeacher account{.id = teacher(number)};
  account.email = kept(fmt::format("teacher{}@example.org", number));
  account.first_name = "Alex";
  account.last_name = "Example";
  account.school = kept(school(1).text());
  return account;
}

SpheroStudent student_account(int number) {
  SpheroStudent account{.id = student(number)};
  account.first_name = "Robin";
  account.last_initial = "E";
  account.grade = "5";
  account.school = kept(school(1).text());
  return account;
}

SpheroClass class_of(int number, const std::vector<int>& teacher_numbers, const std::vector<int>& student_numbers) {
  SpheroClass out{.id = section(number)};
  out.name = kept(fmt::format("Class {}", number));
  out.term = "Fall";
  out.school = kept(school(1).text());
  out.teachers = teachers(teacher_numbers);
  out.students = students(student_numbers);
  return out;
}

World::World() {
  district.id = make_id<DistrictId>(5, 1);
  policy.removals = PartPolicy::approve;
  rules = parse_rules(shipped_rules(tonight + std::chrono::days(200)));
}

Desired<SpheroTeacher>& World::want(const SpheroTeacher& account, Stance stance) {
  desired.state.teachers.push_back({.object = account, .stance = stance, .cause = {}});
  return desired.state.teachers.back();
}
Desired<SpheroStudent>& World::want(const SpheroStudent& account, Stance stance) {
  desired.state.students.push_back({.object = account, .stance = stance, .cause = {}});
  return desired.state.students.back();
}
DesiredClass& World::want(const SpheroClass& wanted, Stance stance) {
  DesiredClass item;
  item.object = wanted;
  item.stance = stance;
  if (stance == Stance::archive) item.cause.code = ReasonCode::term_ended;
  desired.state.classes.push_back(item);
  return desired.state.classes.back();
}

SpheroTeacher& World::show(SpheroTeacher account) {
  account.sphero_id = kept("t-" + number_of(any(account.id)));
  live.managed.teachers.push_back(account);
  return live.managed.teachers.back();
}
SpheroStudent& World::show(SpheroStudent account) {
  account.sphero_id = kept("s-" + number_of(any(account.id)));
  live.managed.students.push_back(account);
  return live.managed.students.back();
}
SpheroClass& World::show(SpheroClass seen) {
  seen.sphero_id = kept("c-" + number_of(any(seen.id)));
  live.managed.classes.push_back(std::move(seen));
  return live.managed.classes.back();
}
void World::wrote(const SpheroTeacher& account) {
  applied.managed.teachers.push_back(account);
}
void World::wrote(const SpheroStudent& account) {
  applied.managed.students.push_back(account);
}
void World::wrote(const SpheroClass& seen) {
  applied.managed.classes.push_back(seen);
}

void World::settle_people(int student_count) {
  for (const int number : {1, 2}) settle(teacher_account(number));
  for (int number = 1; number <= student_count; ++number) settle(student_account(number));
}

Plan World::plan() {
  const auto wanted_id = [](const auto& item) { return item.object.id; };
  const auto id = [](const auto& object) { return object.id; };
  sort_by(desired.state.teachers, wanted_id);
  sort_by(desired.state.students, wanted_id);
  sort_by(desired.state.classes, wanted_id);
  for (ManagedState* const state : {&live.managed, &applied.managed}) {
    sort_by(state->teachers, id);
    sort_by(state->students, id);
    sort_by(state->classes, id);
  }
  return make_plan({.district = district,
                    .desired = desired,
                    .applied = applied,
                    .live = live,
                    .rules = rules,
                    .policy = policy,
                    .counts = counts,
                    .connection_approved = connection_approved,
                    .as_of = as_of,
                    .ids = {}});
}

std::vector<std::string> names(const Plan& plan, Part part) {
  std::vector<std::string> out;
  for (const Change& change : plan.changes) {
    if (change.part != part) continue;
    out.push_back(fmt::format("{} {} {}", name_of(change.action), name_of(change.kind), number_of(change.clever_id)));
  }
  return out;
}

std::vector<std::string> names(const Plan& plan) {
  std::vector<std::string> out = names(plan, Part::additions);
  for (std::string& name : names(plan, Part::removals)) out.push_back(std::move(name));
  return out;
}

const Change& the(const Plan& plan, Part part, const std::string& name) {
  for (const Change& change : plan.changes) {
    if (change.part != part) continue;
    if (name == fmt::format("{} {} {}", name_of(change.action), name_of(change.kind), number_of(change.clever_id))) {
      return change;
    }
  }
  FAIL("no " << name << " among the " << name_of(part));
  return plan.changes.front();
}

std::vector<std::string> finding_codes(const Plan& plan) {
  std::vector<std::string> out;
  for (const Finding& finding : plan.findings) out.push_back(finding.code);
  return out;
}

const Guardrail& the_guardrail(const Plan& plan, const std::string& name, const std::string& scope) {
  for (const Guardrail& rail : plan.guardrails) {
    if (rail.name == name && rail.scope == scope) return rail;
  }
  FAIL("no guardrail " << name << " of " << scope);
  return plan.guardrails.front();
}

}  // namespace clever_sync::test
