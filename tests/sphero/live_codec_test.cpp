#include "sphero/live_codec.hpp"

#include <rapidcheck.h>

#include "catch.hpp"
#include "sphero/samples.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

/// The sentence with which a page of that kind is refused; "" if it is not.
std::string refusal(Kind kind, const std::string& body) {
  return error_of(ErrorKind::remote, [&] {
    LiveCollector collector;
    (void)collector.add_page(kind, 1, body);
    (void)collector.finish();
  });
}

}  // namespace

TEST_CASE("a page gives its objects, their versions, and the next page", "[sphero]") {
  LiveCollector collector;
  CHECK(collector.add_page(
            Kind::student, 1,
            page(student(7, R"(,"first_name":"Ana","last_initial":"B","grade":"05","email":"x@example.org",)"
                            R"("school":"58da8c58155b940248000001","unknown":{"a":[1.5]})"),
                 "s-7")) == "s-7");
  CHECK(collector.add_page(Kind::student, 2, page(student(3, R"(,"first_name":null,"grade":"")"))).empty());
  CHECK(collector.records(Kind::student) == 2);
  const Observation out = collector.finish();
  const auto& students = out.live.managed.students;
  REQUIRE(students.size() == 2);
  CHECK(students[0] == SpheroStudent{.id = id<UserId>(3), .sphero_id = "s-3"});  // sorted by Clever id
  CHECK(students[1] == SpheroStudent{.id = id<UserId>(7),
                                     .sphero_id = "s-7",
                                     .archived = false,
                                     .email = "x@example.org",
                                     .first_name = "Ana",
                                     .grade = "05",
                                     .last_initial = "B",
                                     .school = "58da8c58155b940248000001"});
  CHECK(out.versions == Versions{{{Kind::student, id<CleverId>(3)}, 103}, {{Kind::student, id<CleverId>(7)}, 107}});
}

TEST_CASE("a class keeps its primary teacher first and its students sorted, each once", "[sphero]") {
  LiveCollector collector;
  const std::string members =
      fmt::format(R"(,"name":"Robotics","term":"Fall","subject":"science","teachers":["{0}","{1}","{0}"],)"
                  R"("students":["{2}","{1}","{2}"],"manual_students":["u-9","u-2","u-9"])",
                  id_text(5), id_text(4), id_text(6));
  (void)collector.add_page(Kind::class_, 1, page(class_(2, members) + "," + class_(1)));
  const Observation out = collector.finish();
  REQUIRE(out.live.managed.classes.size() == 2);
  const SpheroClass& robotics = out.live.managed.classes[1];
  CHECK(robotics.teachers == std::vector{id<UserId>(5), id<UserId>(4)});
  CHECK(robotics.students == std::vector{id<UserId>(4), id<UserId>(6)});
  CHECK(robotics.name == "Robotics");
  CHECK(robotics.subject == "science");
  CHECK(robotics.term == "Fall");
  // Only the class that has hand-added members is there.
  CHECK(out.live.manual == std::vector{ManualMembers{.id = id<SectionId>(2), .students = {"u-2", "u-9"}}});
}

TEST_CASE("hand-made teachers are kept apart, other hand-made objects are left alone", "[sphero]") {
  LiveCollector collector;
  const std::string by_hand =
      R"({"id":"t-2","version":1,"managed_by":"teacher","archived":true,"email":"a@example.org",)"
      R"("first_name":"Ada","last_name":"Moss"},)"
      R"({"id":"t-1","version":1,"managed_by":"teacher","archived":false})";
  (void)collector.add_page(Kind::teacher, 1, page(by_hand + "," + teacher(3, R"(,"last_name":"Ray")")));
  (void)collector.add_page(Kind::student, 1,
                           page(R"({"id":"s-1","version":1,"managed_by":"teacher","archived":false})"));
  (void)collector.add_page(Kind::class_, 1,
                           page(R"({"id":"c-1","version":1,"managed_by":"teacher","archived":false})"));
  const Observation out = collector.finish();
  CHECK(out.live.unmanaged ==
        std::vector{UnmanagedTeacher{.sphero_id = "t-1"}, UnmanagedTeacher{.sphero_id = "t-2",
                                                                           .email = "a@example.org",
                                                                           .first_name = "Ada",
                                                                           .last_name = "Moss",
                                                                           .archived = true}});
  CHECK(out.unmanaged_versions == std::map<std::string, std::int64_t, std::less<>>{{"t-1", 1}, {"t-2", 1}});
  REQUIRE(out.live.managed.teachers.size() == 1);
  CHECK(out.live.managed.teachers[0].last_name == "Ray");
  CHECK(out.live.managed.students.empty());
  CHECK(out.live.managed.classes.empty());
  CHECK(out.versions == Versions{{{Kind::teacher, id<CleverId>(3)}, 103}});
}

