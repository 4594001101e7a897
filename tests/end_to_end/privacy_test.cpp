// Children's names stand in snapshots/students/ and sphero/*/students/ alone: every object of the repository is
// searched.

#include <cctype>
#include <regex>
#include <set>
#include <sstream>

#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

namespace {

/// First names of students, as the snapshot holds them; short ones could stand in a text by chance.
std::set<std::string> student_names(const DistrictWorkspace& workspace) {
  const std::string lines = workspace.git({"grep", "-h", "\"first\":", "HEAD", "--", "snapshots/students/"}).out;
  std::set<std::string> names;
  const std::regex first("\"first\":\"([^\"]{5,})\"");
  for (std::sregex_iterator match(lines.begin(), lines.end(), first), end; match != end; ++match)
    names.insert((*match)[1]);
  return names;
}

bool may_hold_names(const std::string& path) {
  static const std::regex allowed("^(snapshots|sphero/applied|sphero/live)/students(/|$)");
  return std::regex_search(path, allowed);
}

bool is_letter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalpha(byte) != 0 || byte >= 0x80;  // letters beyond ASCII are several such bytes
}

/// Every word in the texts. Names of places and subjects are words too: a child's name counts where it is one.
std::set<std::string> words_of(const std::vector<std::string>& texts) {
  std::set<std::string> words;
  for (const std::string& text : texts) {
    std::string word;
    for (const char c : text) {
      if (is_letter(c)) {
        word.push_back(c);
      } else if (!word.empty()) {
        words.insert(std::move(word));
        word.clear();
      }
    }
    if (!word.empty()) words.insert(word);
  }
  return words;
}

bool is_teacher_file(const std::string& path) {
  return path.find("/teachers/") != std::string::npos;
}

}  // namespace

TEST_CASE("no student's name stands anywhere else in the git objects, the journal or the output", "[end_to_end]") {
  const Sandbox sandbox({});
  const DistrictWorkspace workspace(sandbox, Layout::checked_out);
  std::string printed;
  for (const char* day : {"2026-08-10", "2026-09-02"}) {
    const Outcome night = workspace.night(day);
    printed += night.out + night.err;
  }
  for (const auto& command : std::vector<std::vector<std::string>>{
           {"show"}, {"show", "-o", "json"}, {"show", "-o", "md"}, {"show", "-o", "html"}, {"status"}}) {
    const Outcome outcome = workspace.run(command);
    CHECK(outcome.exit == 0);
    printed += outcome.out + outcome.err;
  }
  const auto names = student_names(workspace);
  REQUIRE(names.size() > 25);
  // A teacher may share a child's first name, so teachers' names are taken out of the list.
  const std::string teachers = workspace.git({"grep", "-h", "\"first\":", "HEAD", "--", "snapshots/teachers/"}).out;

  std::istringstream objects(workspace.git({"rev-list", "--objects", "--all"}).out);
  std::string line;
  std::size_t searched = 0;
  std::vector<std::string> texts{printed, workspace.git({"log", "--format=%B%an%ae"}).out};
  while (std::getline(objects, line)) {
    const std::string path = line.size() > 41 ? line.substr(41) : "";
    if (path.empty() || may_hold_names(path) || is_teacher_file(path)) continue;
    const std::string type = workspace.git({"cat-file", "-t", line.substr(0, 40)}).out;
    if (!type.starts_with("blob")) continue;
    texts.push_back(workspace.git({"cat-file", "blob", line.substr(0, 40)}).out);
    ++searched;
  }
  CHECK(searched > 20);
  const std::set<std::string> words = words_of(texts);
  CHECK(words.contains("create"));  // the search sees what is there
  for (const std::string& name : names) {
    if (teachers.find(name) != std::string::npos) continue;
    INFO("a student's name of " << name.size() << " bytes");
    CHECK_FALSE(words.contains(name));
  }
}
