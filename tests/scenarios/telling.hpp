#pragma once
// Telling: the story as the program sees it, in lines that a person can check: each night what is desired and why (as
// far as it differs from the night before), who is left out, what is found, the plan, and what Sphero Edu then holds.

#include <string>
#include <vector>

#include "review/render.hpp"
#include "story.hpp"

namespace clever_sync::test {

/// What a night planned, as it would be committed, and the names that a reader sees.
struct ToldPlan {
  Plan plan;
  NameBook names;
};

struct Telling {
  std::string text;
  std::vector<ToldPlan> plans;  // one a night that was not refused
};

/// Lives through the nights as a nightly run does: snapshot, desired, plan, and each part applied that is clear or that
/// somebody approved. What no platform could do, and a plan that does not settle what it applies, is told as TROUBLE.
Telling tell(const Story& story);

}  // namespace clever_sync::test