TEST_CASE("what is no complete page is refused, by collection and page", "[sphero]") {
  for (const char* body :
       {"", "{", "[]", "null", "{}", R"({"data":{}})", R"({"data":null})", R"({"data":[)", R"({"data":[]} x)",
        R"({"data":[],"next":7})", R"({"data":[],"next":"s-1"})", R"({"data":[7]})", R"({"data":[null]})",
        "<html>maintenance</html>", "{\"data\":[{\"id\":\"\xff\"}]}"}) {
    INFO(body);
    CHECK(has(refusal(Kind::student, body), "list of students can't be used: page 1:"));
  }
  CHECK(refusal(Kind::student, R"({"data":[]})").empty());
  CHECK(refusal(Kind::student, R"({"data":[],"next":null})").empty());
  CHECK(refusal(Kind::student, R"({"data":[],"next":""})").empty());
}

TEST_CASE("an object without what the contract requires is refused by its id", "[sphero]") {
  struct Damage {
    const char* from;
    const char* to;
    const char* sentence;
  };
  for (const Damage& damage : std::vector<Damage>{
           {R"("id":"s-1",)", "", "object number 1 has no usable `id`"},
           {R"("s-1")", R"("a b")", "object number 1 has no usable `id`"},
           {R"("s-1")", "7", "object number 1 has a `id` that is no text"},
           {R"("version":101)", R"("version":0)", "object s-1 has no usable `version`"},
           {R"("version":101)", R"("version":"1")", "object s-1 has no usable `version`"},
           {R"("version":101,)", "", "object s-1 has no usable `version`"},
           {R"("archived":false)", R"("archived":"no")", "object s-1 has no `archived` that is true or false"},
           {R"("managed_by":"clever",)", "", "object s-1 has no usable `managed_by`"},
           {R"("clever",)", R"("sis",)", "object s-1 has no usable `managed_by`"},
           {"000000000000000000000001", "", "object s-1 is managed by Clever and has no usable `clever_id`"},
           {"000000000000000000000001", "00000000000000000000000G", "object s-1 is managed by Clever"},
       }) {
    std::string record = student(1);
    const std::size_t at = record.find(damage.from);
    REQUIRE(at != std::string::npos);
    record.replace(at, std::string_view(damage.from).size(), damage.to);
    INFO(record);
    CHECK(has(refusal(Kind::student, page(record)), damage.sentence));
  }
  CHECK(has(refusal(Kind::student, page(student(1, R"(,"grade":5)"))), "object s-1 has a `grade` that is no text"));
  CHECK(has(refusal(Kind::class_, page(class_(1, R"(,"students":"all")"))),
            "object c-1 has a `students` that is no list"));
  CHECK(has(refusal(Kind::class_, page(class_(1, R"(,"teachers":["t-1"])"))), "object c-1 has a member in `teachers`"));
  CHECK(has(refusal(Kind::class_, page(class_(1, R"(,"manual_students":[""])"))),
            "object c-1 has a member in `manual_students`"));
}

TEST_CASE("no value of an object stands in a refusal", "[sphero]") {
  const std::string sentence =
      refusal(Kind::student, page(student(1, R"(,"first_name":"Ana","email":"ana@example.org","grade":5)")));
  CHECK_FALSE(sentence.empty());
  CHECK_FALSE(has(sentence, "Ana"));
  CHECK_FALSE(has(sentence, "ana@"));
}

TEST_CASE("two objects with one Clever id are refused, whichever they are", "[sphero]") {
  std::string twin = student(1);
  twin.replace(twin.find("s-1"), 3, "s-2");
  const std::string sentence = refusal(Kind::student, page(student(1) + "," + twin));
  CHECK(has(sentence, "the objects s-1 and s-2 have one Clever id, 000000000000000000000001"));
  // A teacher and a student may have one: Clever's ids are unique across kinds, so this is none of the reader's
  // business.
  LiveCollector collector;
  (void)collector.add_page(Kind::student, 1, page(student(1)));
  (void)collector.add_page(Kind::teacher, 1, page(teacher(1)));
  CHECK(collector.finish().versions.size() == 2);
}

TEST_CASE("an object that comes twice is refused, on the same page or another", "[sphero]") {
  CHECK(has(refusal(Kind::student, page(student(1) + "," + student(1))), "object s-1 was there before"));
  LiveCollector collector;
  (void)collector.add_page(Kind::student, 1, page(student(1), "s-1"));
  CHECK(has(error_of(ErrorKind::remote, [&] { (void)collector.add_page(Kind::student, 2, page(student(1))); }),
            "page 2: object s-1 was there before"));
}

TEST_CASE("whatever bytes come, the reader answers or refuses", "[sphero]") {
  const std::string good =
      page(class_(1, fmt::format(R"(,"name":"R","teachers":["{}"],"manual_students":["u-1"])", id_text(5))), "c-1");
  CHECK(rc::check("a damaged page never does anything but an Error{remote}", [&] {
    std::string bytes = good;
    const auto damages = *rc::gen::inRange(1, 4);
    for (int i = 0; i < damages; ++i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
      if (*rc::gen::arbitrary<bool>()) {
        bytes[at] = *rc::gen::arbitrary<char>();
      } else {
        bytes.resize(std::max<std::size_t>(at, 1));
      }
    }
    try {
      LiveCollector collector;
      (void)collector.add_page(Kind::class_, 1, bytes);
      (void)collector.finish();
    } catch (const Error& error) {
      RC_ASSERT(error.kind() == ErrorKind::remote);
    }
  }));
}
