// The plan file: its bytes, its reader, its digests, its schema.
#include <limits>

#include "base/error.hpp"
#include "base/json.hpp"
#include "catch.hpp"
#include "schema_check.hpp"
#include "world.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

/// One of everything: a student's create, a class that joins, an archive with a rule and evidence.
World busy_world() {
  World world;
  world.settle_people(2);
  world.want(student_account(3));
  world.want(class_of(1, {1}, {1, 3}));
  world.wrote(world.show(class_of(1, {1}, {1, 2})));
  world.wrote(world.show(class_of(2, {2}, {2})));
  DesiredClass& ended = world.want(class_of(2, {2}, {2}), Stance::archive);
  ended.cause.rule = std::make_shared<RuleRef>(
      RuleRef{.file = "rules/lifecycle.yaml", .line = 12, .id = "classes.archive.after_term_end_days"});
  ended.cause.evidence = {
      {.path = "snapshots/terms.json", .id = "58da8c58155b940600000001", .field = "end_date", .value = "2026-11-01"}};
  return world;
}

Plan busy_plan() {
  World world = busy_world();
  return world.plan();
}

std::string with(std::string bytes, const std::string& from, const std::string& to) {
  const std::size_t at = bytes.find(from);
  REQUIRE(at != std::string::npos);
  return bytes.replace(at, from.size(), to);
}

ErrorKind refused(const std::string& bytes) {
  try {
    parse_plan(bytes, "plans/plan.json");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("plans/plan.json") != std::string::npos);
    return error.kind();
  }
  FAIL("the file was read");
  return ErrorKind::bug;
}

}  // namespace

TEST_CASE("an empty plan is this file", "[codec]") {
  Plan plan{.district = *DistrictId::parse("58da8a43cc70ab00017a1a87"), .as_of = tonight};
  plan.additions_digest = "a";
  plan.removals_digest = "b";
  const std::string digest = plan_digest(plan);
  CHECK(encode_plan(plan) ==
        "{\"as_of\":\"2026-11-24\",\n"
        "\"changes\":[],\n"
        "\"counts\":{\"filtered\":0,\"held\":0,\"unchanged\":0,\"withheld\":0},\n"
        "\"digests\":{\"additions\":\"a\",\"plan\":\"" +
            digest +
            "\",\"removals\":\"b\"},\n"
            "\"district\":\"58da8a43cc70ab00017a1a87\",\n"
            "\"engine\":1,\n"
            "\"findings\":[],\n"
            "\"format\":\"clever-sync/plan@1\",\n"
            "\"guardrails\":[],\n"
            "\"inputs\":{},\n"
            "\"verdict\":{\"additions\":\"clear\",\"removals\":\"clear\"}}\n");
}

TEST_CASE("each change is one line, in the order in which it is applied", "[codec]") {
  const std::string bytes = encode_plan(busy_plan());
  const std::string create =
      R"({"action":"create","clever_id":"58da8c58155b940200000003","kind":"student","loses_sign_in":0,)"
      R"("part":"additions","reason":{"code":"listed"},"school":"58da8c58155b940400000001",)"
      R"("set":{"first_name":{},"grade":{},"last_initial":{},"school":{}}},)";
  const std::string archive =
      R"({"action":"archive","clever_id":"58da8c58155b940300000002","kind":"class","loses_sign_in":1,)"
      R"("part":"removals","reason":{"code":"term-ended","evidence":[{"field":"end_date",)"
      R"("id":"58da8c58155b940600000001","path":"snapshots/terms.json","value":"2026-11-01"}],)"
      R"("rule":{"file":"rules/lifecycle.yaml","id":"classes.archive.after_term_end_days","line":12}},)"
      R"("school":"58da8c58155b940400000001","sphero_id":"c-2"})";
  const std::size_t first = bytes.find("\"changes\":[\n" + create + "\n");
  const std::size_t last = bytes.find("\n" + archive + "\n],\n");
  CHECK(first != std::string::npos);
  CHECK(last != std::string::npos);
}

TEST_CASE("a file whose change sets a field twice, or out of order, is refused", "[codec]") {
  const std::string bytes = encode_plan(busy_plan());
  CHECK(refused(with(bytes, R"("first_name":{},"grade":{})", R"("grade":{},"first_name":{})")) == ErrorKind::integrity);
  CHECK(refused(with(bytes, R"("first_name":{},)", R"("first_name":{},"first_name":{},)")) == ErrorKind::integrity);
}

TEST_CASE("a file with numbers that no sum could hold is refused", "[codec]") {
  Plan plan = busy_plan();
  plan.changes.back().loses_sign_in = std::numeric_limits<std::int64_t>::max();
  CHECK(refused(encode_plan(plan)) == ErrorKind::integrity);
  plan = busy_plan();
  plan.guardrails.front().total = -1;
  CHECK(refused(encode_plan(plan)) == ErrorKind::integrity);
}

TEST_CASE("no value of a student stands in the file, and yet the digest covers it", "[codec]") {
  World world = busy_world();
  world.desired.state.students.back().object.first_name = "Quetzalcoatl";
  const Plan plan = world.plan();
  CHECK(encode_plan(plan).find("Quetzalcoatl") == std::string::npos);
  CHECK(plan.additions_digest != busy_plan().additions_digest);
  CHECK(plan.removals_digest == busy_plan().removals_digest);
}

