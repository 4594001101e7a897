#pragma once
// Approval: a person's word for one part of one plan, as a committed file, and the gate that a part must pass before it
// is applied. There is no global override: a guardrail is waived by name, up to a maximum, with a sentence why. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "plan/plan.hpp"

namespace clever_sync {

struct Waiver {
  std::string guardrail;  // name, all its scopes
  std::int64_t max = 0;   // covers each scope whose actual is at most this
  friend bool operator==(const Waiver&, const Waiver&) = default;
};

struct Revocation {
  std::string person;
  UtcTime at{};
  std::string because;
  friend bool operator==(const Revocation&, const Revocation&) = default;
};

/// approvals/<digest>.json
struct Approval {
  Part part = Part::removals;
  std::string digest;  // of the part
  std::string person;  // `Name <address>`, git's identity
  UtcTime at{}, expires{};
  std::string because;
  std::vector<Waiver> waivers;  // sorted by guardrail
  std::string plan;             // digests.plan that the person read
  std::optional<Revocation> revoked;
  friend bool operator==(const Approval&, const Approval&) = default;
};

std::string encode_approval(const Approval& approval);
/// Throws Error{integrity} naming `where`.
Approval parse_approval(std::string_view bytes, std::string_view where);

/// approvals/connection.json: who let this workspace write to Sphero Edu.
struct ConnectionApproval {
  DistrictId district;
  std::string person;
  UtcTime at{};
  std::string because;
  std::optional<Revocation> revoked;
};
std::string encode_connection_approval(const ConnectionApproval& approval);
ConnectionApproval parse_connection_approval(std::string_view bytes, std::string_view where);

// The gate

/// The part may be applied: empty, clear, or covered by `approval`.
struct Cleared {
  std::optional<Approval> approval;
};
/// A guardrail holds it and no approval waives it: exit 3.
struct HeldBack {
  std::vector<Guardrail> guardrails;  // those not waived
};
/// It waits for a person: exit 4.
struct NotApproved {
  enum class Why { missing, expired, revoked };
  Why why = Why::missing;
};
using Gate = std::variant<Cleared, HeldBack, NotApproved>;

/// Judges one part against the approval file of its digest, if there is one. A clear part needs no approval.
Gate gate_part(const Plan& plan, Part part, const std::optional<Approval>& approval, UtcTime now);

/// The part of a plan that may be applied: the only thing that apply takes. Made by gate outcomes alone.
class ApprovedPlan {
 public:
  /// Throws Error{bug} for a draft, and unless every part of `parts` was Cleared by gate_part on this very plan.
  ApprovedPlan(Plan plan, const Gate& additions, const Gate& removals);
  [[nodiscard]] const Plan& plan() const { return plan_; }
  /// Gives the plan back to whom it came from: of a large one there is no room for two.
  [[nodiscard]] Plan release() && { return std::move(plan_); }
  /// Whether the part's changes may be sent.
  [[nodiscard]] bool covers(Part part) const { return part == Part::additions ? additions_ : removals_; }
  /// Names of the guardrails that the used approvals waive.
  [[nodiscard]] const std::vector<std::string>& waived() const { return waived_; }

 private:
  Plan plan_;
  bool additions_ = false, removals_ = false;
  std::vector<std::string> waived_;
};

/// The `--max` that waives all scopes of the guardrail that hold the part.
std::int64_t maximum_to_waive(const Plan& plan, std::string_view guardrail, Part part);

/// `clever-sync approve --removals --waive classes-archived --max 104 --because "…" --plan 1a2b3c4d`: what a person
/// would type to let this part through. `digest` is the plan's, where the caller has it: working it out takes as long
/// as writing the plan.
std::string approve_command(const Plan& plan, Part part, std::string_view digest);
std::string approve_command(const Plan& plan, Part part);

}  // namespace clever_sync
