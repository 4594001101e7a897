#pragma once
// Twins: two districts that live through the same events, each with a sandbox and a workspace of its own. The runs of
// one are left alone; those of the other are killed. After each night both must have come to the same.

#include <optional>

#include "end_to_end/harness.hpp"

namespace end_to_end {

class Twins {
 public:
  /// A small generated district that was synced once. Removals need no approval and no guardrail holds, so that a night
  /// ends by itself whatever happened; who is absent for one night has left.
  explicit Twins(unsigned seed);

  /// The next day, with joins, leaves and moves, and one of the rarer events: a section that is unshared, shared again,
  /// renamed, or reused, a teacher or student under another Clever id, a teacher's edit in Sphero Edu.
  void next_day();
  /// The undisturbed run of the day.
  void calm_night();
  /// A run of the disturbed twin; with a failpoint (`before_ref:2`) it dies there.
  Outcome tried_night(const std::optional<std::string>& failpoint);

  enum class Receipts { each_change_once, some_lost };
  /// Fails the test unless the disturbed twin has come to where the calm one is: every object in Sphero Edu and who can
  /// sign in, the committed snapshots, states and plan, and one receipt for each change, or at most one.
  void check_same(Receipts receipts) const;

  [[nodiscard]] const Sandbox& tried_sandbox() const { return tried_sandbox_; }
  [[nodiscard]] DistrictWorkspace& tried() { return tried_; }
  [[nodiscard]] std::string journal() const { return tried_.path() + "/.git/clever-sync/journal"; }
  [[nodiscard]] const std::string& day() const { return day_; }

 private:
  void event(const std::string& json) const;

  Sandbox calm_sandbox_, tried_sandbox_;
  DistrictWorkspace calm_, tried_;
  unsigned seed_;
  int days_ = 0;
  std::string day_ = "2026-08-10";
};

/// What a program that was killed exits with, as the harness has it.
inline constexpr int killed = 128 + 9;

}  // namespace end_to_end
