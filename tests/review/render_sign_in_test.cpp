// Who loses sign-in: exactly those who can sign in on live and can't after the plan.
#include "../plan/world.hpp"
#include "catch.hpp"
#include "plans.hpp"
#include "review/groups.hpp"
#include "review/sign_in_losses.hpp"

namespace clever_sync {
namespace {

using namespace test;

CleverId any_id(UserId id) {
  return id.as<AnyTag>();
}

struct LiveDistrict {
  LiveState live;
  Plan plan;

  SpheroStudent& account(int number) {
    SpheroStudent& added = live.managed.students.emplace_back();
    added.id = student_id(number);
    added.sphero_id = live.texts->intern("s-" + std::to_string(number));
    return added;
  }
  SpheroClass& roster(int number, const std::vector<int>& numbers) {
    SpheroClass& added = live.managed.classes.emplace_back();
    added.id = class_id(number).as<SectionTag>();
    added.sphero_id = live.texts->intern("c-" + std::to_string(number));
    for (const int student : numbers) added.students.push_back(student_id(student));
    return added;
  }
  Change& change(Part part, Action action, Kind kind, CleverId id) {
    return plan.changes.emplace_back(change_of(part, action, kind, id, ReasonCode::term_ended));
  }
  Change& archive(int number) { return change(Part::removals, Action::archive, Kind::class_, class_id(number)); }

