// A campaign of random nights: random changes, a server that misbehaves at random, and a death at random, seeded.
#include <random>

#include "catch.hpp"
#include "world.hpp"

namespace clever_sync::testing {
namespace {

using enum Kind;

struct Killed {};

constexpr int students = 12, classes = 5;

class Campaign {
 public:
  explicit Campaign(unsigned seed) : random_(seed) {
    for (int i = 1; i <= students; i += 2) world.put(student, i, {{"grade", "6"}});
    for (int i = 1; i <= classes; i += 2) {
      FakeObject& there = world.put(class_, 100 + i, {{"name", "Old"}});
      there.archived = chance(2);
      there.students = {user(1), user(3)};
    }
    world.apply_what_is_there();
    world.options.batch = static_cast<std::size_t>(1 + pick(4));
    world.options.in_flight = 1 + pick(3);
    for (int i = 1; i <= students; ++i) plan_student(i);
    for (int i = 1; i <= classes; ++i) plan_class(100 + i);
    std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
      return std::tuple(a.part, a.kind != student) < std::tuple(b.part, b.kind != student);
    });
    misbehave();
  }

  /// Starts again until a run comes to its end with nothing left; the number of starts.
  int run() {
    for (int start = 1; start <= 40; ++start) {
      world.options.run = "run" + std::to_string(start);
      left_to_live_ = start > 30 ? -1 : pick(60);
      dead_ = false;
      try {
        if (start_once()) return start;
      } catch (const Killed&) {
        world.disk.crash(static_cast<std::size_t>(pick(3) * 200));
      }
    }
    return 0;
  }

  World world;
  std::vector<Change> changes;

 private:
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  bool chance(int of) { return pick(of) == 0; }

  void plan_student(int id) {
    const bool there = world.target.objects.contains({student, clever_id(id)});
    changes.push_back(addition(there ? Action::update : Action::create, student, id, {{"grade", "7"}}));
  }

  void plan_class(int id) {
    const bool there = world.target.objects.contains({class_, clever_id(id)});
    const std::vector<UserId> join{user(1 + pick(students / 2)), user(7 + pick(students / 2))};
    if (!there) {
      changes.push_back(with_students(addition(Action::create, class_, id, {{"name", "New"}}), join));
    } else if (world.at(class_, id).archived) {
      changes.push_back(with_students(addition(Action::restore, class_, id, {{"name", "New"}}), join));
    } else {
      changes.push_back(removal(Action::archive, class_, id));
    }
  }

  void misbehave() {
    world.disk.effect = [this](std::string_view) { live_on(); };
    world.target.effect = [this](std::string_view) { live_on(); };
    world.target.instead = [this](const std::string&, const auto&) -> std::optional<SendOutcome> {
      const int what = roll(12);
      if (what == 0) return BatchRefused{.status = 503, .code = "busy"};
      if (what == 1) return BatchUnknown{.what = "timed out"};
      return std::nullopt;
    };
    world.target.after = [this](const std::string&, BatchAnswered answered) -> std::optional<SendOutcome> {
      const int what = roll(8);
      if (what == 0) return BatchUnknown{.what = "cut off"};
      if (what == 1) answered.results.front().reset();
      return answered;
    };
  }

  /// The hooks run under the target's lock or on several threads; the generator has its own.
  int roll(int below) {
    const std::lock_guard lock(mutex_);
    return pick(below);
  }

  void live_on() {
    if (dead_ || left_to_live_ == 0) {
      dead_ = true;
      throw Killed{};
    }
    if (left_to_live_ > 0) --left_to_live_;
  }

  bool start_once() {
    Journal journal(world.disk, "journal");
    if (std::optional<Recovered> recovered = recover(journal, world.applied, world.target, {})) {
      world.applied = std::move(recovered->applied);
      journal.remove();
    }
    const auto observed = std::make_shared<const Observation>(world.target.fetch_live({}));
    const std::vector<Change> left = not_yet_true(changes, *observed);
    if (left.empty()) return true;
    const AppliedReport report = world.apply(observed, left, journal);
    world.applied = report.applied;
    journal.remove();
    return false;
  }

  std::mt19937 random_;
  std::mutex mutex_;
  std::atomic<int> left_to_live_{-1};
  std::atomic<bool> dead_{false};
};

}  // namespace

TEST_CASE("random nights with deaths and a misbehaving server all end right, with nothing written twice",
          "[apply][crash]") {
  for (unsigned seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    Campaign campaign(seed);
    std::map<FakeTarget::Key, std::int64_t> versions;
    for (const auto& [key, object] : campaign.world.target.objects) versions[key] = object.version;
    REQUIRE(campaign.run() > 0);
    campaign.world.disk.effect = nullptr;
    campaign.world.target.effect = nullptr;
    const Observation seen = campaign.world.target.fetch_live({});
    REQUIRE(not_yet_true(campaign.changes, seen).empty());
    REQUIRE(campaign.world.applied.managed == seen.live.managed);
    for (const Change& change : campaign.changes) {
      const FakeTarget::Key key{change.kind, change.clever_id};
      const std::int64_t steps = step_count(change, {});
      const auto before = versions.find(key);
      // A new object has version 1; each operation of ours raises it by 1, once.
      const std::int64_t expected = before == versions.end() ? 1 : before->second + steps;
      REQUIRE(campaign.world.target.objects.at(key).version == expected);
    }
  }
}

}  // namespace clever_sync::testing
