// Privacy: every field of Clever's v3.1 description carries a marker of its own over real HTTP; then everything that
// the run left is searched for the markers that must not be there: git's objects, files, the journal's folder, outputs.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "catch.hpp"
#include "clever/every_field.hpp"
#include "clever/fake_clever.hpp"
#include "clever_end_to_end/district.hpp"
#include "clever_end_to_end/stub_clever.hpp"

using namespace end_to_end;
using namespace clever_sync::test;

namespace {

StubAnswer every_field(const StubRequest& request) {
  const auto asks = [&](const char* what) { return request.target.find(what) != std::string::npos; };
  if (asks("/districts")) return {.body = page_json({every_district_field})};
  if (asks("/schools")) return {.body = page_json({every_school_field})};
  if (asks("/terms")) return {.body = page_json({every_term_field})};
  if (asks("/courses")) return {.body = page_json({every_course_field})};
  if (asks("/sections")) return {.body = page_json({every_section_field})};
  if (asks("role=teacher")) return {.body = page_json({every_teacher_field})};
  return {.body = page_json({every_student_field})};
}

void check_storable(const std::string& text, const std::string& where) {
  for (const std::string& marker : markers_in(text)) {
    INFO(where << " holds " << marker);
    CHECK(storable_markers.count(marker) == 1);
  }
}

std::string every_file(const std::string& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(file), {});
  }
  return all;
}

std::string every_output(const NightlyDistrict& district) {
  const std::string section = "58da8c04d7dc0c0000000001", student = "58da8c06d7dc0c0000000001",
                    teacher = "58da8c05d7dc0c0000000001";
  std::string printed;
  for (const auto& command : std::vector<std::vector<std::string>>{{"-v", "connections"},
                                                                   {"connections", "-o", "json"},
                                                                   {"-v", "--as-of", "2026-08-11", "fetch"},
                                                                   {"-v", "observe"},
                                                                   {"-v", "--as-of", "2026-08-11", "plan"},
                                                                   {"show"},
                                                                   {"show", "--names"},
                                                                   {"show", "--sign-in"},
                                                                   {"show", "-o", "json"},
                                                                   {"show", "-o", "md"},
                                                                   {"show", "-o", "html", "--names"},
                                                                   {"-v", "--as-of", "2026-08-11", "nightly"},
                                                                   {"status"},
                                                                   {"status", "-o", "json"},
                                                                   {"why", "class", section},
                                                                   {"why", "student", student},
                                                                   {"why", "teacher", teacher, "-o", "html"},
                                                                   {"history", "class", section},
                                                                   {"history", "student", student},
                                                                   {"diagnose", "no-data"},
                                                                   {"diagnose", "sign-in", student},
                                                                   {"diagnose", "old-classes"},
                                                                   {"diagnose", "sync"},
                                                                   {"backtest", "--nights", "2"},
                                                                   {"verify"},
                                                                   {"rules", "check"},
                                                                   {"rules", "explain", "no-homeroom"}}) {
    const Outcome outcome = district.workspace.run(command);
    printed += outcome.out + outcome.err;
  }
  return printed;
}

}  // namespace

TEST_CASE("no marker of a field that must not be stored is in objects, files, logs or outputs",
          "[clever_end_to_end][privacy]") {
  const StubClever clever(every_field);
  const NightlyDistrict district;
  district.use_clever(clever.api(), clever.oauth());
  std::string printed;
  for (const char* day : {"2026-08-10", "2026-08-11"}) {
    const Outcome night = district.workspace.run({"-v", "--as-of", day, "nightly"});
    INFO(night.err);
    CHECK((night.exit == 0 || night.exit == 3));
    printed += night.out + night.err;
  }
  printed += every_output(district);

  const std::string objects =
      district.workspace.git({"cat-file", "--batch-all-objects", "--batch", "--buffer", "--unordered"}).out;
  const std::set<std::string> stored = markers_in(objects);
  INFO("the search sees what is stored");
  CHECK(stored.count("marker.student.name.first") == 1);
  CHECK(stored.count("marker.section.name") == 1);
  check_storable(objects, "an object");
  check_storable(every_file(district.workspace.path()), "a file");
  check_storable(district.workspace.git({"log", "--all", "--format=%B%an%ae%cn%ce"}).out, "a commit");
  check_storable(printed, "an output");
  CHECK(stored == storable_markers);
}

TEST_CASE("a damaged read leaves no marker in its refusal", "[clever_end_to_end][privacy][slow]") {
  bool broken = false;
  const StubClever clever([&broken](const StubRequest& request) {
    StubAnswer answer = every_field(request);
    if (broken && request.target.find("role=student") != std::string::npos) answer.body.pop_back();
    return answer;
  });
  const NightlyDistrict district;
  district.use_clever(clever.api(), clever.oauth());
  broken = true;
  const Outcome night = district.workspace.run({"-v", "--as-of", "2026-08-10", "nightly"});
  CHECK(night.exit == 7);
  check_storable(night.out + night.err, "the refusal");
  CHECK(markers_in(night.out + night.err).count("marker.student.name.first") == 0);
  CHECK(markers_in(every_file(district.workspace.path())).empty());
}
