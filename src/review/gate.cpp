#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "review/approval.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t digest_prefix = 12;

bool has_changes(const Plan& plan, Part part) {
  return std::ranges::any_of(plan.changes, [&](const Change& change) { return change.part == part; });
}

std::vector<Guardrail> holding(const Plan& plan, Part part) {
  std::vector<Guardrail> found;
  for (const Guardrail& guardrail : plan.guardrails) {
    if (guardrail.part == part && guardrail.verdict == GuardrailVerdict::hold) found.push_back(guardrail);
  }
  return found;
}

bool waives(const Approval& approval, const Guardrail& guardrail) {
  return std::ranges::any_of(approval.waivers, [&](const Waiver& waiver) {
    return waiver.guardrail == guardrail.name && guardrail.actual <= waiver.max;
  });
}

/// An approval that is filed under another part's digest is none: it was given for something else.
bool is_for(const std::optional<Approval>& approval, const Plan& plan, Part part) {
  return approval && approval->part == part && approval->digest == plan.digest(part);
}

bool needs_no_person(const Plan& plan, Part part) {
  return !has_changes(plan, part) || (plan.verdict(part) == Verdict::clear && holding(plan, part).empty());
}

/// Whether the outcome really is one of gate_part on this plan's part.
void ensure_own_gate(const Plan& plan, Part part, const Cleared& cleared) {
  ensure(cleared.approval ? is_for(cleared.approval, plan, part) : needs_no_person(plan, part),
         "a part of a plan was let through by the gate of another plan");
  // A plan that was read from a file lacks the students' values: sending those would blank them. Its digest tells.
  if (has_changes(plan, part)) {
    ensure(part_digest(plan.district, part, plan.changes) == plan.digest(part),
           "a part of a plan is not what its digest says");
  }
}

}  // namespace

Gate gate_part(const Plan& plan, Part part, const std::optional<Approval>& approval, UtcTime now) {
  if (needs_no_person(plan, part)) return Cleared{};
  const bool given = is_for(approval, plan, part);
  std::vector<Guardrail> not_waived = holding(plan, part);
  if (given) std::erase_if(not_waived, [&](const Guardrail& guardrail) { return waives(*approval, guardrail); });
  // The guardrails come first: "held" (exit 3) says more than "not approved" (exit 4), and 3 goes before 4.
  if (!not_waived.empty()) return HeldBack{std::move(not_waived)};
  if (!given) return NotApproved{NotApproved::Why::missing};
  if (approval->revoked) return NotApproved{NotApproved::Why::revoked};
  if (now >= approval->expires) return NotApproved{NotApproved::Why::expired};
  return Cleared{approval};
}

ApprovedPlan::ApprovedPlan(Plan plan, const Gate& additions, const Gate& removals) : plan_(std::move(plan)) {
  ensure(plan_.draft.empty(), "a draft was to be applied");
  const auto admit = [&](Part part, const Gate& gate) {
    const Cleared* const cleared = std::get_if<Cleared>(&gate);
    if (cleared == nullptr) return false;
    ensure_own_gate(plan_, part, *cleared);
    if (cleared->approval) {
      for (const Waiver& waiver : cleared->approval->waivers) waived_.push_back(waiver.guardrail);
    }
    return true;
  };
  additions_ = admit(Part::additions, additions);
  removals_ = admit(Part::removals, removals);
  std::ranges::sort(waived_);
  waived_.erase(std::unique(waived_.begin(), waived_.end()), waived_.end());
}

namespace {

/// The name as one word of a shell. Ours are; one in a plan that somebody edited might be a command of its own, in a
/// line that is there to be copied.
std::string shell_word(const std::string& name) {
  if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos && !name.empty() &&
      name[0] != '-') {
    return name;
  }
  std::string word = "'";
  for (const char c : name) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

}  // namespace

std::int64_t maximum_to_waive(const Plan& plan, std::string_view guardrail, Part part) {
  std::int64_t max = 0;
  for (const Guardrail& each : plan.guardrails) {
    const bool holds = each.part == part && each.verdict == GuardrailVerdict::hold;
    if (holds && each.name == guardrail) max = std::max(max, each.actual);
  }
  return max;
}

std::string approve_command(const Plan& plan, Part part) {
  return approve_command(plan, part, plan_digest(plan));
}

std::string approve_command(const Plan& plan, Part part, std::string_view digest) {
  std::set<std::string> names;  // one --max per --waive: it covers all scopes of the name
  for (const Guardrail& guardrail : holding(plan, part)) names.insert(guardrail.name);
  std::string command = fmt::format("clever-sync approve --{}", name_of(part));
  for (const std::string& name : names)
    command += fmt::format(" --waive {} --max {}", shell_word(name), maximum_to_waive(plan, name, part));
  return command + fmt::format(" --because \"…\" --plan {}", digest.substr(0, digest_prefix));
}

}  // namespace clever_sync
