#include "nightly/plan_names.hpp"

#include <algorithm>
#include <set>

#include "nightly/steps.hpp"
#include "roster/state_codec.hpp"
#include "snapshot/snapshot.hpp"

namespace clever_sync {

namespace {

/// Whether the file, by its path in its folder, holds names that a reader may see.
bool holds_names(std::string_view path, StudentNames students) {
  if (path.ends_with("/absent.json")) return false;
  if (path.starts_with("students/")) return students == StudentNames::join;
  return path == "schools.json" || path == "terms.json" || path.starts_with("sections/") ||
         path.starts_with("classes/") || path.starts_with("teachers/");
}

template <class Reader>
void add_files(const Repository& repository, const ObjectId& commit, std::string_view folder, StudentNames students,
               Reader& reader) {
  for (const TreeFile& file : repository.files_below(commit, folder)) {
    const std::string path = file.path.substr(folder.size() + 1);
    if (holds_names(path, students)) reader.add_file(path, repository.read_blob(file));
  }
}

std::set<std::string> schools_without_name(const Plan& plan, const NameBook& names) {
  std::set<std::string> unnamed;
  const auto add = [&](const std::string& school) {
    if (!school.empty() && !names.schools.contains(school)) unnamed.insert(school);
  };
  for (const Change& change : plan.changes) add(change.school);
  for (const Guardrail& guardrail : plan.guardrails) {
    for (const std::string& school : schools_named(guardrail)) add(school);
  }
  return unnamed;
}

/// Takes the schools that the snapshot of this commit names out of `unnamed`.
void add_schools_of(const Repository& repository, const ObjectId& blob, std::set<std::string>& unnamed,
                    NameBook& names) {
  SnapshotReader reader;
  reader.add_file("schools.json", repository.read_blob(blob));
  const Snapshot snapshot = reader.take();
  std::erase_if(unnamed, [&](const std::string& id) {
    const auto school =
        std::ranges::find_if(snapshot.roster.schools, [&](const School& s) { return s.id.text() == id; });
    if (school == snapshot.roster.schools.end()) return false;
    names.schools[id] = std::string(school->name);
    return true;
  });
}

}  // namespace

NameBook read_name_book(const Repository& repository, const ObjectId& commit, StudentNames students) {
  SnapshotReader snapshot;
  add_files(repository, commit, snapshot_folder, students, snapshot);
  LiveReader live;
  add_files(repository, commit, live_folder, students, live);
  return make_name_book(snapshot.take(), live.finish(), students);
}

void add_earlier_schools(const Repository& repository, const ObjectId& commit, const Plan& plan, NameBook& names) {
  std::set<std::string> unnamed = schools_without_name(plan, names);
  if (unnamed.empty()) return;
  const std::string path = std::string(snapshot_folder) + "/schools.json";
  ObjectId seen;
  // A history that ends too early, or is damaged there, is no reason not to show the plan.
  (void)read_or_say([&] {
    repository.walk(commit, [&](const CommitInfo& info) {
      const ObjectId blob = repository.object_at(info.id, path);
      if (!blob.empty() && blob != seen) add_schools_of(repository, blob, unnamed, names);
      seen = blob;
      return !unnamed.empty();
    });
    return true;
  });
}

}  // namespace clever_sync
