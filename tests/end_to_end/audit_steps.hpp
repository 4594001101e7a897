#pragma once
// What the tests of why, history, status and diagnose have in common: a district whose removals need no person unless
// a guardrail holds them, and short words for its nights and events.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "end_to_end/harness.hpp"

namespace end_to_end {

/// Fails the test unless every part is in the text, and says which is not.
void check_contains(const std::string& text, const std::vector<std::string>& parts);

/// The sandbox with the sample district, and its workspace.
struct AuditedDistrict {
  AuditedDistrict() : AuditedDistrict(std::make_shared<Sandbox>(std::vector<std::string>{})) {}
  /// A workspace of that sandbox's district, which knows nothing of others.
  explicit AuditedDistrict(std::shared_ptr<Sandbox> of) : shared_sandbox(std::move(of)) {}

  std::shared_ptr<Sandbox> shared_sandbox;
  const Sandbox& sandbox = *shared_sandbox;
  DistrictWorkspace workspace{sandbox, DistrictWorkspace::Layout::checked_out};

  /// Commits the file with `from` replaced by `to`; fails the test if `from` is not in it.
  void edit(const std::string& path, const std::string& from, const std::string& to) const;
  /// Removals are applied without a person while no guardrail holds them.
  void let_removals_pass() const;
  /// The sandbox's event, as JSON without the braces: `"event":"student-joins"`.
  std::string event(const std::string& json) const;
  /// A night that must end with that exit code.
  void night(const std::string& day, int exit = 0) const;
  /// A command that must end well.
  void must(const std::vector<std::string>& arguments) const;
  /// The ids of the sections whose line in the last snapshot holds the text.
  [[nodiscard]] std::vector<std::string> sections_with(const std::string& text) const;
  /// What a command prints, which must end with that exit code.
  [[nodiscard]] std::string ask(const std::vector<std::string>& arguments, int exit = 0) const;
};

/// What diagnose says with these words as of the day, and what it would write to the school, as the golden answer
/// diagnose-NAME. Each code must be among the verdicts; each verdict must have evidence, what to do and a night that
/// shows it; and the reply must hold nothing internal and nothing of a student.
void check_diagnosis(const AuditedDistrict& district, const std::string& name, const std::string& day,
                     std::vector<std::string> words, const std::vector<std::string>& codes);

/// The ids of the sample's sections, students and teachers whose records name that school.
std::vector<std::string> sample_ids_of_school(const std::string& school);

/// The sample district's n-th section, student and teacher.
std::string section_id(int number);
std::string student_id(int number);
std::string teacher_id(int number);

}  // namespace end_to_end
