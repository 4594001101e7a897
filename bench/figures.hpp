#pragma once
// Figures: works that are held against limits, measured and printed as rows of a Markdown table, the same way by every
// bench. Each row says how far its aim is, what a student cost, and how that grew with the district.

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "measure.hpp"

namespace clever_sync::bench {

struct Figure {
  std::string name, limit_name;
  double aim = 0;             // the most that the ratio should be in a district of a million students; 0: no aim
  double most_mebibytes = 0;  // likewise of the peak
  Work work, limit;
  std::function<void()> prepare = [] {};  // before each pair, unmeasured
};

/// The figure in bold if it missed an aim, in italics if the aim is for larger districts than this one.
std::string marked(const std::string& figure, bool missed, std::int64_t students);
/// The aim, with a dagger if it is for larger districts than this one.
std::string aim_text(const std::string& aim, std::int64_t students);

/// Tables of one run, a size each, from the smallest to the largest.
class FigureTable {
 public:
  explicit FigureTable(int pairs) : pairs_(pairs) {}
  /// Prints the head of a size's table.
  void begin(std::int64_t students);
  /// Measures the figure and prints its row.
  Pairs add(const Figure& figure);

 private:
  int pairs_;
  std::int64_t students_ = 0;
  std::map<std::string, double> first_;  // by name: CPU microseconds a student in the first district that had the row
};

}  // namespace clever_sync::bench
