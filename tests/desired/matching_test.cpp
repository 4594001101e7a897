// The parts that make deriving fast, held against what they stand for.

#include <random>

#include "catch.hpp"
#include "desired/distinct_texts.hpp"
#include "desired/id_index.hpp"
#include "world.hpp"

using namespace clever_sync;

TEST_CASE("more rules than a word has bits are tried in their order", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.students.clear();
  std::vector<int> listed;
  std::vector<std::string> names;
  for (int n = 1; n <= 200; ++n) names.push_back(fmt::format("Name{}", n));
  for (int n = 1; n <= 200; ++n) {
    snapshot.roster.students.push_back(student(n));
    snapshot.roster.students.back().first_name = names[static_cast<std::size_t>(n - 1)];
    listed.push_back(n);
  }
  snapshot.roster.sections = {section(1, {1}, listed)};
  std::string text = "exclude:\n";
  for (int n = 1; n <= 150; ++n)  // the second of each name never comes to its turn
    text += fmt::format(
        "  - {{id: a{0}, students: {{name.first: Name{0}}}}}\n"
        "  - {{id: b{0}, students: {{name.first: {{matches: \"^Name{0}$\"}}}}}}\n",
        n);
  const DesiredResult result = derive_desired(snapshot, filters(text), tonight);
  for (int n = 1; n <= 200; ++n) {
    const LeftOut* out = left_out_in(result, student_id(n).as<AnyTag>());
    CHECK((out == nullptr ? "" : out->rule->id) == (n <= 150 ? fmt::format("a{}", n) : ""));
  }
}

TEST_CASE("a section without the field says nothing for its people, and none of them leaves it absent", "[desired]") {
  Snapshot snapshot = district();
  snapshot.roster.sections = {section(1, {1}, {1, 2}), section(2, {1}, {2, 3}), section(3, {1}, {4})};
  snapshot.roster.sections[0].period = "1";
  snapshot.roster.sections[2].period = "2";
  const DesiredResult result = derive_desired(snapshot, filters(R"(exclude:
  - id: nowhere
    students: {section.period: {empty: true}}
  - id: not-first
    students: {section.period: {not: "1"}}
)"),
                                              tonight);
  CHECK(left_out_in(result, student_id(1).as<AnyTag>()) == nullptr);
  CHECK(left_out_in(result, student_id(2).as<AnyTag>()) == nullptr);
  CHECK(left_out_in(result, student_id(3).as<AnyTag>())->rule->id == "nowhere");
  CHECK(left_out_in(result, student_id(4).as<AnyTag>())->rule->id == "not-first");
}

TEST_CASE("distinct texts are numbered as they come, and a field of single texts is given up", "[desired]") {
  DistinctTexts few;
  CHECK(few.number_of("math", TextHome::roster) == 0);
  CHECK(few.number_of("art", TextHome::roster) == 1);
  CHECK(few.number_of(std::string("math"), TextHome::elsewhere) == 0);
  CHECK(few.number_of("", TextHome::roster) == 2);

  std::string buffer = "one";  // the same place, another text: its address must not count
  CHECK(few.number_of(buffer, TextHome::elsewhere) == 3);
  buffer = "two";
  CHECK(few.number_of(buffer, TextHome::elsewhere) == 4);

  DistinctTexts many;
  bool given_up = false;
  for (int n = 0; n < 10'000; ++n)
    given_up = many.number_of(fmt::format("S-{}", n), TextHome::elsewhere) == DistinctTexts::not_kept;
  CHECK(given_up);

  DistinctTexts repeating;
  std::uint32_t right = 0;
  for (std::uint32_t n = 0; n < 50'000; ++n)
    if (repeating.number_of(std::to_string(n % 3'000), TextHome::elsewhere) == n % 3'000) ++right;
  CHECK(right == 50'000);
}

TEST_CASE("an index finds every record, those with neighbouring and with scattered ids, and no other", "[desired]") {
  struct Record {
    UserId id;
  };
  std::mt19937_64 random(7);
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 1000U}) {
    std::vector<Record> records;
    for (std::size_t n = 0; n < size; ++n)
      records.push_back(
          {*UserId::parse(n % 2 == 0 ? fmt::format("5{:023x}", n) : fmt::format("{:08x}{:016x}", n, random()))});
    const IdIndex<UserId> index(records);
    for (std::size_t n = 0; n < size; ++n) CHECK(index.find(records[n].id) == n);
    for (std::size_t n = 0; n < size; ++n) CHECK(index.find(*UserId::parse(fmt::format("6{:023x}", n))) == index.none);
  }
  CHECK(IdIndex<UserId>().find(student_id(1)) == IdIndex<UserId>::none);
}
