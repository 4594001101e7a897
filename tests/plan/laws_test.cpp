// Laws that hold of every plan, tried on small random worlds against the model of Sphero Edu.
#include <rapidcheck.h>

#include <algorithm>

#include "catch.hpp"
#include "model.hpp"
#include "world.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

/// At rapidcheck's full size from the first world on: small sizes would give worlds in which all is well.
int pick(int below) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, below));
}
bool chance(int percent) {
  return pick(100) < percent;
}

constexpr int student_count = 5;
constexpr int teacher_count = 3;
constexpr int class_count = 4;

/// A subset of the numbers, each with that chance.
std::vector<int> some_of(const std::vector<int>& numbers, int percent) {
  std::vector<int> out;
  for (const int number : numbers) {
    if (chance(percent)) out.push_back(number);
  }
  return out;
}

Stance any_stance() {
  const int dice = pick(10);
  return dice < 6 ? Stance::open : dice < 8 ? Stance::archive : Stance::keep;
}

struct People {
  std::vector<int> wanted, shown;
};

template <class Object, class Make, class Vary>
People random_accounts(World& world, int count, const Make& make, const Vary& vary) {
  People people;
  for (int number = 1; number <= count; ++number) {
    if (chance(85)) {
      Object account = make(number);
      if (chance(30)) vary(account, pick(2));
      const Stance stance = any_stance();
      world.want(account, stance);
      if (stance == Stance::open) people.wanted.push_back(number);
    }
    if (chance(65)) {
      Object account = make(number);
      if (chance(30)) vary(account, pick(2));
      account.archived = chance(25);
      world.show(account);
      people.shown.push_back(number);
    }
    if (chance(60)) {
      Object account = make(number);
      if (chance(30)) vary(account, pick(2));
      account.archived = chance(25);
      world.wrote(account);
    }
  }
  return people;
}

SpheroClass random_class(int number, const std::vector<int>& teacher_pool, const std::vector<int>& student_pool) {
  std::vector<int> teaching = some_of(teacher_pool, 50);
  if (chance(30)) std::ranges::reverse(teaching);
  SpheroClass out = class_of(number, teaching, some_of(student_pool, 50));
  if (chance(25)) out.name = "Renamed";
  if (chance(15)) out.term = "Spring";
  return out;
}

std::vector<int> up_to(int count) {
  std::vector<int> out;
  for (int number = 1; number <= count; ++number) out.push_back(number);
  return out;
}

void random_classes(World& world, const People& teachers_there, const People& students_there) {
  for (int number = 1; number <= class_count; ++number) {
    if (chance(85)) {
      DesiredClass& wanted =
          world.want(random_class(number, teachers_there.wanted, students_there.wanted), any_stance());
      if (chance(15)) wanted.unshared_students = students(some_of(up_to(student_count), 30));
      if (chance(15)) wanted.unshared_teachers = teachers(some_of(up_to(teacher_count), 30));
      for (const UserId id : wanted.object.students) std::erase(wanted.unshared_students.edit(), id);
      for (const UserId id : wanted.object.teachers) std::erase(wanted.unshared_teachers.edit(), id);
      if (chance(15)) wanted.reused = tonight - std::chrono::days(pick(2));
    }
    if (chance(70)) {
      SpheroClass seen = random_class(number, teachers_there.shown, students_there.shown);
      seen.archived = chance(40);
      world.show(seen);
      if (chance(15)) world.live.manual.push_back({.id = seen.id, .students = {"hand-1"}});
    }
    if (chance(60)) {
      SpheroClass written = random_class(number, up_to(teacher_count), up_to(student_count));
      written.archived = chance(30);
      world.wrote(written);
    }
  }
}

/// A person who came back under another id, now and then.
void random_identity(World& world) {
  if (chance(30)) {
    world.desired.state.rekeyed.push_back({.kind = Kind::student,
                                           .was = student(1),
                                           .now = student(2),
                                           .same_name = chance(60),
                                           .sis_id_path = "snapshots/students/absent.json"});
  }
  if (chance(30)) {
    world.desired.state.rekeyed.push_back({.kind = Kind::teacher,
                                           .was = teacher(1),
                                           .now = teacher(2),
                                           .same_name = chance(60),
                                           .sis_id_path = "snapshots/teachers/absent.json"});
  }
  if (chance(30)) {
    world.live.unmanaged.push_back({.sphero_id = "hand-made", .email = "TEACHER3@example.org", .first_name = "Alex"});
    if (chance(50)) {
      world.rules.keep.link.push_back({.kind = Kind::teacher, .id = teacher(3), .sphero_id = "hand-made"});
    }
  }
}

