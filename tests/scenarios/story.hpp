#pragma once
// Story: what happens to a district night by night, read from a scenario's story.yaml. A night says only what is new or
// changed; the rest stays. Records are called by labels (`robotics`, `bo`), which become Clever ids here and labels
// again in what is told, so that a person can check every line. tests/scenarios/README.md has the format.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plan/plan.hpp"
#include "roster/roster.hpp"
#include "roster/states.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync::test {

/// Labels and the ids that they stand for.
class Labels {
 public:
  /// The id of a label, made when it first comes up; its first digits tell the kind.
  CleverId id(std::string_view kind, const std::string& label);
  /// The id of a label that is known already; "" if it is not.
  [[nodiscard]] std::string known_id(const std::string& label) const;
  /// The text with labels for the ids that it names.
  [[nodiscard]] std::string told(std::string text) const;

 private:
  std::map<std::string, std::pair<std::string, CleverId>> by_label_;  // with the kind
  std::map<std::string, std::string> by_id_;
};

/// What somebody did in Sphero Edu by hand before the run.
struct ByHand {
  std::vector<UnmanagedTeacher> accounts;                  // made
  std::vector<std::pair<SectionId, std::string>> renamed;  // classes
  std::vector<std::pair<SectionId, UserId>> taken_out;     // students out of classes
  std::vector<std::pair<SectionId, UserId>> added;         // students to classes
};

struct Night {
  Date date{};
  std::string title;
  Roster roster;
  std::vector<RuleFile> rules;
  ByHand by_hand;
  bool refused = false;        // the fetch: the night counts for nothing
  bool journal_lost = false;   // what was applied is forgotten
  bool new_workspace = false;  // and so are the snapshots
  bool ask_for_removals = false;
  bool connection_approved = true;
  std::map<CleverId, std::string> refuses;  // Sphero Edu, tonight: whose changes, and its code
  std::set<Part> approves;  // by a person who reads tonight's plan in the morning: counts from the next run on
};

struct Story {
  Labels labels;
  std::vector<Night> nights;
};

/// Reads story.yaml and the rule folders of a scenario. Throws Error for anything that it does not know.
Story read_story(const std::string& folder);

}  // namespace clever_sync::test
