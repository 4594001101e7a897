#include "snapshots.hpp"

namespace clever_sync {

namespace {

std::string subject(Roster tonight) {
  return snapshot_subject(next_night(std::move(tonight), first_night(), night(1)).change, night(1));
}

}  // namespace

TEST_CASE("a quiet night's subject says that nothing changed", "[compare]") {
  CHECK(subject(small_roster()) == "snapshot 2026-11-02: no change");
}

TEST_CASE("a snapshot's subject counts what came, went and changed, and names no one", "[compare]") {
  Roster tonight = small_roster();
  tonight.sections.clear();
  tonight.students.push_back({.id = id<UserId>(3), .first_name = "Cy"});
  tonight.students.push_back({.id = id<UserId>(4), .first_name = "Di"});
  tonight.students[0].grade = "7";
  tonight.teachers[0].title = "Dr";
  tonight.terms[0].name = "Autumn";
  CHECK(subject(std::move(tonight)) ==
        "snapshot 2026-11-02: 1 section gone, 2 students joined, 1 student changed, 1 teacher changed, 1 other record "
        "changed");
}

TEST_CASE("the first snapshot's subject counts everything as new", "[compare]") {
  const SnapshotChange change = next_night(small_roster(), Snapshot(), night(0)).change;
  CHECK(snapshot_subject(change, night(0)) ==
        "snapshot 2026-11-01: 1 section added, 2 students joined, 1 teacher joined, 5 other records changed");
}

TEST_CASE("what leaves at the end of the order is counted as gone", "[compare]") {
  Roster nobody = small_roster();
  nobody.sections.clear();
  nobody.students.clear();
  nobody.teachers.clear();
  const SnapshotChange change = next_night(std::move(nobody), first_night(), night(1)).change;
  CHECK(change.students_gone == 2);
  CHECK(change.teachers_gone == 1);
  CHECK(change.sections_gone == 1);
}

}  // namespace clever_sync
