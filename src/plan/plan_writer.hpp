#pragma once
// The plan file's bytes in two steps, since `digests.plan` is the digest of the bytes without it, and a plan of a
// million changes should be written once.

#include <string>
#include <string_view>

#include "plan/plan.hpp"

namespace clever_sync {

/// The format and its version: raised when a reader of the old version could misread the new.
inline constexpr std::string_view plan_format = "clever-sync/plan@1";

/// The canonical file without `digests.plan`, and where that key belongs.
struct PlanBytes {
  std::string bytes;
  std::size_t digest_at = 0;
};
PlanBytes write_plan(const Plan& plan);

/// The whole file.
std::string insert_digest(PlanBytes plan, std::string_view digest);

}  // namespace clever_sync
