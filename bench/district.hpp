#pragma once
// The district of the bench, as files in a folder: one night on which everything was applied, and the snapshots of
// nights that may follow it. Made once, in a child process, so that the measured processes start small.

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync::bench {

/// What happens from the first night to the second.
enum class Night {
  quiet,   // nothing
  spread,  // 1 % of the students move, leave or come, in all schools; 1 % of the sections are renamed
  few,     // as much, in 5 % of the schools
  rule,    // nothing in Clever; a new rule leaves out one subject, a sixth of the classes
  term,    // nothing in Clever; it is the day on which the fall term's classes are archived, five sixths of all
};

struct File {
  std::string path;   // below the state's folder
  std::string place;  // on the disk
};

/// What a plan reads, and the day that it is for.
struct PlanFiles {
  std::vector<File> snapshot, applied, live;
  std::vector<RuleFile> rules;
  Date as_of{};
};
/// Where the files stand.
std::vector<std::string> places_of(const std::vector<File>& files);
std::vector<std::string> places_of(const PlanFiles& files);

class District {
 public:
  /// Writes everything below `folder`, which must be empty.
  District(std::int64_t students, std::string folder);
  /// One that is written already.
  explicit District(std::string folder) : folder_(std::move(folder)) {}

  [[nodiscard]] std::vector<File> snapshot(Night night) const { return files_below(snapshot_folder(night)); }
  [[nodiscard]] PlanFiles plan_files(Night night) const;

  /// The days of the first night and of the next.
  static Date first_day() { return *parse_date("2026-10-01"); }
  static Date next_day() { return *parse_date("2026-10-02"); }

  /// Where a night's snapshot stands below the district's folder; applied and live stand beside it.
  static std::string snapshot_folder(Night night);

 private:
  void write(std::int64_t students) const;
  [[nodiscard]] std::vector<File> files_below(const std::string& state) const;

  std::string folder_;
};

}  // namespace clever_sync::bench
