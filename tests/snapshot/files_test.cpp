#include "snapshots.hpp"

namespace clever_sync {

TEST_CASE("a snapshot has the files of the layout, in order of path", "[snapshot]") {
  const Files files = files_of(first_night());
  std::vector<std::string> paths;
  for (const auto& [path, bytes] : files) paths.push_back(path);
  CHECK(paths == std::vector<std::string>{"courses.json", "district.json", "manifest.json", "schools.json",
                                          "sections/58da8a43cc70ab00000000a1.json", "sections/absent.json",
                                          "students/58da8a43cc70ab00000000a1.json", "students/_none.json",
                                          "students/absent.json", "teachers/58da8a43cc70ab00000000a1.json",
                                          "teachers/absent.json", "terms.json"});
}

TEST_CASE("every file is canonical, with Clever's own field names", "[snapshot]") {
  const Files files = files_of(first_night());
  CHECK(files.at("courses.json") ==
        "[\n{\"id\":\"58da8a43cc70ab0000000001\",\"name\":\"Algebra\",\"number\":\"A1\"}\n]\n");
  CHECK(files.at("district.json") ==
        R"({"id":"58da8a43cc70ab000000000d","launch_date":"2026-08-01","name":"Mesa Unified","state":"success"})"
        "\n");
  CHECK(files.at("manifest.json") ==
        R"({"counts":{"district":{"sections":1,"students":2,"teachers":1},"schools":{)"
        R"("58da8a43cc70ab00000000a1":{"sections":1,"students":1,"teachers":1},)"
        R"("58da8a43cc70ab00000000b2":{"sections":0,"students":0,"teachers":0}}},"format":"clever-sync/snapshot@1"})"
        "\n");
  CHECK(
      files.at("schools.json") ==
      "[\n"
      R"({"id":"58da8a43cc70ab00000000a1","low_grade":"6","name":"Lincoln Middle","school_number":"007","sis_id":"7"},)"
      "\n"
      R"({"id":"58da8a43cc70ab00000000b2","name":"Roosevelt K-8"})"
      "\n]\n");
  CHECK(files.at("terms.json") ==
        "[\n"
        R"({"end_date":"2026-12-18","id":"58da8a43cc70ab0000000001","name":"Fall","start_date":"2026-08-03"})"
        "\n]\n");
  CHECK(files.at("sections/58da8a43cc70ab00000000a1.json") ==
        "[\n"
        R"({"course":"58da8a43cc70ab0000000001","first_seen":"2026-11-01","grade":"6","id":"58da8a43cc70ab0000000001",)"
        R"("name":"Algebra I","period":"3","school":"58da8a43cc70ab00000000a1","section_number":"01","sis_id":"s-1",)"
        R"("students":["58da8a43cc70ab0000000001","58da8a43cc70ab0000000002"],"subject":"math",)"
        R"("teachers":["58da8a43cc70ab0000000009","58da8a43cc70ab0000000008"],"term_id":"58da8a43cc70ab0000000001"})"
        "\n]\n");
  CHECK(files.at("students/58da8a43cc70ab00000000a1.json") ==
        "[\n"
        R"({"grade":"6","id":"58da8a43cc70ab0000000001","name":{"first":"Ada","last_initial":"L"},)"
        R"("school":"58da8a43cc70ab00000000a1","schools":["58da8a43cc70ab00000000a1","58da8a43cc70ab00000000b2"],)"
        R"("sis_id":"100"})"
        "\n]\n");
  CHECK(files.at("students/_none.json") ==
        "[\n"
        R"({"id":"58da8a43cc70ab0000000002","name":{"first":"Bo","last_initial":"K"}})"
        "\n]\n");
  CHECK(files.at("teachers/58da8a43cc70ab00000000a1.json") ==
        "[\n"
        R"({"email":"grace@example.org","id":"58da8a43cc70ab0000000009","name":{"first":"Grace","last":"Hopper"},)"
        R"("school":"58da8a43cc70ab00000000a1","schools":["58da8a43cc70ab00000000a1"],"sis_id":"t-9",)"
        R"("teacher_number":"9","title":"Ms"})"
        "\n]\n");
  for (const char* folder : {"sections", "students", "teachers"}) {
    CHECK(files.at(fmt::format("{}/absent.json", folder)) == "[]\n");
  }
}

TEST_CASE("an absent record is written with its last content and the nights that missed it", "[snapshot]") {
  Roster tonight = small_roster();
  tonight.students.erase(tonight.students.begin());
  const Snapshot one = next_night(std::move(tonight), first_night(), night(2)).snapshot;
  CHECK(files_of(one).at("students/absent.json") ==
        "[\n"
        R"({"id":"58da8a43cc70ab0000000001","last_seen":"2026-11-01","missed":["2026-11-03"],"record":{"grade":"6",)"
        R"("id":"58da8a43cc70ab0000000001","name":{"first":"Ada","last_initial":"L"},)"
        R"("school":"58da8a43cc70ab00000000a1","schools":["58da8a43cc70ab00000000a1","58da8a43cc70ab00000000b2"],)"
        R"("sis_id":"100"}})"
        "\n]\n");
}

TEST_CASE("the time of Clever's last sync is written only while the data is stale", "[snapshot]") {
  for (const auto state : {DistrictState::pending, DistrictState::error, DistrictState::paused}) {
    Roster roster = small_roster();
    roster.district.state = state;
    const Snapshot snapshot = next_night(std::move(roster), Snapshot(), night(0)).snapshot;
    CHECK(files_of(snapshot).at("district.json") ==
          fmt::format(R"({{"id":"58da8a43cc70ab000000000d","last_sync":"2026-11-24T02:00:00Z",)"
                      R"("launch_date":"2026-08-01","name":"Mesa Unified","state":"{}"}})"
                      "\n",
                      name_of(state)));
  }
}

TEST_CASE("a record's line is what its file holds", "[snapshot]") {
  const Snapshot snapshot = first_night();
  const Files files = files_of(snapshot);
  const auto line = [&](const auto& record) { return "[\n" + encode_record(record) + "\n]\n"; };
  CHECK(files.at("sections/58da8a43cc70ab00000000a1.json") == line(snapshot.roster.sections[0]));
  CHECK(files.at("students/_none.json") == line(snapshot.roster.students[1]));
  CHECK(files.at("teachers/58da8a43cc70ab00000000a1.json") == line(snapshot.roster.teachers[0]));
}

}  // namespace clever_sync
