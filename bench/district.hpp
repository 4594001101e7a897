#pragma once
// The district of the bench, as files in a folder: one night on which everything was applied, and the snapshots of
// nights that may follow it. Made once, in a child process, so that the measured processes start small.

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.hpp"

namespace clever_sync::bench {

/// What happens from the first night to the second.
enum class Night {
  quiet,   // nothing
  spread,  // 1 % of the students move, leave or come, in all schools; 1 % of the sections are renamed
  few,     // as much, in 5 % of the schools
};

struct File {
  std::string path;   // below the state's folder
  std::string place;  // on the disk
};

/// What a plan reads.
struct PlanFiles {
  std::vector<File> snapshot, applied, live;
};
/// Where the files stand.
std::vector<std::string> places_of(const std::vector<File>& files);
std::vector<std::string> places_of(const PlanFiles& files);

class District {
 public:
  /// Writes everything below `folder`, which must be empty.
  District(std::int64_t students, std::string folder);

  [[nodiscard]] std::vector<File> snapshot(Night night) const { return files_below(name_of(night)); }
  [[nodiscard]] PlanFiles plan_files(Night night) const {
    return {.snapshot = snapshot(night), .applied = files_below("applied"), .live = files_below("live")};
  }

  /// The days of the first night and of the next.
  static Date first_day() { return *parse_date("2026-10-01"); }
  static Date next_day() { return *parse_date("2026-10-02"); }

 private:
  static std::string name_of(Night night);
  void write(std::int64_t students) const;
  [[nodiscard]] std::vector<File> files_below(const std::string& state) const;

  std::string folder_;
};

}  // namespace clever_sync::bench
