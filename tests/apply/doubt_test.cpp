// What apply does when it can't know: no answer, half of one, somebody else's write, a busy server.
#include "catch.hpp"
#include "world.hpp"

namespace clever_sync::testing {
namespace {

using enum Kind;

std::vector<Change> two_students() {
  return {addition(Action::create, student, 2, {{"first_name", "Ada"}}),
          addition(Action::create, student, 3, {{"first_name", "Bo"}})};
}

/// Answers `outcome` to the n-th request, counted from 1.
auto at_request(FakeTarget& target, int number, SendOutcome outcome) {
  return [&target, number, outcome](const std::string&, const auto&) -> std::optional<SendOutcome> {
    if (target.requests == number) return outcome;
    return std::nullopt;
  };
}

}  // namespace

TEST_CASE("without an answer the same bytes go again under the same key", "[apply]") {
  World world;
  SECTION("when the server had not acted") {
    world.target.instead = at_request(world.target, 1, BatchUnknown{.what = "timed out"});
  }
  SECTION("when it had") {
    world.target.after = at_request(world.target, 1, BatchUnknown{.what = "timed out"});
  }
  const AppliedReport report = world.apply(two_students());
  CHECK(report.done == 2);
  REQUIRE(world.target.sent.size() == 2);
  CHECK(world.target.sent[0] == world.target.sent[1]);
  CHECK(world.target.fetches == 1);  // the observation before: no look was needed
  CHECK(world.at(student, 2).version == 1);
}

TEST_CASE("when no answer ever comes, what Sphero Edu shows settles each change", "[apply]") {
  World world;
  SECTION("the server had acted: done, and nothing is sent under a new key") {
    world.target.after = [](const std::string&, const auto&) { return BatchUnknown{.what = "cut off"}; };
    const AppliedReport report = world.apply(two_students());
    CHECK(report.done == 2);
    CHECK(report.receipts.at(0).status == 0);
    CHECK(report.receipts.at(0).sphero_id == "s-" + clever_id(2).text());
    CHECK(world.target.requests == 3);
    CHECK(report.applied.managed == world.target.fetch_live({}).live.managed);
  }
  SECTION("it had not: sent again under a new intent") {
    world.target.instead = [&](const std::string& key, const auto&) -> std::optional<SendOutcome> {
      if (key == "run1-2") return BatchUnknown{.what = "cut off"};
      return std::nullopt;
    };
    const AppliedReport report = world.apply(two_students());
    CHECK(report.done == 2);
    CHECK(world.target.sent.back().first != "run1-2");
  }
  SECTION("it never does: given up, not remembered as refused") {
    world.target.instead = [](const std::string&, const auto&) { return BatchUnknown{.what = "cut off"}; };
    const AppliedReport report = world.apply(two_students());
    CHECK(report.refused == 2);
    CHECK(report.receipts.at(0).code == "no-answer");
    CHECK(report.refused_changes.empty());
    CHECK(world.target.objects.empty());
  }
}

TEST_CASE("a refusal that follows a request without answer does not settle that request", "[apply]") {
  World world;
  world.target.after = at_request(world.target, 1, BatchUnknown{.what = "cut off"});
  world.target.instead = [&](const std::string&, const auto&) -> std::optional<SendOutcome> {
    if (world.target.requests > 1) return BatchRefused{.status = 503, .code = "busy"};
    return std::nullopt;
  };
  const AppliedReport report = world.apply(two_students());
  CHECK(report.done == 2);
  CHECK(world.target.fetches == 2);
}

TEST_CASE("an operation whose result is missing is looked up, the others are taken as answered", "[apply]") {
  World world;
  world.target.after = [](const std::string&, BatchAnswered answered) -> std::optional<SendOutcome> {
    answered.results.at(1).reset();
    return answered;
  };
  const AppliedReport report = world.apply(two_students());
  CHECK(report.done == 2);
  CHECK(world.target.requests == 1);
  CHECK(report.receipts.at(0).status == 201);
  CHECK(report.receipts.at(1).status == 0);
}

TEST_CASE("a create that meets an account with the same content adopts it", "[apply]") {
  World world;
  world.target.effect = [&](std::string_view what) {  // made by another after the observation
    if (what == "send") world.put(student, 2, {{"first_name", "Ada"}}).version = 7;
  };
  SECTION("answered 200 by the contract") {
    CHECK(world.apply({two_students()[0]}).done == 1);
  }
  SECTION("answered 409 by a server that looks at more than we know") {
    world.target.refuse = [](const Operation& operation) {
      OperationResult result;
      result.id = operation.id;
      result.status = 409;
      result.code = "exists";
      return result;
    };
    const AppliedReport report = world.apply({two_students()[0]});
    CHECK(report.done == 1);
    CHECK(report.applied.managed.students.at(0).sphero_id == "s-" + clever_id(2).text());
  }
}

TEST_CASE("a create that meets other content is refused as exists, and nothing is overwritten", "[apply]") {
  World world;
  world.target.effect = [&](std::string_view what) {
    if (what == "send") world.put(student, 2, {{"first_name", "Somebody"}});
  };
  const AppliedReport report = world.apply({two_students()[0]});
  CHECK(report.refused == 1);
  CHECK(report.receipts.at(0).code == "exists");
  CHECK(report.receipts.at(0).status == 409);
  CHECK(world.at(student, 2).fields.at("first_name") == "Somebody");
}

TEST_CASE("a teacher's edit elsewhere in the object does not stop a change that is still exactly right", "[apply]") {
  World world;
  world.put(class_, 10, {{"name", "Robots"}, {"term", "Fall"}});
  world.apply_what_is_there();
  world.target.effect = [&](std::string_view what) {
    if (what == "send" && world.target.requests == 0) world.target.edit(class_, clever_id(10)).fields["name"] = "Mine";
  };
  const AppliedReport report = world.apply({addition(Action::update, class_, 10, {{"term", "Spring"}})});
  CHECK(report.done == 1);
  CHECK(world.at(class_, 10).fields == std::map<std::string, std::string>{{"name", "Mine"}, {"term", "Spring"}});
  CHECK(world.target.sent.at(0).first != world.target.sent.at(1).first);  // answered, so a new intent
  CHECK(report.expected_live.managed == world.target.fetch_live({}).live.managed);
  CHECK(report.applied.managed.classes.at(0).name == "Robots");  // the teacher's name is drift, not our doing
}

TEST_CASE("a teacher's edit of the very field leaves the change to the next plan", "[apply]") {
  World world;
  world.put(class_, 10, {{"name", "Robots"}});
  world.apply_what_is_there();
  world.target.effect = [&](std::string_view what) {
    if (what == "send" && world.target.requests == 0) world.target.edit(class_, clever_id(10)).fields["name"] = "Mine";
  };
  const AppliedReport report = world.apply({addition(Action::update, class_, 10, {{"name", "Robots 2"}})});
  CHECK(report.skipped == 1);
  CHECK(report.receipts.at(0).code == "version-mismatch");
  CHECK(report.receipts.at(0).status == 412);
  CHECK(report.refused_changes.empty());
  CHECK(world.at(class_, 10).fields.at("name") == "Mine");
}

TEST_CASE("a class that got another student since the plan is not archived", "[apply]") {
  World world;
  world.put(class_, 10).students = {user(2)};
  world.apply_what_is_there();
  bool by_hand = false;
  SECTION("a managed one") {}
  SECTION("one added by hand") {
    by_hand = true;
  }
  world.target.effect = [&](std::string_view what) {
    if (what != "send" || world.target.requests != 0) return;
    FakeObject& robots = world.target.edit(class_, clever_id(10));
    by_hand ? void(robots.manual.insert("s-hand")) : robots.students.push_back(user(3));
  };
  const AppliedReport report = world.apply({removal(Action::archive, class_, 10)});
  CHECK_FALSE(world.at(class_, 10).archived);
  CHECK(report.receipts.at(0).code == "version-mismatch");
}

TEST_CASE("a class that only lost a student or got a new name since the plan is archived", "[apply]") {
  World world;
  world.put(class_, 10, {{"name", "Robots"}}).students = {user(2), user(3)};
  world.apply_what_is_there();
  world.target.effect = [&](std::string_view what) {
    if (what != "send" || world.target.requests != 0) return;
    FakeObject& robots = world.target.edit(class_, clever_id(10));
    robots.students = {user(3)};
    robots.fields["name"] = "Mine";
  };
  CHECK(world.apply({removal(Action::archive, class_, 10)}).done == 1);
  CHECK(world.at(class_, 10).archived);
}

TEST_CASE("an object that somebody edits all the time is left alone after a few tries", "[apply]") {
  World world;
  world.put(class_, 10, {{"name", "Robots"}});
  world.apply_what_is_there();
  world.target.effect = [&](std::string_view what) {
    if (what == "send") ++world.target.edit(class_, clever_id(10)).version;
  };
  const AppliedReport report = world.apply({addition(Action::update, class_, 10, {{"term", "Fall"}})});
  CHECK(report.skipped == 1);
  CHECK(world.target.requests == 4);
}

TEST_CASE("a restore whose update met another version is not opened before the update is done", "[apply]") {
  World world;
  world.put(class_, 10, {{"name", "Robots"}}).archived = true;
  world.apply_what_is_there();
  world.target.effect = [&](std::string_view what) {
    if (what == "send" && world.target.requests == 0) world.target.edit(class_, clever_id(10)).fields["name"] = "Mine";
  };
  const AppliedReport report = world.apply({addition(Action::restore, class_, 10, {{"name", "Drones"}})});
  CHECK(report.skipped == 1);
  CHECK(world.at(class_, 10).archived);
}

TEST_CASE("a busy server is asked again after a while, under a new intent", "[apply]") {
  World world;
  const int status = GENERATE(429, 503);
  world.target.instead = at_request(world.target, 1, BatchRefused{.status = status, .code = "busy"});
  const AppliedReport report = world.apply(two_students());
  CHECK(report.done == 2);
  REQUIRE(world.target.sent.size() == 2);
  CHECK(world.target.sent[0].first != world.target.sent[1].first);
  CHECK(world.clock.monotonic() >= std::chrono::seconds{1});
}

TEST_CASE("a server that stays busy leaves the changes for the next run", "[apply]") {
  World world;
  world.target.instead = [](const std::string&, const auto&) { return BatchRefused{.status = 503, .code = "busy"}; };
  const AppliedReport report = world.apply(two_students());
  CHECK(report.refused == 2);
  CHECK(report.receipts.at(0).status == 503);
  CHECK(report.refused_changes.empty());
  CHECK(world.target.requests == 4);
}

TEST_CASE("one operation that the server has no time for is sent again alone", "[apply]") {
  World world;
  bool refused = false;
  world.target.refuse = [&](const Operation& operation) -> std::optional<OperationResult> {
    if (operation.clever_id != clever_id(3) || refused) return std::nullopt;
    refused = true;
    OperationResult result;
    result.status = 503;
    result.code = "busy";
    return result;
  };
  CHECK(world.apply(two_students()).done == 2);
  REQUIRE(world.target.sent.size() == 2);
  CHECK(world.target.sent[1].second.size() == 1);
}

TEST_CASE("a batch that is refused for its content is cut until the one to blame is found", "[apply]") {
  World world;
  world.target.instead = [](const std::string&,
                            const std::vector<Operation>& operations) -> std::optional<SendOutcome> {
    for (const Operation& operation : operations) {
      if (operation.clever_id == clever_id(7)) return BatchRefused{.status = 400, .code = "malformed"};
    }
    return std::nullopt;
  };
  std::vector<Change> changes;
  for (int i = 1; i <= 20; ++i) changes.push_back(addition(Action::create, student, i));
  const AppliedReport report = world.apply(changes);
  CHECK(report.done == 19);
  CHECK(report.refused == 1);
  REQUIRE(report.refused_changes.size() == 1);
  CHECK(report.refused_changes[0].id == clever_id(7));
  CHECK(report.stopped == ApplyReport::Stopped::no);
}

TEST_CASE("a refused token stops the run and blames no change", "[apply]") {
  World world;
  world.options.batch = 1;
  world.options.in_flight = 1;
  world.target.instead = [](const std::string&, const auto&) {
    return BatchRefused{.status = 401, .code = "unauthorized"};
  };
  const AppliedReport report = world.apply(two_students());
  CHECK(report.stopped == ApplyReport::Stopped::turned_away);
  CHECK(world.target.requests == 1);
  CHECK(report.refused_changes.empty());
}

}  // namespace clever_sync::testing
