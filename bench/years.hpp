#pragma once
// Years: a workspace that has lived through many nights, so that questions about its past can be measured. Every night
// is a real one, with the project's own stages from fetch to record, on a district of the sandbox's generator of whose
// students and sections 1 % change; only the sockets are left out: both servers are called in this process. One class
// is renamed at even distances on top of that.

#include <cstdint>
#include <string>

#include "base/date.hpp"

namespace clever_sync::bench {

struct YearsWish {
  std::int64_t students = 1000;
  int nights = 400;
  int renames = 50;  // of the asked class: with what else happens to it some hundred events in a year
};

/// What can be asked of the workspace that was made.
struct Years {
  std::string asked;    // a class, renamed so many times
  std::string quiet;    // the class of the same school to which least happened
  std::string teacher;  // of the asked class
  std::string student;  // of the asked class from the first night to the last
  Date last_day{};
};

/// Makes the workspace in the folder, or takes the one that an earlier call finished there. The work is done in a child
/// process, so that the caller's own memory stays small: a program that it starts would inherit the figure.
Years make_years(const YearsWish& wish, const std::string& folder);

}  // namespace clever_sync::bench
