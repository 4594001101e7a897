#pragma once
// A plan's file, read in two steps: all but its changes first, which is a few kilobytes however many changes there are,
// then the changes one by one. So a reader sees the beginning of a plan of a million changes at once. It refuses what
// parse_plan refuses, each step what it can see.

#include <functional>
#include <string>

#include "plan/plan.hpp"

namespace clever_sync {

class PlanFile {
 public:
  /// Reads all but the changes. Throws as parse_plan; what is wrong among the changes shows later.
  PlanFile(std::string bytes, std::string where);

  /// The plan without its changes.
  [[nodiscard]] const Plan& head() const { return head_; }
  /// digests.plan, as the file says; checked by each_change.
  [[nodiscard]] const std::string& digest() const { return digest_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

  /// A change, and the bytes of its line with the line feed before it.
  using TakeChange = std::function<void(Change&& change, std::string_view line)>;
  /// In the file's order. Throws Error{integrity} for a line that encode_plan would not have written, after the lines
  /// before it were taken; at the end also for counts that are not the changes', and for a wrong digest.
  void each_change(const TakeChange& take) const;

  /// The whole plan, instead of its bytes; throws as each_change.
  [[nodiscard]] Plan read_changes() &&;

 private:
  std::string bytes_, where_;
  Plan head_;
  std::string digest_;
};

}  // namespace clever_sync
