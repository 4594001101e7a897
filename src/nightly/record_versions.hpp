#pragma once
// Record versions: the lines that one object had in a folder of record files, through every commit that changed one of
// the files in which it can stand.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "audit/history.hpp"
#include "base/json.hpp"
#include "nightly/past.hpp"

namespace clever_sync {

/// Where a record stands.
struct FoundRecord {
  std::string file;  // below the folder; "" if nowhere
  std::string line;
};

/// Looks one object up in folders of record files, in any version of them, and learns in which files it stands.
class RecordFinder {
 public:
  RecordFinder(Past& past, const CleverId& id);
  /// The files to look into first: wherever other folders have the object.
  void add_file(const std::string& file) { files_.insert(file); }
  [[nodiscard]] const std::set<std::string>& files() const { return files_; }
  /// In the folder of the last commit: in the files where it was seen so far, then in every other file.
  FoundRecord find_in_tip(const std::string& folder);
  /// In the files of the tree that the other tree has not, or otherwise.
  FoundRecord find_in_changed(const ObjectId& tree, const ObjectId& other);
  /// Every version that the object had in the folder, oldest first.
  std::vector<RecordVersion> versions_in(const std::string& folder);

 private:
  /// From each position on whether it is shared.
  using Presence = std::map<std::size_t, bool>;

  [[nodiscard]] std::vector<Chronicle::Step> absent_steps(const std::string& folder, const Presence& shared);
  /// In those files, whose line of the record `line_in` tells.
  template <class LineIn>
  FoundRecord find_among(const std::vector<TreeFile>& files, const LineIn& line_in);
  [[nodiscard]] std::vector<RecordVersion> versions_in_known_files(const std::string& folder);
  void look_elsewhere(const std::string& folder, const std::vector<RecordVersion>& versions);

  Past& past_;
  std::string id_;
  std::set<std::string> files_;
};

/// The record that a line holds: of absent.json the one inside it.
Json record_of_line(std::string_view line);

}  // namespace clever_sync
