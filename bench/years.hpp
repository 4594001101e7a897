#pragma once
// Years: a workspace with the commits of many nights, made directly out of canonical files, so that questions about the
// past can be measured without living through it. Every night renames some sections in a few schools, the asked
// section's always among them; every so many nights it is the asked section itself that gets another name.

#include <cstdint>
#include <string>

#include "base/date.hpp"
#include "roster/ids.hpp"

namespace clever_sync::bench {

struct YearsWish {
  std::int64_t students = 1000;
  int nights = 400;
  int renames = 100;        // of the asked section, at even distances
  int schools_a_night = 6;  // in which something changes
};

/// What can be asked of the workspace that was made.
struct Years {
  SectionId section;  // renamed so many times
  SectionId quiet;    // of the same school, never changed
  UserId teacher, student;
  Date last_day{};
};

/// Makes the workspace in the folder, which must not exist. The repository is bare: a checkout would only add files.
Years make_years(const YearsWish& wish, const std::string& folder);

}  // namespace clever_sync::bench