World random_world() {
  World world;
  const People teachers_there = random_accounts<SpheroTeacher>(
      world, teacher_count, teacher_account,
      [](SpheroTeacher& account, int way) { (way == 0 ? account.last_name : account.first_name) = "Other"; });
  const People students_there = random_accounts<SpheroStudent>(
      world, student_count, student_account,
      [](SpheroStudent& account, int way) { (way == 0 ? account.grade : account.first_name) = "Other"; });
  random_classes(world, teachers_there, students_there);
  random_identity(world);
  if (chance(10)) world.rules.lifecycle.restore.value = false;
  if (chance(10)) world.rules.lifecycle.archive_orphans.value = false;
  if (chance(10)) world.rules.lifecycle.detach_students_with_other_classes.value = false;
  return world;
}

std::string describe(const Plan& plan) {
  std::string text;
  for (const Change& change : plan.changes) {
    text += std::string(name_of(change.part)) + ": " + change_name(change) + " (" +
            std::string(name_of(change.reason.code)) + ")\n";
  }
  return text;
}

/// Carries out those changes of the plan that `chosen` takes, and asserts that each is possible.
template <class Chosen>
Model carried_out(const World& world, const Plan& plan, const Chosen& chosen) {
  Model model(world.live, world.applied);
  for (const Change& change : plan.changes) {
    if (!chosen(change)) continue;
    const std::string trouble = model.carry_out(change);
    if (!trouble.empty()) RC_FAIL(trouble + ": " + change_name(change) + "\n" + describe(plan));
  }
  return model;
}

World after(const World& world, const Model& model) {
  World next = world;
  next.live = model.live();
  next.applied = model.applied();
  return next;
}

bool everything(const Change&) {
  return true;
}
bool only_additions(const Change& change) {
  return change.part == Part::additions;
}
/// What may run without the additions: those that wait for one are withheld.
bool only_removals(const Change& change) {
  return change.part == Part::removals && change.waits_for.empty();
}

}  // namespace

TEST_CASE("every prefix of a plan can be carried out, and after the whole there is nothing left to plan", "[plan]") {
  CHECK(rc::check([] {
    World world = random_world();
    const Plan plan = world.plan();
    World next = after(world, carried_out(world, plan, everything));
    const Plan again = next.plan();
    if (!again.changes.empty()) RC_FAIL("first:\n" + describe(plan) + "again:\n" + describe(again));
  }));
}

TEST_CASE("each part can be carried out alone, and the two in two nights come to the same", "[plan]") {
  CHECK(rc::check([] {
    World world = random_world();
    const Plan plan = world.plan();
    const LiveState whole = carried_out(world, plan, everything).live();
    for (const auto& chosen : {only_additions, only_removals}) {
      World next = after(world, carried_out(world, plan, chosen));
      const Plan rest = next.plan();
      World last = after(next, carried_out(next, rest, everything));
      if (!last.plan().changes.empty()) RC_FAIL("first:\n" + describe(plan) + "then:\n" + describe(rest));
    }
  }));
}

TEST_CASE("nobody with an open class is locked out by a plan or a part of it", "[plan]") {
  CHECK(rc::check([] {
    World world = random_world();
    world.rules.lifecycle.detach_students_with_other_classes.value = true;
    const Plan plan = world.plan();
    RC_ASSERT(carried_out(world, plan, everything).locked_out_of_open_class().empty());
    RC_ASSERT(carried_out(world, plan, only_additions).locked_out_of_open_class().empty());
    const std::set<UserId> before = Model(world.live, world.applied).locked_out_of_open_class();
    for (const UserId id : carried_out(world, plan, only_removals).locked_out_of_open_class()) {
      if (!before.contains(id)) RC_FAIL("locked out by the removals alone\n" + describe(plan));
    }
  }));
}

TEST_CASE("every change says how many students lose sign-in when it runs", "[plan]") {
  CHECK(rc::check([] {
    const World world = random_world();
    const Plan plan = World(world).plan();
    Model model(world.live, world.applied);
    for (const Change& change : plan.changes) {
      const std::set<std::string> before = model.able_to_sign_in();
      RC_ASSERT(model.carry_out(change).empty());
      const std::set<std::string> now = model.able_to_sign_in();
      std::vector<std::string> lost;
      std::ranges::set_difference(before, now, std::back_inserter(lost));
      if (change.action != Action::relink && static_cast<std::int64_t>(lost.size()) != change.loses_sign_in) {
        RC_FAIL(change_name(change) + " says another number than the model: " + std::to_string(lost.size()) + "\n" +
                describe(plan));
      }
    }
  }));
}

