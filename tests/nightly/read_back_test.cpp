#include "nightly/read_back.hpp"

#include "catch.hpp"

using namespace clever_sync;

namespace {

const UserId ada = *UserId::parse("58da8c63d7dc0ca06800040a");
const UserId ben = *UserId::parse("58da8c63d7dc0ca06800040b");

LiveState with_students(std::vector<SpheroStudent> students) {
  LiveState live;
  live.managed.students = std::move(students);
  return live;
}

SpheroStudent student(const UserId& id, std::string_view sphero_id, std::string_view grade) {
  SpheroStudent out;
  out.id = id;
  out.sphero_id = sphero_id;
  out.grade = grade;
  return out;
}

ReceiptLine receipt(const UserId& id, ReceiptResult result) {
  ReceiptLine line;
  line.kind = Kind::student;
  line.clever_id = id.as<AnyTag>();
  line.result = result;
  return line;
}

}  // namespace

TEST_CASE("what Sphero Edu shows otherwise than it answered is named, each change once", "[nightly]") {
  const LiveState expected = with_students({student(ada, "s-1", "7"), student(ben, "s-2", "7")});
  const LiveState actual = with_students({student(ada, "s-1", "8")});
  CHECK(read_back_differences(expected, actual,
                              {receipt(ada, ReceiptResult::done), receipt(ben, ReceiptResult::done),
                               receipt(ben, ReceiptResult::done)}) ==
        std::vector<std::string>{"create student " + ada.text(), "create student " + ben.text()});
}

TEST_CASE("what was not done is not expected to show", "[nightly]") {
  CHECK(read_back_differences(with_students({}), with_students({student(ada, "s-1", "8")}),
                              {receipt(ada, ReceiptResult::refused)})
            .empty());
}

TEST_CASE("an answer that left Sphero Edu's id out is no difference, another id than it told is one", "[nightly]") {
  const LiveState actual = with_students({student(ada, "s-1", "7")});
  CHECK(read_back_differences(with_students({student(ada, "", "7")}), actual, {receipt(ada, ReceiptResult::done)})
            .empty());
  CHECK(read_back_differences(with_students({student(ada, "s-9", "7")}), actual, {receipt(ada, ReceiptResult::done)})
            .size() == 1);
  CHECK(read_back_differences(with_students({student(ada, "", "8")}), actual, {receipt(ada, ReceiptResult::done)})
            .size() == 1);
}
