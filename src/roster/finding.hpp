#pragma once
// Finding: something about the data that a person should see, while work goes on. Findings stand in the plan, so they
// name records by id, never by a person's name.

#include <compare>
#include <string>

namespace clever_sync {

struct Finding {
  std::string code;     // `section-without-teacher`, stable, documented in docs/formats.md
  std::string kind;     // `section`, `student`, `teacher`, `term`, `rule`, `district`, …
  std::string id;       // Clever id, Sphero Edu id or rule id; "" for the district
  std::string message;  // one sentence: what it is, what follows, what to do
  friend auto operator<=>(const Finding&, const Finding&) = default;
};

}  // namespace clever_sync
