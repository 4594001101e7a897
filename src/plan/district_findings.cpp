#include "plan/district_findings.hpp"

#include <fmt/core.h>

namespace clever_sync {

namespace {

Finding of_district(std::string_view code, std::string message) {
  return {.code = std::string(code), .kind = "district", .id = {}, .message = std::move(message)};
}

}  // namespace

std::vector<Finding> district_findings(const PlanInputs& inputs) {
  std::vector<Finding> findings;
  const District& district = inputs.district;
  if (!inputs.connection_approved) {
    findings.push_back(of_district("connection-not-approved",
                                   "nothing is written to Sphero Edu until somebody approves the connection: "
                                   "clever-sync approve --connection --because \"…\""));
  }
  if (district.launch_date && *district.launch_date > inputs.as_of) {
    findings.push_back(of_district(
        "launch-date-ahead", fmt::format("the district's launch date in Clever is {}; nothing is written to Sphero Edu "
                                         "before it while clever.gate_on_launch_date is on",
                                         format_date(*district.launch_date))));
  }
  const bool stale = district.state == DistrictState::pending || district.state == DistrictState::error ||
                     district.state == DistrictState::paused;
  if (stale) {
    const std::optional<UtcTime> since = parse_utc_time(district.last_sync);
    findings.push_back(of_district(
        "data-stale",
        fmt::format("Clever has not read the district's data{}: its state there is '{}'; the snapshot shows "
                    "the last good data",
                    since ? " since " + format_utc_time(*since) : std::string(), name_of(district.state))));
  }
  return findings;
}

}  // namespace clever_sync
