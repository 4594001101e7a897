#include "apply/fold.hpp"

#include "catch.hpp"
#include "world.hpp"

namespace clever_sync::testing {
namespace {

using enum Kind;

Operation operation_of(const Change& change) {
  return operations_of(change, {}).front();
}

}  // namespace

TEST_CASE("a fold keeps records in order of id, wherever new ones come in", "[apply]") {
  LiveState none;
  ManagedState state;
  for (const int id : {2, 4}) {
    SpheroStudent there;
    there.id = user(id);
    state.students.push_back(there);
  }
  StateFold fold(state, none, *none.texts);
  for (const int id : {5, 1, 3}) fold.add(operation_of(addition(Action::create, student, id)), "s");
  const ManagedState folded = fold.all();
  REQUIRE(folded.students.size() == 5);
  for (int i = 0; i < 5; ++i) CHECK(folded.students[static_cast<std::size_t>(i)].id == user(i + 1));
}

TEST_CASE("an object that applied lacks begins as it was observed, extra members included", "[apply]") {
  LiveState live;
  SpheroClass robots;
  robots.id = clever_id(10).as<SectionTag>();
  robots.name = "Robots";
  robots.sphero_id = "c-10";
  robots.students = {user(2), user(9)};
  live.managed.classes.push_back(robots);
  AppliedState applied;
  StateFold fold(applied.managed, live, *applied.texts);
  fold.add(operation_of(addition(Action::update, class_, 10, {{"term", "Fall"}})), "");
  const ManagedState folded = fold.all();
  REQUIRE(folded.classes.size() == 1);
  CHECK(folded.classes[0].name == "Robots");
  CHECK(folded.classes[0].term == "Fall");
  CHECK(folded.classes[0].students == robots.students);
}

TEST_CASE("folding the same operations twice is folding them once", "[apply]") {
  LiveState none;
  Texts texts;
  Change robots = with_students(addition(Action::create, class_, 10, {{"name", "Robots"}}), {user(2), user(3)});
  robots.primary_teacher = user(1);
  const std::vector<Operation> operations{
      operation_of(robots), operation_of(with_students(addition(Action::update, class_, 10), {user(4)}, {user(2)})),
      operation_of(removal(Action::archive, class_, 10))};
  const auto folded = [&](const ManagedState& state) {
    StateFold fold(state, none, texts);
    for (const Operation& operation : operations) fold.add(operation, "c-10");
    return fold.all();
  };
  const ManagedState once = folded({});
  CHECK(folded(once) == once);
  CHECK(once.classes.at(0).students == std::vector{user(3), user(4)});
  CHECK(once.classes.at(0).archived);
}

TEST_CASE("the primary teacher stands first, and the one before stays behind", "[apply]") {
  LiveState none;
  SpheroClass robots;
  robots.id = clever_id(10).as<SectionTag>();
  robots.teachers = {user(1), user(2)};
  ManagedState state;
  state.classes.push_back(robots);
  StateFold fold(state, none, *none.texts);
  Change change = addition(Action::update, class_, 10);
  change.primary_teacher = user(3);
  fold.add(operation_of(change), "");
  CHECK(fold.all().classes.at(0).teachers == std::vector{user(3), user(1), user(2)});
}

}  // namespace clever_sync::testing
