#pragma once
// Verification: what an auditor may rely on. Each fact is proved, not proved (and why not), or wrong; a report is sound
// when nothing is wrong. `nightly` does the checking (verify.hpp), this is the answer and its two forms.

#include <string>
#include <vector>

#include "base/json.hpp"

namespace clever_sync {

enum class Proof { proved, not_proved, wrong };

struct CheckedFact {
  Proof proof = Proof::proved;
  std::string subject;  // `plan 1a2b3c4d5e6f of 2026-11-24`, `receipts/<digest>.jsonl`
  std::string what;     // one clause: what was compared, or why it is not so and what to do
  friend bool operator==(const CheckedFact&, const CheckedFact&) = default;
};

struct VerificationReport {
  std::vector<CheckedFact> facts;  // in the order of checking
};

bool is_sound(const VerificationReport& report);
/// A line per fact, the wrong ones first, then a summary.
std::string render_verification(const VerificationReport& report);
/// `clever-sync/verify@1` (docs/formats.md)
Json verification_json(const VerificationReport& report);

}  // namespace clever_sync
