#pragma once
// A small world for the tests of the plan: the three states, built by hand in a few words. Ids are small numbers; the
// rules are the shipped ones until a test edits them.

#include <string>
#include <vector>

#include "plan/make_plan.hpp"

namespace clever_sync::test {

UserId student(int number);
UserId teacher(int number);
SectionId section(int number);
SchoolId school(int number);
CleverId any(UserId id);
CleverId any(SectionId id);
std::vector<UserId> students(const std::vector<int>& numbers);
std::vector<UserId> teachers(const std::vector<int>& numbers);

/// 2026-11-24, the day of every plan here unless a test says otherwise.
inline constexpr Date tonight = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24);

/// The accounts and the class as every state spells them when nothing differs.
SpheroTeacher teacher_account(int number);
SpheroStudent student_account(int number);
SpheroClass class_of(int number, const std::vector<int>& teacher_numbers, const std::vector<int>& student_numbers);

struct World {
  District district;
  DesiredResult desired;
  AppliedState applied;
  LiveState live;
  RuleSet rules;
  ReviewPolicy policy;
  SnapshotCounts counts;
  bool connection_approved = true;
  Date as_of = tonight;

  World();

  // What the rules want. Each answers the item, to be edited.
  Desired<SpheroTeacher>& want(const SpheroTeacher& account, Stance stance = Stance::open);
  Desired<SpheroStudent>& want(const SpheroStudent& account, Stance stance = Stance::open);
  DesiredClass& want(const SpheroClass& wanted, Stance stance = Stance::open);
  // What Sphero Edu shows, with a Sphero Edu id made of the number; and the same as what we last wrote.
  SpheroTeacher& show(SpheroTeacher account);
  SpheroStudent& show(SpheroStudent account);
  SpheroClass& show(SpheroClass seen);
  void wrote(const SpheroTeacher& account);
  void wrote(const SpheroStudent& account);
  void wrote(const SpheroClass& seen);
  /// Wanted, written and shown alike: nothing to do.
  template <class Object>
  void settle(const Object& object) {
    want(object);
    wrote(show(object));
  }
  /// Teachers 1 and 2 and students 1 to `student_count`, all settled.
  void settle_people(int student_count);

  /// Sorts the states and plans.
  [[nodiscard]] Plan plan();
};

/// The changes of a part as their names, in order: "archive class 30".
std::vector<std::string> names(const Plan& plan, Part part);
std::vector<std::string> names(const Plan& plan);
/// The one change of that name in the part; fails the test when there is none.
const Change& the(const Plan& plan, Part part, const std::string& name);
/// The codes of the findings, in order, those of `desired` included.
std::vector<std::string> finding_codes(const Plan& plan);
const Guardrail& the_guardrail(const Plan& plan, const std::string& name, const std::string& scope = "district");

}  // namespace clever_sync::test