TEST_CASE("what Sphero Edu refused is withheld, and the rest is a valid plan", "[plan]") {
  CHECK(rc::check([] {
    World world = random_world();
    world.rules.lifecycle.detach_students_with_other_classes.value = true;
    const Plan plan = world.plan();
    RC_PRE(!plan.changes.empty());
    for (int times = 0; times < 2; ++times) {
      const Change& refused = plan.changes[static_cast<std::size_t>(pick(static_cast<int>(plan.changes.size())))];
      world.applied.refused.push_back({.kind = refused.kind,
                                       .id = refused.clever_id,
                                       .action = std::string(name_of(refused.action)),
                                       .code = "invalid-name",
                                       .nights = 1,
                                       .next_try = tonight + std::chrono::days(1),
                                       .digest = change_digest(refused)});
    }
    std::ranges::sort(world.applied.refused, {},
                      [](const RefusedChange& r) { return std::tie(r.kind, r.id, r.action); });
    const Plan rest = world.plan();
    for (const Change& change : rest.changes) {
      for (const RefusedChange& refused : world.applied.refused) RC_ASSERT(change_digest(change) != refused.digest);
    }
    RC_ASSERT(rest.counts.withheld > 0);
    carried_out(world, rest, everything);
    carried_out(world, rest, only_removals);
  }));
}

TEST_CASE("a plan file reads back as the plan, without the students' values", "[plan]") {
  CHECK(rc::check([] {
    Plan plan = random_world().plan();
    const ParsedPlan parsed = parse_plan(encode_plan(plan), "plans/plan.json");
    RC_ASSERT(parsed.digest == plan_digest(plan));
    for (Change& change : plan.changes) {
      if (change.kind != Kind::student) continue;
      for (FieldChange& field : change.set) field = {.field = field.field, .from = {}, .to = {}};
    }
    RC_ASSERT(parsed.plan.changes == plan.changes);
    RC_ASSERT(parsed.plan.guardrails == plan.guardrails);
    RC_ASSERT(parsed.plan.findings == plan.findings);
    RC_ASSERT(parsed.plan.counts == plan.counts);
    RC_ASSERT(encode_plan(parsed.plan) == encode_plan(plan));
  }));
}

TEST_CASE("a part's digest does not move with the day, the inputs or the other part", "[plan]") {
  CHECK(rc::check([] {
    const Plan plan = random_world().plan();
    std::vector<Change> removals;
    for (const Change& change : plan.changes) {
      if (change.part == Part::removals) removals.push_back(change);
    }
    for (Change& change : removals) change.reason.evidence.clear();
    RC_ASSERT(part_digest(plan.district, Part::removals, removals) == plan.removals_digest);
  }));
}

TEST_CASE("the removals keep their digest while they wait for a person and the additions go ahead", "[plan]") {
  CHECK(rc::check([] {
    World world = random_world();
    const Plan plan = world.plan();
    World next = after(world, carried_out(world, plan, only_additions));
    const Plan rest = next.plan();
    if (rest.removals_digest != plan.removals_digest) {
      RC_FAIL("first:\n" + describe(plan) + "then:\n" + describe(rest) + encode_plan(plan) + encode_plan(rest));
    }
  }));
}

TEST_CASE("whatever is wanted is changed, unchanged or withheld, and only one of these", "[plan]") {
  CHECK(rc::check([] {
    World world = random_world();
    world.rules.lifecycle.restore.value = true;
    const Plan plan = world.plan();
    std::set<std::pair<Kind, CleverId>> wanted, changed;
    const DesiredState& desired = world.desired.state;
    for (const auto& item : desired.teachers) {
      if (item.stance == Stance::open) wanted.insert({Kind::teacher, any(item.object.id)});
    }
    for (const auto& item : desired.students) {
      if (item.stance == Stance::open) wanted.insert({Kind::student, any(item.object.id)});
    }
    for (const auto& item : desired.classes) {
      if (item.stance == Stance::open) wanted.insert({Kind::class_, any(item.object.id)});
    }
    for (const Change& change : plan.changes) {
      if (wanted.contains({change.kind, change.clever_id})) changed.insert({change.kind, change.clever_id});
    }
    std::int64_t undecided = 0;
    for (const Finding& finding : plan.findings) {
      if (finding.code == "same-email" || finding.code == "rekeyed-needs-decision") ++undecided;
    }
    RC_ASSERT(static_cast<std::int64_t>(wanted.size()) ==
              plan.counts.unchanged + static_cast<std::int64_t>(changed.size()) + undecided);
  }));
}
