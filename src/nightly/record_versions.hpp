#pragma once
// Record versions: the lines that one object had in a folder of record files, through all commits that changed the
// folder. Few commits are all opened; of many only as many as it takes to find where the line changed, since a school's
// file changes every night and one record seldom does.

#include <set>
#include <string>
#include <vector>

#include "audit/history.hpp"
#include "base/json.hpp"
#include "nightly/moments.hpp"

namespace clever_sync {

/// Whether to open the files of nights that lie between two which agree.
enum class Depth { where_lines_differ, every_night };

/// Where a record stands.
struct FoundRecord {
  std::string file;  // below the folder; "" if nowhere
  std::string line;
};

/// Looks records up in one folder of record files, in any version of it. Keeps what it has opened.
class RecordFinder {
 public:
  RecordFinder(const Repository& repository, const CleverId& id);
  /// The files to look into first: wherever other folders have the object.
  void add_file(const std::string& file) { files_.insert(file); }
  [[nodiscard]] const std::set<std::string>& files() const { return files_; }
  /// In the files where it was seen so far; else nowhere.
  FoundRecord find_known(const ObjectId& tree);
  /// In every file of the folder; what is found is a known file from then on.
  FoundRecord find_anywhere(const ObjectId& tree);

 private:
  std::string line_in(const ObjectId& blob);
  const Repository& repository_;
  std::string needle_;
  std::set<std::string> files_;
  std::map<ObjectId, std::string> opened_;
};

/// The record's line with that id in a file of records; "" if none has it.
std::string line_of_record(const std::string& bytes, const std::string& id);

/// The record that a line holds: of absent.json the one inside it.
Json record_of_line(std::string_view line);

struct FoundVersions {
  std::vector<RecordVersion> versions;  // oldest first
  std::int64_t skipped = 0;             // changes of the folder that were not opened
};
/// `tree` says which of a moment's folders is meant. `witnesses` are positions of moments that are opened in any case.
FoundVersions find_versions(RecordFinder& finder, const std::string& folder, const std::vector<Moment>& moments,
                            ObjectId Moment::*tree, Depth depth, const std::set<std::int64_t>& witnesses);

}  // namespace clever_sync
