#include "roster/roster.hpp"

#include "catch.hpp"
#include "roster/record_files.hpp"
#include "roster/school_lists.hpp"
#include "roster/shards.hpp"
#include "roster/states.hpp"

namespace clever_sync {

namespace {

template <class IdType>
IdType id(char digit) {
  return *IdType::parse(std::string(24, digit));
}

}  // namespace

TEST_CASE("the words of the enums are read back as what they name", "[names]") {
  for (const auto state : {DistrictState::success, DistrictState::running, DistrictState::pending, DistrictState::error,
                           DistrictState::paused}) {
    CHECK(parse_district_state(name_of(state)) == state);
  }
  CHECK(parse_district_state("") == DistrictState::success);
  CHECK_FALSE(parse_district_state("broken").has_value());
  for (const auto kind : {Kind::teacher, Kind::student, Kind::class_}) CHECK(parse_kind(name_of(kind)) == kind);
  CHECK(name_of(Kind::class_) == "class");
  CHECK_FALSE(parse_kind("section").has_value());
  for (int code = 0; code <= static_cast<int>(ReasonCode::orphan); ++code) {
    const auto reason = static_cast<ReasonCode>(code);
    CHECK(parse_reason_code(name_of(reason)) == reason);
  }
  CHECK(name_of(ReasonCode::school_year_ended) == "school-year-ended");
  CHECK_FALSE(parse_reason_code("").has_value());
}

TEST_CASE("students of the same schools share one list of them", "[roster]") {
  const auto lincoln = id<SchoolId>('a');
  const auto roosevelt = id<SchoolId>('b');
  SchoolLists lists;
  const auto first = lists.share({lincoln}), second = lists.share({lincoln}), other = lists.share({lincoln, roosevelt});
  CHECK(second.shares(first));
  CHECK_FALSE(other.shares(first));
  CHECK(other.get() == std::vector{lincoln, roosevelt});
  CHECK(lists.share({}).empty());
}

TEST_CASE("records are counted at their primary school, and an empty school as zeros", "[roster]") {
  const auto lincoln = id<SchoolId>('a');
  const auto roosevelt = id<SchoolId>('b');
  Roster roster;
  roster.schools = {School{.id = lincoln}, School{.id = roosevelt}};
  roster.sections = {Section{.id = id<SectionId>('1'), .school = lincoln}};
  roster.students = {Student{.id = id<UserId>('1'), .school = lincoln, .schools = {lincoln, roosevelt}},
                     Student{.id = id<UserId>('2'), .school = lincoln}, Student{.id = id<UserId>('3')}};
  roster.teachers = {Teacher{.id = id<UserId>('4'), .school = lincoln}};
  const SnapshotCounts counts = count_records(roster);
  CHECK(counts.district == Counts{.sections = 1, .students = 3, .teachers = 1});
  CHECK(counts.schools == std::vector<std::pair<SchoolId, Counts>>{
                              {lincoln, {.sections = 1, .students = 2, .teachers = 1}}, {roosevelt, {}}});
}

TEST_CASE("a record is found by its id", "[roster]") {
  const std::vector<Course> courses{Course{.id = id<CourseId>('1')}, Course{.id = id<CourseId>('3')}};
  CHECK(find_by_id(courses, id<CourseId>('3')) == &courses[1]);
  CHECK(find_by_id(courses, id<CourseId>('2')) == nullptr);
  CHECK(find_by_id(courses, id<CourseId>('4')) == nullptr);
}

TEST_CASE("shards of any order and number come into order of id", "[shards]") {
  const auto course = [](unsigned number) {
    return Course{.id = *CourseId::parse("58da8a43cc70ab000000" + std::string{"0123456789abcdef"[number / 4096 % 16],
                                                                              "0123456789abcdef"[number / 256 % 16],
                                                                              "0123456789abcdef"[number / 16 % 16],
                                                                              "0123456789abcdef"[number % 16]})};
  };
  for (unsigned shards = 1; shards <= 9; ++shards) {
    std::vector<Course> records, expected;
    for (unsigned number = 0; number < 100; ++number) expected.push_back(course(number));
    for (unsigned shard = shards; shard-- > 0;)
      for (unsigned number = shard; number < 100; number += shards) records.push_back(course(number));
    sort_shards(records, "courses");
    CHECK(records == expected);
  }
  std::vector<Course> twice{course(1), course(3), course(2), course(3)};
  CHECK_THROWS_AS(sort_shards(twice, "courses"), Error);
  std::vector<Course> next_to_itself{course(1), course(1)};
  CHECK_THROWS_AS(sort_shards(next_to_itself, "courses"), Error);
}

TEST_CASE("only a school's Clever id becomes the name of a file", "[shards]") {
  CHECK(shard_of("58da8a43cc70ab00017a1a87") == "58da8a43cc70ab00017a1a87");
  for (const char* school : {"", "../../etc/passwd", "58DA8A43CC70AB00017A1A87", "Lincoln Middle"}) {
    CHECK(shard_of(school) == "_none");
  }
  CHECK(shard_of(std::optional<SchoolId>()) == "_none");
  CHECK(shard_of(std::optional(id<SchoolId>('a'))) == std::string(24, 'a'));
}

TEST_CASE("a path is taken apart only if a shard can have it", "[shards]") {
  const std::optional<ShardPath> path = parse_shard_path("students/58da8a43cc70ab00017a1a87.json");
  REQUIRE(path.has_value());
  CHECK(path->folder == "students");
  CHECK(path->shard == "58da8a43cc70ab00017a1a87");
  CHECK(parse_shard_path("classes/_none.json")->shard == "_none");
  for (const char* wrong : {"", "students", "students/", "students/.json", "students/absent.json", "a/b/_none.json",
                            "students/_none.jsonl", "students/58da8a43cc70ab00017a1a87", "_none.json"}) {
    CHECK_FALSE(parse_shard_path(wrong).has_value());
  }
}

TEST_CASE("records are grouped by school, in order of the files' names", "[shards]") {
  const auto three = id<SchoolId>('3');
  const auto bee = id<SchoolId>('b');
  const std::vector<std::optional<SchoolId>> schools{bee, std::nullopt, three, bee, std::nullopt};
  const std::vector<Shard> shards = group_by_school(schools);
  REQUIRE(shards.size() == 3);
  CHECK(shards[0].name == std::string(24, '3'));
  CHECK(shards[0].records == std::vector<std::uint32_t>{2});
  CHECK(shards[1].name == "_none");  // '_' stands between the digits and the letters
  CHECK(shards[1].records == std::vector<std::uint32_t>{1, 4});
  CHECK(shards[2].records == std::vector<std::uint32_t>{0, 3});
  CHECK(group_by_school({}).empty());
}

}  // namespace clever_sync