TEST_CASE("a part's digest is of its changes, not of the day, the evidence or what it waits for", "[codec]") {
  World world = busy_world();
  const Plan tonight_plan = world.plan();
  world.as_of = tonight + std::chrono::days(1);
  for (auto& item : world.desired.state.classes) item.cause.evidence.clear();
  CHECK(world.plan().removals_digest == tonight_plan.removals_digest);
  CHECK(plan_digest(world.plan()) != plan_digest(tonight_plan));
  std::vector<Change> waiting = tonight_plan.changes;
  for (Change& change : waiting) change.waits_for = {"create class 1"};
  CHECK(part_digest(tonight_plan.district, Part::removals, waiting) == tonight_plan.removals_digest);
  waiting.back().loses_sign_in = 7;
  CHECK(part_digest(tonight_plan.district, Part::removals, waiting) != tonight_plan.removals_digest);
}

TEST_CASE("parts and districts with the same changes have different digests", "[codec]") {
  const DistrictId here = *DistrictId::parse("58da8a43cc70ab00017a1a87");
  const DistrictId there = *DistrictId::parse("58da8a43cc70ab00017a1a88");
  CHECK(part_digest(here, Part::additions, {}) != part_digest(here, Part::removals, {}));
  CHECK(part_digest(here, Part::additions, {}) != part_digest(there, Part::additions, {}));
}

TEST_CASE("a file that was touched is refused as such, with its line", "[codec]") {
  const std::string bytes = encode_plan(busy_plan());
  CHECK_NOTHROW(parse_plan(bytes, "plans/plan.json"));
  CHECK(refused("") == ErrorKind::integrity);
  CHECK(refused("[]") == ErrorKind::integrity);
  CHECK(refused("{}") == ErrorKind::integrity);
  CHECK(refused(bytes.substr(0, bytes.size() / 2)) == ErrorKind::integrity);
  CHECK(refused(bytes + " ") == ErrorKind::integrity);
  CHECK(refused(with(bytes, "\"unchanged\":4", "\"unchanged\":5")) == ErrorKind::integrity);
  CHECK(refused(with(bytes, "\"loses_sign_in\":1", "\"loses_sign_in\":0")) == ErrorKind::integrity);
  CHECK(refused(with(bytes, "\"code\":\"term-ended\"", "\"code\":\"because\"")) == ErrorKind::integrity);
  CHECK(refused(with(bytes, "58da8c58155b940300000002", "58DA8C58155B940300000002")) == ErrorKind::integrity);
  CHECK(refused(with(bytes, "{\"as_of\"", "{ \"as_of\"")) == ErrorKind::integrity);
  CHECK(refused(with(bytes, "\"engine\":1", "\"engine\":1,\n\"extra\":1")) == ErrorKind::integrity);
}

TEST_CASE("every single changed byte of a plan is noticed", "[codec]") {
  const std::string bytes = encode_plan(busy_plan());
  for (std::size_t at = 0; at < bytes.size(); at += 7) {
    std::string touched = bytes;
    touched[at] = touched[at] == '7' ? '8' : '7';
    CHECK_THROWS_AS(parse_plan(touched, "plans/plan.json"), Error);
  }
}

TEST_CASE("a plan of a later format asks for the version that wrote it", "[codec]") {
  const std::string bytes = encode_plan(busy_plan());
  CHECK(refused(with(bytes, "clever-sync/plan@1", "clever-sync/plan@2")) == ErrorKind::configuration);
  CHECK(refused(with(bytes, "clever-sync/plan@1", "something/else@1")) == ErrorKind::integrity);
}

TEST_CASE("the writer and the schema know the same plan", "[codec]") {
  const Json plan = std::get<Json>(parse_json(encode_plan(busy_plan())));
  CHECK(schema_violation(plan_schema(), plan).empty());
  Json broken = plan;
  broken.set("extra", 1);
  CHECK(schema_violation(plan_schema(), broken) == "plan has the unknown key extra");

  World window = busy_world();
  window.rules.guardrails.windows = {{.name = "summer", .from = tonight, .to = tonight, .mode = Window::Mode::nothing}};
  CHECK(schema_violation(plan_schema(), std::get<Json>(parse_json(encode_plan(window.plan())))).empty());
}

TEST_CASE("changes are named as waits_for, receipts and messages spell them", "[codec]") {
  const Plan plan = busy_plan();
  CHECK(change_name(plan.changes.front()) == "create student 58da8c58155b940200000003");
}

TEST_CASE("free text of the district can't break the file", "[codec]") {
  World world;
  SpheroTeacher odd = teacher_account(1);
  odd.last_name = "\"},\n{\"part\":\"removals\"\\ \x01 \xe2\x80\xae";
  world.want(odd);
  const Plan plan = world.plan();
  const std::string bytes = encode_plan(plan);
  CHECK(parse_plan(bytes, "plans/plan.json").plan.changes == plan.changes);
}
