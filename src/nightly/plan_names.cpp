#include "nightly/plan_names.hpp"

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

}  // namespace

NameBook read_name_book(const Repository& repository, const ObjectId& commit, StudentNames students) {
  SnapshotReader snapshot;
  add_files(repository, commit, snapshot_folder, students, snapshot);
  LiveReader live;
  add_files(repository, commit, live_folder, students, live);
  return make_name_book(snapshot.take(), live.finish(), students);
}

}  // namespace clever_sync
