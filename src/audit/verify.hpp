#pragma once
// Verify: what the records of a workspace prove, and what they don't. The checks (verify_checks.hpp, and those of
// `nightly` that read the repository) put their results into one report, which is printed for a person or as JSON.
// Pure; never a student's name.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace clever_sync {

/// Everything that is checked, in the order in which it is reported.
enum class VerifyCheck {
  plan_made_again,      ///< a plan's bytes are what its inputs give
  plan_inputs,          ///< a plan names the trees of its own commit
  plan_markdown,        ///< plan.md is what this program writes for the plan
  approval_plan,        ///< an approval names a part of a plan that was committed before
  approval_waivers,     ///< its waivers cover every guardrail that held
  approval_times,       ///< it was given after the plan, before its commit, and for no longer than the policy allows
  approval_unchanged,   ///< it was changed by nothing but being revoked or given again
  receipts_chain,       ///< every line of receipts follows from the one before
  receipts_appended,    ///< no line of receipts was changed or taken away later
  receipts_run_line,    ///< the end of every chain is what its run line says
  receipts_plan,        ///< what was sent stood in the plan
  receipts_cleared,     ///< and was clear, or approved at that time
  receipts_connection,  ///< while the connection was approved
  runs_appended,        ///< no run line was changed or taken away later
  runs_records,         ///< a run line names the snapshot and the plan that are there
  snapshot_recorded,    ///< a snapshot was taken by a run that recorded it
  paths_by_tool,        ///< files that only the tool writes were changed by its commits, each by the stage that may
  head,                 ///< at the tip they are what the tool's last commit wrote
  checkout,             ///< the checkout's files are those of the tip
};
std::string_view name_of(VerifyCheck check);
/// What it proves, for a person: `plans made again from the trees that they name, byte for byte the same`.
std::string_view proves(VerifyCheck check);

enum class Proof { not_proved, wrong };

/// Something that is not as it should be, or that could not be found out.
struct VerifyFinding {
  VerifyCheck check = VerifyCheck::plan_made_again;
  Proof proof = Proof::wrong;
  std::string where;   // `plans/plan.json`, `receipts/….jsonl:3`; "" where no file is meant
  std::string commit;  // "" for the checkout
  std::string words;   // one sentence
};

class VerifyReport {
 public:
  void proved(VerifyCheck check, std::int64_t count) { proved_[check] += count; }
  void not_proved(VerifyCheck check, std::string where, std::string commit, std::string words);
  void wrong(VerifyCheck check, std::string where, std::string commit, std::string words);

  [[nodiscard]] const std::map<VerifyCheck, std::int64_t>& all_proved() const { return proved_; }
  [[nodiscard]] const std::vector<VerifyFinding>& findings() const { return findings_; }
  [[nodiscard]] std::int64_t count(Proof proof) const;

  std::string scope;   // `plan 1a2b…`, `the whole history`, …
  std::string commit;  // the tip
  std::int64_t plans = 0, plans_made_again = 0, commits = 0;

 private:
  std::map<VerifyCheck, std::int64_t> proved_;
  std::vector<VerifyFinding> findings_;
};

/// What no look into the repository can prove, a sentence each.
std::vector<std::string> beyond_proof();

std::string render_verify(const VerifyReport& report);
/// `clever-sync/verify@1` (docs/formats.md)
Json verify_json(const VerifyReport& report);

}  // namespace clever_sync
