#pragma once
// Past: the history of a workspace as questions about one object need it: the chronicle of its commits, what day each
// run was for, and where the files of each kind stand. Opened once for a question; nothing is read before it is needed.

#include <map>
#include <string>

#include "audit/history.hpp"
#include "nightly/run_line.hpp"
#include "workspace/chronicle.hpp"
#include "workspace/line_search.hpp"

namespace clever_sync {

/// `snapshots/sections`, `sphero/applied/classes`, `sphero/live/classes`
std::string source_folder(Kind kind);
std::string applied_folder_of(Kind kind);
std::string live_folder_of(Kind kind);

class Past {
 public:
  /// Throws as Chronicle does.
  Past(const Repository& repository, const ObjectId& tip);

  [[nodiscard]] const Repository& repository() const { return repository_; }
  [[nodiscard]] const Chronicle& chronicle() const { return chronicle_; }
  /// Of the tip; there must be one.
  [[nodiscard]] std::size_t last() const { return chronicle_.size() - 1; }
  /// A file of the tip's tree, taken from the checkout's file when that has exactly these bytes.
  [[nodiscard]] std::string read(const TreeFile& file) const;
  /// Every file directly in a folder of the tip, its whole path as its name.
  [[nodiscard]] std::vector<TreeFile> files_of_tip(const std::string& folder) const;
  /// The commit as an answer cites it. Valid as long as this.
  const CommitFact& fact(std::size_t position);
  /// Of a commit that came into this history with the one at that position: itself, or one of a branch that was merged.
  CommitFact fact_of(const ObjectId& commit, std::size_t position);
  /// The record's line in a version of a file of records, by the id that its lines are sorted by; "" if it has none.
  const std::string& line_in(const ObjectId& blob, const std::string& id);
  /// The same of a file of the tip, named within its folder, taken from the checkout as `read` does.
  std::string line_in_tip(const std::string& folder, const TreeFile& file, const std::string& id);

 private:
  void read_days();

  const Repository& repository_;
  Chronicle chronicle_;
  bool days_read_ = false;
  std::map<std::string, Date, std::less<>> days_;  // of each run that left a line
  std::map<std::size_t, CommitFact> facts_;
  std::map<std::string, LineSearch> searches_;
};

/// The commit that held the state at the end of that day: of the last run for it or an earlier day, with what people
/// committed until the next run began. `tip` itself if no later run is recorded. Throws Error{usage} for a day before
/// the first run.
ObjectId commit_for_day(const Repository& repository, const ObjectId& tip, Date day);

}  // namespace clever_sync
