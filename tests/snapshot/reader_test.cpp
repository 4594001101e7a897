#include "base/error.hpp"
#include "snapshots.hpp"

namespace clever_sync {

namespace {

std::string refusal(const Files& files) {
  try {
    snapshot_of(files);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::integrity);
    return error.what();
  }
  FAIL("accepted");
  return {};
}

Files changed(std::string_view path, std::string_view was, std::string_view is) {
  Files files = files_of(first_night());
  std::string& bytes = files.find(path)->second;
  const std::size_t at = bytes.find(was);
  REQUIRE(at != std::string::npos);
  bytes.replace(at, was.size(), is);
  return files;
}

constexpr std::string_view lincoln_students = "students/58da8a43cc70ab00000000a1.json";

}  // namespace

TEST_CASE("no files at all are the empty snapshot of the first night", "[reader]") {
  const Snapshot snapshot = snapshot_of({});
  CHECK(snapshot.roster.students.empty());
  CHECK(snapshot.roster.district == District());
}

TEST_CASE("a snapshot is read whatever the order of its files", "[reader]") {
  const Snapshot snapshot = first_night();
  const Snapshot read = snapshot_of(files_of(snapshot));
  CHECK(read.roster.sections == snapshot.roster.sections);
  CHECK(read.roster.students == snapshot.roster.students);
  CHECK(read.roster.district == snapshot.roster.district);
}

TEST_CASE("a file that is missing is named", "[reader]") {
  for (const char* path : {"courses.json", "district.json", "manifest.json", "schools.json", "terms.json",
                           "sections/absent.json", "students/absent.json", "teachers/absent.json"}) {
    Files files = files_of(first_night());
    files.erase(path);
    CHECK(refusal(files) == fmt::format("snapshots/{} is missing; restore it from the git history", path));
  }
}

TEST_CASE("a shard that is missing is noticed by the manifest's counts", "[reader]") {
  for (const std::string_view path : {lincoln_students, std::string_view("students/_none.json")}) {
    Files files = files_of(first_night());
    files.erase(files.find(path));
    CHECK(refusal(files).starts_with("snapshots/manifest.json counts other records than the files hold"));
  }
}

TEST_CASE("a file that is none of a snapshot's is named", "[reader]") {
  for (const char* path :
       {"README.md", "students/Lincoln.json", "classes/_none.json", "users/_none.json", "sections/a/_none.json"}) {
    Files files = files_of(first_night());
    files.emplace(path, "[]\n");
    CHECK(refusal(files).starts_with(fmt::format("snapshots/{} is no file that clever-sync writes", path)));
  }
}

TEST_CASE("a damaged record is named by file and line", "[reader]") {
  CHECK(refusal(changed(lincoln_students, "\"grade\":\"6\"", "\"grade\": \"6\""))
            .starts_with("snapshots/students/58da8a43cc70ab00000000a1.json, line 2: "));
  CHECK(refusal(changed("schools.json", "Roosevelt K-8", "")).starts_with("snapshots/schools.json, line 3: an empty"));
  CHECK(refusal(changed("schools.json", "00000000b2", "00000000a0")).find("line 3: the records are not in order") !=
        std::string::npos);
  CHECK(refusal(changed("terms.json", "2026-12-18", "2026-12-32")).find("YYYY-MM-DD") != std::string::npos);
  CHECK(
      refusal(changed("district.json", "success", "unknown")).starts_with("snapshots/district.json, line 1: 'state'"));
  CHECK(refusal(changed("district.json", R"("launch_date")", R"("last_sync":"2026","launch_date")"))
            .find("'last_sync' is not written") != std::string::npos);
}

TEST_CASE("a record of another school's file is refused", "[reader]") {
  Files files = files_of(first_night());
  files["students/58da8a43cc70ab00000000b2.json"] = files.find(lincoln_students)->second;
  files.erase(files.find(lincoln_students));
  CHECK(refusal(files).find("line 2: the record belongs into the file of its school") != std::string::npos);
}

TEST_CASE("a private field that found its way into a file is refused", "[reader]") {
  CHECK(refusal(changed(lincoln_students, R"("grade")", R"("dob":"2014-01-01","grade")")).find("line 2") !=
        std::string::npos);
  CHECK(refusal(changed(lincoln_students, R"("last_initial":"L")", R"("last":"Lovelace","last_initial":"L")"))
            .find("line 2") != std::string::npos);
}

TEST_CASE("a manifest of another format or with other keys is refused", "[reader]") {
  CHECK(refusal(changed("manifest.json", "snapshot@1", "snapshot@2")).find("another version") != std::string::npos);
  CHECK(refusal(changed("manifest.json", "\"format\"", "\"date\":\"2026-11-01\",\"format\"")).find("manifest.json") !=
        std::string::npos);
  CHECK(refusal(changed("manifest.json", "\"students\":2", "\"students\":3")).find("counts other records") !=
        std::string::npos);
}

TEST_CASE("evidence of absence that contradicts itself is refused", "[reader]") {
  Roster tonight = small_roster();
  tonight.students.erase(tonight.students.begin());
  const Files files = files_of(next_night(std::move(tonight), first_night(), night(2)).snapshot);
  const auto with = [&files](std::string_view was, std::string_view is) {
    Files copy = files;
    std::string& bytes = copy.find("students/absent.json")->second;
    const std::size_t at = bytes.find(was);
    REQUIRE(at != std::string::npos);
    bytes.replace(at, was.size(), is);
    return copy;
  };
  CHECK_NOTHROW(snapshot_of(files));
  CHECK(refusal(with("[\"2026-11-03\"]", "[\"2026-11-01\"]")).find("do not ascend") != std::string::npos);
  CHECK(refusal(with("[\"2026-11-03\"]", "[\"2026-11-03\",\"2026-11-03\"]")).find("do not ascend") !=
        std::string::npos);
  CHECK(refusal(with("{\"id\":\"58da8a43cc70ab0000000001\"", "{\"id\":\"58da8a43cc70ab0000000002\""))
            .find("'record' is not the record") != std::string::npos);
  Files shared_too = files_of(first_night());
  shared_too["students/absent.json"] = files.find("students/absent.json")->second;
  CHECK(refusal(shared_too).find("is shared, too") != std::string::npos);
}

TEST_CASE("no single damaged byte of any file goes unnoticed", "[reader]") {
  Roster tonight = small_roster();
  tonight.students.erase(tonight.students.begin());
  const Files files = files_of(next_night(std::move(tonight), first_night(), night(2)).snapshot);
  for (const auto& [path, bytes] : files) {
    Files damaged = files;
    const auto is_noticed = [&](std::string changed) {
      damaged[path] = std::move(changed);
      try {
        // Another letter in a text is another snapshot, as sound as the first; git's ids tell those apart.
        return files_of(snapshot_of(damaged)) == damaged;
      } catch (const Error& error) {
        return error.kind() == ErrorKind::integrity;
      }
    };
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      for (const char other : {'"', ',', '\\', '\n', '\xC3', '0'}) {
        std::string changed = bytes;
        changed[at] = other;
        if (!is_noticed(std::move(changed))) FAIL(path << " at byte " << at);
      }
      if (!is_noticed(bytes.substr(0, at))) FAIL(path << " cut at byte " << at);
    }
  }
}

}  // namespace clever_sync
