#include "plan/refusals.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace clever_sync {

bool Refusals::withhold(const Change& change, Notes& notes) const {
  if (refused_.empty()) return false;
  const auto key = [](const RefusedChange& refused) { return std::pair(refused.kind, refused.id); };
  const std::pair subject(change.kind, change.clever_id);
  const auto first = std::ranges::lower_bound(refused_, subject, {}, key);
  const auto last = std::ranges::upper_bound(refused_, subject, {}, key);
  if (first == last) return false;
  const std::string digest = change_digest(change);
  const auto found = std::find_if(
      first, last, [&](const RefusedChange& refused) { return refused.digest == digest && refused.next_try > as_of_; });
  if (found == last) return false;
  ++notes.withheld;
  notes.findings.push_back(
      {.code = "refused-earlier",
       .kind = std::string(name_of(change.kind)),
       .id = change.clever_id.text(),
       .message =
           fmt::format("Sphero Edu refused to {} it on {} night{} ({}); it is tried again on {}, or at once when "
                       "its content changes",
                       name_of(change.action), found->nights, found->nights == 1 ? "" : "s", found->code,
                       format_date(found->next_try))});
  return true;
}

}  // namespace clever_sync
