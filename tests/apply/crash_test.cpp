// Killed at any instant: every write, sync, request, answer, read and commit is an effect, and the run dies at each of
// them in turn, starts again, and must end as the run that was left alone.
#include "base/digest.hpp"
#include "catch.hpp"
#include "world.hpp"

namespace clever_sync::testing {
namespace {

using enum Kind;

struct Killed {};

/// Counts effects and kills at the chosen one. What runs beside the dying thread dies too: no effect happens after.
class Fuse {
 public:
  void arm(int after) {
    left_ = after;
    dead_ = false;
  }
  void disarm() { arm(-1); }
  void burn() {
    ++burnt_;
    if (dead_ || left_ == 0) {
      dead_ = true;
      throw Killed{};
    }
    if (left_ > 0) --left_;
  }
  [[nodiscard]] int burnt() const { return burnt_; }

 private:
  std::atomic<int> left_{-1}, burnt_{0};
  std::atomic<bool> dead_{false};
};

/// What one workspace and Sphero Edu end with.
struct End {
  std::map<FakeTarget::Key, FakeObject> objects;
  ManagedState applied;
  std::shared_ptr<Texts> texts;
};

/// Every kind of change once: made, changed, restored with new content, moved, detached, archived.
std::vector<Change> whole_night() {
  Change robots = addition(Action::create, class_, 20, {{"name", "Robots"}});
  robots.primary_teacher = user(1);
  robots.add_students = {user(5), user(6)};
  Change drones =
      with_students(addition(Action::restore, class_, 21, {{"name", "Drones"}, {"term", ""}}), {user(5)}, {user(8)});
  const Change join = with_students(addition(Action::update, class_, 22, {{"name", "Maths 2"}}), {user(7)});
  return {addition(Action::create, teacher, 1, {{"last_name", "Teach"}}),
          addition(Action::update, teacher, 2, {{"email", "new@example.org"}}),
          addition(Action::create, student, 5, {{"first_name", "Ada"}, {"grade", "7"}}),
          addition(Action::create, student, 6, {{"first_name", "Bo"}}),
          addition(Action::update, student, 7, {{"first_name", "Cy"}, {"grade", ""}}),
          robots,
          drones,
          join,
          with_students(addition(Action::update, class_, 23), {}, {user(7)}),
          waiting_for(with_students(removal(Action::update, class_, 24), {}, {user(7)}), {change_name(join)}),
          removal(Action::archive, class_, 25),
          removal(Action::archive, student, 8)};
}

void set_up(World& world) {
  world.put(teacher, 2, {{"email", "old@example.org"}});
  world.put(student, 7, {{"first_name", "C"}, {"grade", "6"}});
  world.put(student, 8);
  FakeObject& drones = world.put(class_, 21, {{"name", "Old"}, {"term", "Fall"}});
  drones.archived = true;
  drones.students = {user(8)};
  world.put(class_, 22, {{"name", "Maths"}});
  FakeObject& archived = world.put(class_, 23);
  archived.archived = true;
  archived.students = {user(7)};
  world.put(class_, 24).students = {user(7)};
  world.put(class_, 25).students = {user(8)};
  world.apply_what_is_there();
}

/// One start of the program: recover, observe, plan what is not true yet, apply, commit.
void start_once(World& world, Fuse& fuse, int start) {
  world.options.run = "run" + std::to_string(start);
  Journal journal(world.disk, "journal");
  if (std::optional<Recovered> recovered = recover(journal, world.applied, world.target, {})) {
    fuse.burn();
    world.applied = std::move(recovered->applied);  // the commit
    fuse.burn();
    journal.remove();
  }
  const auto observed = std::make_shared<const Observation>(world.target.fetch_live({}));
  const AppliedReport report = world.apply(observed, not_yet_true(whole_night(), *observed), journal);
  fuse.burn();
  world.applied = report.applied;
  fuse.burn();
  journal.remove();
}

struct Deaths {
  int first = -1;   // at which effect; -1: never
  int second = -1;  // counted from the restart
  std::size_t torn_bytes = 0;
  int in_flight = 1;
};

End run_to_the_end(const Deaths& deaths, int& effects) {
  World world;
  set_up(world);
  world.options.batch = 2;
  world.options.in_flight = deaths.in_flight;
  Fuse fuse;
  world.disk.effect = [&](std::string_view) { fuse.burn(); };
  world.target.effect = [&](std::string_view) { fuse.burn(); };
  const int planned[] = {deaths.first, deaths.second, -1};
  for (int start = 0; start < 3; ++start) {
    fuse.arm(planned[start]);
    try {
      start_once(world, fuse, start);
      break;
    } catch (const Killed&) {
      world.disk.crash(deaths.torn_bytes);
    }
  }
  effects = fuse.burnt();
  fuse.disarm();
  // Nothing is left to do, and nothing to recover.
  CHECK(not_yet_true(whole_night(), world.target.fetch_live({})).empty());
  CHECK_FALSE(world.disk.files.contains("journal"));
  return {.objects = world.target.objects, .applied = world.applied.managed, .texts = world.applied.texts};
}

void check_same(const End& end, const End& undisturbed) {
  // Versions too: nothing was written twice.
  REQUIRE(end.objects == undisturbed.objects);
  REQUIRE(end.applied == undisturbed.applied);
}

}  // namespace

TEST_CASE("killed at any effect, a run ends as if it had been left alone", "[apply][crash]") {
  int effects = 0;
  const End undisturbed = run_to_the_end({}, effects);
  REQUIRE(effects > 40);
  const int in_flight = GENERATE(1, 3);
  const std::size_t torn_bytes = GENERATE(std::size_t{0}, std::size_t{100}, std::size_t{100000});
  for (int n = 0; n < effects; ++n) {
    CAPTURE(n, torn_bytes, in_flight);
    int ignored = 0;
    check_same(run_to_the_end({.first = n, .torn_bytes = torn_bytes, .in_flight = in_flight}, ignored), undisturbed);
  }
}

TEST_CASE("killed again while it recovers, a run ends as if it had been left alone", "[apply][crash]") {
  int effects = 0;
  const End undisturbed = run_to_the_end({}, effects);
  for (int n = 3; n < effects; n += 4) {
    for (int m = 0; m < 12; ++m) {
      CAPTURE(n, m);
      int ignored = 0;
      check_same(run_to_the_end({.first = n, .second = m, .torn_bytes = 150}, ignored), undisturbed);
    }
  }
}

TEST_CASE("with the journal cut at any byte, recovery never forgets what it can know nor repeats what was done",
          "[apply][crash]") {
  World original;
  set_up(original);
  original.options.batch = 4;
  const AppliedState before = original.applied;
  const AppliedReport report = original.apply(whole_night());
  const std::string journal = original.journal_bytes();
  REQUIRE(report.done == static_cast<std::int64_t>(whole_night().size()));
  for (std::size_t bytes = 0; bytes <= journal.size(); bytes += 7) {
    CAPTURE(bytes);
    World world;
    world.target.objects = original.target.objects;  // all was done; the journal knows a part of it
    world.applied = before;
    world.disk.files["journal"].durable = journal.substr(0, bytes);
    Fuse fuse;
    start_once(world, fuse, 1);
    REQUIRE(world.target.objects == original.target.objects);
    REQUIRE(world.target.requests == 0);
  }
}

TEST_CASE("recovery tells what each change came to", "[apply][crash]") {
  World world;
  set_up(world);
  const std::vector<Change> changes{addition(Action::update, student, 7, {{"grade", "8"}}),
                                    removal(Action::archive, class_, 25)};
  SECTION("killed after the server acted, before the answer") {
    world.target.effect = [&](std::string_view what) {
      if (what == "answer") throw Killed{};
    };
    CHECK_THROWS_AS(world.apply(changes), Killed);
    world.target.effect = nullptr;
    const std::optional<Recovered> recovered = world.recovered();
    REQUIRE(recovered);
    CHECK(recovered->start.run == "run1");
    CHECK(recovered->start.plan == plan_digest(plan_of(changes)));
    CHECK(recovered->looked_up == 1);
    CHECK(recovered->done == 1);
    CHECK(recovered->not_done == 0);
    REQUIRE(recovered->receipts.size() == 1);
    CHECK(recovered->receipts[0].result == ReceiptResult::done);
    CHECK(recovered->receipts[0].batch == 2);
    CHECK(change_name(recovered->receipts[0]) == change_name(changes[0]));
    CHECK(find_by_id(recovered->applied.managed.students, user(7))->grade == "8");
    CHECK_FALSE(find_by_id(recovered->applied.managed.classes, clever_id(25).as<SectionTag>())->archived);
  }
  SECTION("killed before the request left") {
    world.target.effect = [&](std::string_view what) {
      if (what == "send") throw Killed{};
    };
    CHECK_THROWS_AS(world.apply(changes), Killed);
    world.target.effect = nullptr;
    const std::optional<Recovered> recovered = world.recovered();
    REQUIRE(recovered);
    CHECK(recovered->done == 0);
    CHECK(recovered->not_done == 1);
    CHECK(recovered->receipts.at(0).result == ReceiptResult::skipped);
    CHECK(recovered->receipts.at(0).code == "interrupted");
    CHECK(recovered->applied.managed == world.applied.managed);
  }
}

TEST_CASE("what a teacher changed after the crash is not taken for our own", "[apply][crash]") {
  World world;
  world.put(class_, 10, {{"name", "Robots"}, {"term", "Fall"}});
  world.apply_what_is_there();
  world.target.effect = [&](std::string_view what) {
    if (what == "answer") throw Killed{};
  };
  CHECK_THROWS_AS(world.apply({addition(Action::update, class_, 10, {{"term", "Spring"}})}), Killed);
  world.target.effect = nullptr;
  world.target.edit(class_, clever_id(10)).fields["name"] = "Mine";
  const std::optional<Recovered> recovered = world.recovered();
  REQUIRE(recovered);
  CHECK(recovered->applied.managed.classes.at(0).term == "Spring");
  CHECK(recovered->applied.managed.classes.at(0).name == "Robots");
}

TEST_CASE("a write that never reached Sphero Edu is not taken for done because of somebody else's edit",
          "[apply][crash]") {
  World world;
  world.put(student, 2, {{"first_name", "A"}, {"grade", "6"}});
  world.apply_what_is_there();
  world.target.effect = [&](std::string_view what) {
    if (what == "send") throw Killed{};
  };
  CHECK_THROWS_AS(world.apply({addition(Action::update, student, 2, {{"grade", "7"}})}), Killed);
  world.target.effect = nullptr;
  world.target.edit(student, clever_id(2)).fields["grade"] = "5";
  const std::optional<Recovered> recovered = world.recovered();
  REQUIRE(recovered);
  CHECK(recovered->not_done == 1);
  CHECK(recovered->applied.managed.students.at(0).grade == "6");
}

TEST_CASE("a full disk ends the run with a storage error before anything is sent", "[apply][crash]") {
  World world;
  set_up(world);
  int appends = 0;
  world.disk.effect = [&](std::string_view what) {
    if (what == "append" && ++appends == 2) throw Error(ErrorKind::storage, "cannot write journal: no space left");
  };
  try {
    world.apply(whole_night());
    FAIL("it went on");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::storage);
  }
  CHECK(world.target.requests == 0);
}

TEST_CASE("an empty journal folder has nothing to recover", "[apply][crash]") {
  World world;
  CHECK_FALSE(world.recovered());
}

TEST_CASE("a damaged journal is an integrity error, not a guess", "[apply][crash]") {
  World world;
  set_up(world);
  world.apply(whole_night());
  std::string& bytes = world.disk.files.at("journal").durable;
  bytes[bytes.size() / 2] = '\x01';
  try {
    (void)world.recovered();
    FAIL("it was read");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::integrity);
  }
}

}  // namespace clever_sync::testing
