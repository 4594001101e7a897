#include "base/error.hpp"
#include "snapshots.hpp"

namespace clever_sync {

namespace {

Roster without_section() {
  Roster roster = small_roster();
  roster.sections.clear();
  return roster;
}

std::vector<Date> missed_after(const std::vector<int>& nights) {
  Snapshot last = first_night();
  for (const int number : nights) last = next_night(without_section(), last, night(number)).snapshot;
  REQUIRE(last.absences.sections.size() == 1);
  CHECK(last.absences.sections[0].last_seen == night(0));
  CHECK(last.absences.sections[0].record.name == "Algebra I");
  return last.absences.sections[0].missed;
}

}  // namespace

TEST_CASE("the first night has no absences and sees every section first", "[merge]") {
  const MergedSnapshot merged = next_night(small_roster(), Snapshot(), night(0));
  CHECK(merged.snapshot.roster.sections[0].first_seen == night(0));
  CHECK_FALSE(merged.snapshot.roster.sections[0].reused.has_value());
  CHECK(merged.snapshot.absences.sections.empty());
  CHECK(merged.snapshot.absences.students.empty());
  CHECK(merged.snapshot.absences.teachers.empty());
  CHECK(merged.snapshot.taken == night(0));
  CHECK(merged.findings.empty());
}

TEST_CASE("what is not shared any more is absent, each complete night adding its date", "[merge]") {
  CHECK(missed_after({1}) == std::vector{night(1)});
  CHECK(missed_after({1, 2, 5}) == std::vector{night(1), night(2), night(5)});
}

TEST_CASE("a second run on one date is no second night", "[merge]") {
  CHECK(missed_after({1, 1, 1}) == std::vector{night(1)});
  CHECK(missed_after({1, 2, 2}) == std::vector{night(1), night(2)});
}

TEST_CASE("what an earlier run of the same date saw has missed no night", "[merge]") {
  CHECK(missed_after({0}).empty());
  CHECK(missed_after({0, 1}) == std::vector{night(1)});
}

TEST_CASE("the evidence of absence is frozen after thirty nights", "[merge]") {
  std::vector<int> nights;
  for (int number = 1; number <= 40; ++number) nights.push_back(number);
  const std::vector<Date> missed = missed_after(nights);
  CHECK(missed.size() == 30);
  CHECK(missed.back() == night(30));
}

TEST_CASE("what comes back is absent no more, and counts anew when it goes again", "[merge]") {
  Snapshot last = first_night();
  last = next_night(without_section(), last, night(1)).snapshot;
  last = next_night(small_roster(), last, night(2)).snapshot;
  CHECK(last.absences.sections.empty());
  CHECK(last.roster.sections[0].first_seen == night(0));
  last = next_night(without_section(), last, night(3)).snapshot;
  REQUIRE(last.absences.sections.size() == 1);
  CHECK(last.absences.sections[0].last_seen == night(2));
  CHECK(last.absences.sections[0].missed == std::vector{night(3)});
}

TEST_CASE("people are absent as sections are, in order of id", "[merge]") {
  Roster nobody = small_roster();
  nobody.students.clear();
  nobody.teachers.clear();
  Snapshot last = next_night(small_roster(), Snapshot(), night(0)).snapshot;
  Roster only_second = small_roster();
  only_second.students.erase(only_second.students.begin() + 1);
  last = next_night(std::move(only_second), last, night(1)).snapshot;
  last = next_night(std::move(nobody), last, night(2)).snapshot;
  REQUIRE(last.absences.students.size() == 2);
  CHECK(last.absences.students[0].record.id == id<UserId>(1));
  CHECK(last.absences.students[0].last_seen == night(1));
  CHECK(last.absences.students[1].record.id == id<UserId>(2));
  CHECK(last.absences.students[1].missed == std::vector{night(1), night(2)});
  CHECK(last.absences.teachers.size() == 1);
}

TEST_CASE("the last content of the absent lives in tonight's arena", "[merge]") {
  Snapshot tonight;
  {
    Roster roster = small_roster();
    roster.students[0].first_name = roster.texts->keep(std::string("Somebody with a name of some length"));
    const Snapshot last = next_night(std::move(roster), Snapshot(), night(0)).snapshot;
    Roster nobody = small_roster();
    nobody.students.clear();
    tonight = next_night(std::move(nobody), last, night(1)).snapshot;
  }
  CHECK(tonight.absences.students[0].record.first_name == "Somebody with a name of some length");
}

TEST_CASE("a section keeps the day on which it was first seen", "[merge]") {
  Roster renamed = small_roster();
  renamed.sections[0].name = "Algebra I (honors)";
  renamed.sections[0].term = id<TermId>(2);  // the same course in a new term: Clever's term ids are not stable
  const Snapshot next = next_night(std::move(renamed), first_night(), night(5)).snapshot;
  CHECK(next.roster.sections[0].first_seen == night(0));
  CHECK_FALSE(next.roster.sections[0].reused.has_value());
}

TEST_CASE("a section id that names another course in another term is reused", "[merge]") {
  Roster reused = small_roster();
  reused.sections[0].term = id<TermId>(2);
  reused.sections[0].course = id<CourseId>(2);
  const auto again = [&] {
    Roster roster = reused;
    roster.texts = std::make_shared<Texts>();
    return roster;
  };
  Snapshot last = next_night(again(), first_night(), night(5)).snapshot;
  CHECK(last.roster.sections[0].first_seen == night(5));
  CHECK(last.roster.sections[0].reused == night(5));
  SECTION("and stays so, from the day on which it was") {
    last = next_night(again(), last, night(5)).snapshot;
    last = next_night(again(), last, night(6)).snapshot;
    CHECK(last.roster.sections[0].first_seen == night(5));
    CHECK(last.roster.sections[0].reused == night(5));
  }
  SECTION("also when it comes back from absence") {
    last = next_night(without_section(), first_night(), night(1)).snapshot;
    last = next_night(again(), last, night(40)).snapshot;
    CHECK(last.roster.sections[0].first_seen == night(40));
    CHECK(last.roster.sections[0].reused == night(40));
  }
}

TEST_CASE("a section that lacks its course or term on either side is not reused", "[merge]") {
  for (const bool tonight_lacks : {true, false}) {
    Roster before = small_roster();
    Roster after = small_roster();
    after.sections[0].term = id<TermId>(2);
    after.sections[0].course = id<CourseId>(2);
    (tonight_lacks ? after : before).sections[0].term.reset();
    const Snapshot last = next_night(std::move(before), Snapshot(), night(0)).snapshot;
    const Snapshot next = next_night(std::move(after), last, night(1)).snapshot;
    CHECK_FALSE(next.roster.sections[0].reused.has_value());
    CHECK(next.roster.sections[0].first_seen == night(0));
  }
}

TEST_CASE("a name that is withdrawn is kept as it was, with a finding that names no one", "[merge]") {
  Roster withdrawn = small_roster();
  withdrawn.students[0].first_name = {};
  withdrawn.students[0].last_initial = {};
  withdrawn.teachers[0].last_name = {};
  withdrawn.teachers[0].email = {};
  withdrawn.teachers[0].title = {};
  const MergedSnapshot merged = next_night(std::move(withdrawn), first_night(), night(1));
  const Student& student = merged.snapshot.roster.students[0];
  CHECK(student.first_name == "Ada");
  CHECK(student.last_initial == "L");
  const Teacher& teacher = merged.snapshot.roster.teachers[0];
  CHECK(teacher.last_name == "Hopper");
  CHECK(teacher.email == "grace@example.org");
  CHECK(teacher.title.empty());
  REQUIRE(merged.findings.size() == 2);
  CHECK(merged.findings[0] == Finding{.code = "field-withdrawn",
                                      .kind = "student",
                                      .id = "58da8a43cc70ab0000000001",
                                      .message = "Clever does not share the name of this student any more, the last "
                                                 "known is kept; ask the district whether that was meant"});
  CHECK(merged.findings[1].kind == "teacher");
  CHECK(merged.findings[1].message.find("the name and e-mail address of this teacher") != std::string::npos);
}

TEST_CASE("a person who comes back without a name has the one last known", "[merge]") {
  Roster nobody = small_roster();
  nobody.students.clear();
  const Snapshot last = next_night(std::move(nobody), first_night(), night(1)).snapshot;
  Roster back = small_roster();
  back.students[0].first_name = {};
  const MergedSnapshot merged = next_night(std::move(back), last, night(2));
  CHECK(merged.snapshot.roster.students[0].first_name == "Ada");
  CHECK(merged.findings.size() == 1);
}

TEST_CASE("a field that changes is not withdrawn", "[merge]") {
  Roster changed = small_roster();
  changed.students[0].first_name = "Adele";
  changed.teachers[0].email = "hopper@example.org";
  const MergedSnapshot merged = next_night(std::move(changed), first_night(), night(1));
  CHECK(merged.snapshot.roster.students[0].first_name == "Adele");
  CHECK(merged.snapshot.roster.teachers[0].email == "hopper@example.org");
  CHECK(merged.findings.empty());
}

TEST_CASE("students' e-mail is kept only while the mapping names it", "[merge]") {
  const auto with_email = [] {
    Roster roster = small_roster();
    roster.students[0].email = "ada@example.org";
    return roster;
  };
  const auto merge = [](Roster tonight, const Snapshot& last, StudentEmail use, Date date) {
    return merge_snapshot({.roster = std::move(tonight), .student_email = use}, last, date);
  };
  const Snapshot last = merge(with_email(), Snapshot(), StudentEmail::keep, night(0)).snapshot;
  CHECK(last.roster.students[0].email == "ada@example.org");
  const MergedSnapshot withdrawn = merge(small_roster(), last, StudentEmail::keep, night(1));
  CHECK(withdrawn.snapshot.roster.students[0].email == "ada@example.org");
  CHECK(withdrawn.findings.size() == 1);
  const MergedSnapshot unmapped = merge(small_roster(), last, StudentEmail::drop, night(1));
  CHECK(unmapped.snapshot.roster.students[0].email.empty());
  CHECK(unmapped.findings.empty());
  Roster nobody = small_roster();
  nobody.students.clear();
  const MergedSnapshot gone = merge(std::move(nobody), last, StudentEmail::drop, night(1));
  CHECK(gone.snapshot.absences.students[0].record.email.empty());
}

TEST_CASE("a last snapshot without its day is refused rather than guessed", "[merge]") {
  Snapshot last = first_night();
  last.taken.reset();
  CHECK_NOTHROW(next_night(small_roster(), last, night(1)));
  CHECK_THROWS_AS(next_night(without_section(), last, night(1)), Error);
}

TEST_CASE("a section that comes back under a new id is known by its SIS number, once", "[merge]") {
  Roster tonight = small_roster();
  tonight.sections[0].id = id<SectionId>(7);
  const MergedSnapshot rekeyed = next_night(tonight, first_night(), night(1));
  REQUIRE(rekeyed.findings.size() == 1);
  CHECK(rekeyed.findings[0].code == "section-rekeyed");
  CHECK(rekeyed.findings[0].id == id<SectionId>(7).text());
  CHECK(rekeyed.findings[0].message.find(id<SectionId>(1).text()) != std::string::npos);
  CHECK(rekeyed.snapshot.roster.sections[0].first_seen == night(1));
  CHECK(rekeyed.snapshot.absences.sections[0].record.id == id<SectionId>(1));
  CHECK(next_night(tonight, rekeyed.snapshot, night(2)).findings.empty());

  Roster other_school = tonight;
  other_school.sections[0].school = roosevelt;
  CHECK(next_night(std::move(other_school), first_night(), night(1)).findings.empty());
  Roster beside = small_roster();
  beside.sections.push_back(tonight.sections[0]);  // the old one is still there
  CHECK(next_night(std::move(beside), first_night(), night(1)).findings.empty());
}

TEST_CASE("names that are withdrawn from a whole district are a hundred findings and a count", "[merge]") {
  Roster roster = small_roster();
  roster.students.clear();
  for (std::uint64_t number = 1; number <= 250; ++number) {
    roster.students.push_back({.id = id<UserId>(number), .first_name = "Ada", .last_initial = "L"});
  }
  const Snapshot last = merge_snapshot({.roster = roster}, Snapshot(), night(0)).snapshot;
  for (Student& student : roster.students) student.last_initial = {};
  const MergedSnapshot merged = next_night(std::move(roster), last, night(1));
  REQUIRE(merged.findings.size() == 101);
  CHECK(merged.findings[0].id.empty());
  CHECK(merged.findings[0].message == "and 150 more of these, 250 in all");
  CHECK(merged.snapshot.roster.students[249].last_initial == "L");
}

TEST_CASE("a last snapshot with a file missing, or with one student in two files, is refused at the end", "[merge]") {
  const Snapshot last = first_night();
  const auto merge_of = [&last](const Files& files) {
    SnapshotMerge merge({.roster = small_roster()}, last.taken, night(1));
    for (const auto& [path, bytes] : files) merge.add_last(path, bytes);
    return merge.finish();
  };
  Files files = files_of(last);
  CHECK_NOTHROW(merge_of(files));
  Files without_terms = files;
  without_terms.erase("terms.json");
  CHECK_THROWS_WITH(merge_of(without_terms), Catch::Contains("snapshots/terms.json is missing"));
  Files without_shard = files;
  without_shard.erase("students/_none.json");
  CHECK_THROWS_WITH(merge_of(without_shard), Catch::Contains("counts other records"));
  Files twice = files;
  std::string& lincolns = twice.at("students/" + lincoln.text() + ".json");
  const std::string bo = R"({"id":")" + id<UserId>(2).text() + R"(","school":")" + lincoln.text() + R"("})";
  lincolns.insert(lincolns.size() - 3, ",\n" + bo);
  CHECK_THROWS_WITH(merge_of(twice), Catch::Contains(id<UserId>(2).text() + " stands in two files"));
}

}  // namespace clever_sync
