#include "apply/adopt.hpp"

#include "catch.hpp"
#include "world.hpp"

namespace clever_sync::testing {
namespace {

SpheroClass robots() {
  SpheroClass object;
  object.id = clever_id(10).as<SectionTag>();
  object.name = "Robots";
  object.teachers = {user(1)};
  object.students = {user(2), user(3)};
  return object;
}

struct Night {
  AppliedState applied;
  DesiredState desired;
  LiveState live;

  Night() {
    DesiredClass wanted;
    wanted.object = robots();
    desired.classes.push_back(wanted);
    live.managed.classes.push_back(robots());
    live.managed.classes[0].sphero_id = "c-10";
  }
  SpheroClass& seen() { return live.managed.classes[0]; }
  void write(const SpheroClass& written) { applied.managed.classes = {written}; }
  [[nodiscard]] std::vector<SpheroClass> adopted() const {
    return adopt_agreed(applied, desired, live).managed.classes;
  }
};

}  // namespace

TEST_CASE("what was in Sphero Edu before, just as it is wanted, is applied from then on", "[apply]") {
  Night night;
  CHECK(night.adopted() == night.live.managed.classes);
}

TEST_CASE("an existing class is taken with the extra member that a removal is due for", "[apply]") {
  Night night;
  night.seen().students.push_back(user(9));
  CHECK(night.adopted() == night.live.managed.classes);
}

TEST_CASE("an existing class that is not as wanted yet is not applied", "[apply]") {
  Night night;
  SECTION("another name") {
    night.seen().name = "Old";
  }
  SECTION("a student short") {
    night.seen().students = {user(2)};
  }
  SECTION("another primary teacher") {
    night.seen().teachers = {user(8), user(1)};
  }
  SECTION("archived") {
    night.seen().archived = true;
  }
  SECTION("not to be touched") {
    night.desired.classes[0].stance = Stance::keep;
  }
  CHECK(night.adopted().empty());
}

TEST_CASE("a write of ours that was lost from memory is found by comparison", "[apply]") {
  Night night;
  SpheroClass before = night.seen();
  before.name = "Old";
  before.students = {user(2), user(7)};  // since then 3 joined and 7 left
  night.write(before);
  CHECK(night.adopted() == night.live.managed.classes);
}

TEST_CASE("what a teacher changed stays a difference between applied and live", "[apply]") {
  Night night;
  night.write(night.seen());
  const std::vector<SpheroClass> before = night.applied.managed.classes;
  SECTION("a name") {
    night.seen().name = "Mine";
  }
  SECTION("a student added by hand") {
    night.seen().students.push_back(user(9));
  }
  SECTION("a student taken out by hand") {
    night.seen().students = {user(2)};
  }
  SECTION("the primary teacher") {
    night.seen().teachers = {user(8), user(1)};
  }
  CHECK(night.adopted() == before);
}

TEST_CASE("an archive that is wanted and there is applied, whoever made it", "[apply]") {
  Night night;
  night.write(night.seen());
  night.desired.classes[0].stance = Stance::archive;
  night.seen().archived = true;
  CHECK(night.adopted().at(0).archived);
}

TEST_CASE("students who were let go before their class was archived are found by comparison", "[apply]") {
  // They were taken off the roster by a run whose memory is lost; what archived the class knows nothing of it.
  Night night;
  night.write(night.seen());
  night.desired.classes[0].stance = Stance::archive;
  night.seen().archived = true;
  night.seen().students = {user(2)};
  CHECK(night.adopted() == night.live.managed.classes);
}

TEST_CASE("a record that was relinked by a run that is lost is applied under its new id alone", "[apply]") {
  Night night;
  SpheroClass before = night.seen();
  before.id = clever_id(9).as<SectionTag>();
  night.write(before);
  CHECK(night.adopted() == night.live.managed.classes);
}

TEST_CASE("records that live or desired lack stay as they were applied", "[apply]") {
  Night night;
  SpheroClass other = robots();
  other.id = clever_id(11).as<SectionTag>();
  night.applied.managed.classes = {other};
  CHECK(night.adopted().size() == 2);
  night.desired.classes.clear();
  CHECK(night.adopted() == std::vector{other});
}

}  // namespace clever_sync::testing