  /// The numbers of the students that each change takes the sign-in from, by the number of the class.
  std::vector<std::vector<UserId>> losses() const {
    std::vector<std::vector<UserId>> out;
    for (const SignInLoss& loss : work_out_sign_in_losses(plan, live)) out.push_back(loss.students);
    return out;
  }
};

std::vector<UserId> ids(const std::vector<int>& numbers) {
  std::vector<UserId> out;
  for (const int number : numbers) out.push_back(student_id(number));
  return out;
}
using Losses = std::vector<std::vector<UserId>>;

std::string list_of(const LiveDistrict& district, const NameBook& names) {
  return text_of(report_sign_in(district.plan, district.live, names), {.width = 1000});
}

}  // namespace

TEST_CASE("an archived class takes the sign-in of those on its roster who had one", "[review]") {
  LiveDistrict district;
  for (int number = 1; number <= 4; ++number) district.account(number);
  district.live.managed.students[2].archived = true;  // 3 has no sign-in to lose
  district.roster(20, {1, 2, 3, 4});
  SpheroClass& summer = district.roster(21, {4});  // 4 is locked already
  summer.archived = true;
  district.archive(20);
  CHECK(district.losses() == Losses{ids({1, 2})});
}

TEST_CASE("who is taken off the roster before the class is archived keeps the sign-in", "[review]") {
  LiveDistrict district;
  district.account(1);
  district.account(2);
  district.roster(20, {1, 2});
  district.change(Part::removals, Action::update, Kind::class_, class_id(20)).remove_students = {student_id(1)};
  district.archive(20);
  CHECK(district.losses() == Losses{ids({2})});
}

TEST_CASE("of two classes that close, the first takes the sign-in", "[review]") {
  LiveDistrict district;
  district.account(1);
  district.roster(20, {1});
  district.roster(21, {1});
  district.archive(20);
  district.archive(21);
  const std::vector<SignInLoss> losses = work_out_sign_in_losses(district.plan, district.live);
  REQUIRE(losses.size() == 1);
  CHECK(losses[0].change->clever_id == class_id(20));
}

TEST_CASE("an archived account loses its sign-in, a locked one has none to lose", "[review]") {
  LiveDistrict district;
  district.account(1);
  district.account(2);
  district.roster(20, {2}).archived = true;
  for (const int number : {1, 2}) {
    district.change(Part::removals, Action::archive, Kind::student, any_id(student_id(number)));
  }
  CHECK(district.losses() == Losses{ids({1})});
}

TEST_CASE("who gets in by the additions and out by the removals could not sign in on live: told apart", "[review]") {
  LiveDistrict district;
  district.account(1);
  district.account(2);
  district.roster(20, {1, 2});
  district.roster(21, {1}).archived = true;
  district.change(Part::additions, Action::update, Kind::class_, class_id(21)).remove_students = {student_id(1)};
  district.archive(20).loses_sign_in = 2;
  CHECK(district.losses() == Losses{ids({2})});
  const std::string out = list_of(district, {});
  CHECK(out.starts_with("1 student loses sign-in by this plan.\nChange by change the plan counts 2"));
}

TEST_CASE("a restored class unlocks its roster, and a class that is archived again locks it again", "[review]") {
  LiveDistrict district;
  district.account(1);
  district.roster(20, {1});
  district.roster(21, {1}).archived = true;
  district.change(Part::additions, Action::restore, Kind::class_, class_id(21));
  CHECK(district.losses().empty());
}

TEST_CASE("a student who came back under a new Clever id is named by the new one, on rosters of the old one",
          "[review]") {
  LiveDistrict district;
  district.account(1);
  district.roster(20, {1});
  Change& relink = district.change(Part::additions, Action::relink, Kind::student, any_id(student_id(9)));
  relink.sphero_id = "s-1";
  district.archive(20);
  CHECK(district.losses() == Losses{ids({9})});
}

TEST_CASE("an account that was added by hand is listed by its Sphero Edu id, once", "[review]") {
  LiveDistrict district;
  district.roster(20, {});
  district.roster(21, {});
  for (const int number : {20, 21}) {
    district.live.manual.push_back({.id = class_id(number).as<SectionTag>(), .students = {"h-\u202E5"}});
    district.archive(number);
  }
  district.plan.changes[0].loses_sign_in = 1;
  CHECK(list_of(district, {}) ==
        "1 student loses sign-in by this plan.\n"
        "- archive class " +
            class_id(20).text() +
            ", no school: 1 student loses sign-in\n"
            "  Sphero Edu account h-\\u{202e}5, added by hand\n");
}

TEST_CASE("the list has a student's name only from the reader's own book", "[review]") {
  LiveDistrict district;
  SpheroStudent& account = district.account(1);
  account.first_name = "Hiddenname";
  district.roster(20, {1}).name = "Band";
  district.archive(20).loses_sign_in = 1;
  district.plan.changes[0].school = school_id(2);
  const std::string line = "  " + student_id(1).text();
  const std::string heading = "1 student loses sign-in by this plan.\n- archive class " + class_id(20).text();
  CHECK(list_of(district, {}) == heading + ", school " + school_id(2) + ": 1 student loses sign-in\n" + line + "\n");
  NameBook names = small_names();
  names.people[any_id(student_id(1))] = "Robin E";
  names.classes[class_id(20)] = "Band";
  CHECK(list_of(district, names) ==
        heading + " \"Band\", Roosevelt K-8: 1 student loses sign-in\n" + line + " \"Robin E\"\n");
}

TEST_CASE("for a program the list has ids alone, and for a page the names that the reader asked for", "[review]") {
  LiveDistrict district;
  district.account(1);
  district.roster(20, {1});
  district.archive(20).loses_sign_in = 1;
  CHECK(canonical_json(sign_in_json(district.plan, "1a2b", district.live)) ==
        "{\"format\":\"clever-sync/sign-in@1\",\"losses\":[{\"by_hand\":[],\"change\":\"archive class " +
            class_id(20).text() + "\",\"part\":\"removals\",\"students\":[\"" + student_id(1).text() +
            "\"]}],\"plan\":\"1a2b\",\"plan_counts\":1,\"total\":1}");
  NameBook names;
  names.people[any_id(student_id(1))] = "Robin <E>";
  CHECK(html_of(report_sign_in(district.plan, district.live, names)).find("Robin &lt;E&gt;") != std::string::npos);
  CHECK(markdown_of(report_sign_in(district.plan, district.live, names)).find("Robin \\<E\\>") != std::string::npos);
}

TEST_CASE("the list agrees with the plan's own count, change by change", "[review]") {
  World world;
  world.settle_people(6);
  world.settle(class_of(30, {1}, {1, 2, 3}));
  world.settle(class_of(31, {1}, {3, 4}));
  world.settle(class_of(32, {2}, {4, 5}));
  for (const int number : {30, 32}) {
    for (DesiredClass& wanted : world.desired.state.classes) {
      if (wanted.object.id == section(number)) wanted.stance = Stance::archive;
    }
  }
  for (auto& wanted : world.desired.state.students) {
    if (wanted.object.id == student(6)) wanted.stance = Stance::archive;
  }
  const Plan plan = world.plan();
  // 3 and 4 keep class 31, so they are taken off first. 6 is in no class and goes by the account.
  const std::vector<SignInLoss> losses = work_out_sign_in_losses(plan, world.live);
  REQUIRE(losses.size() == 3);
  CHECK(losses[0].students == students({1, 2}));
  CHECK(losses[1].students == students({5}));
  CHECK(losses[2].students == students({6}));
  std::int64_t counted = 0;
  for (const SignInLoss& loss : losses) {
    CHECK(static_cast<std::int64_t>(loss.students.size()) == loss.change->loses_sign_in);
    counted += loss.change->loses_sign_in;
  }
  CHECK(counted == count_lost_sign_ins(plan));
}

}  // namespace clever_sync
