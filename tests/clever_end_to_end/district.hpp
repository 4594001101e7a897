#pragma once
// What the tests of this folder have in common: a district in its workspace, edited and asked in few words.

#include <string>
#include <vector>

#include "end_to_end/harness.hpp"

namespace end_to_end {

struct NightlyDistrict {
  NightlyDistrict() = default;
  explicit NightlyDistrict(const std::vector<std::string>& sandbox_arguments) : sandbox(sandbox_arguments) {}
  Sandbox sandbox{std::vector<std::string>{}};
  DistrictWorkspace workspace{sandbox, DistrictWorkspace::Layout::checked_out};

  /// Commits the file with `from` replaced by `to`; fails the test if it is not there.
  void edit(const std::string& path, const std::string& from, const std::string& to) const;
  /// Another Clever than the sandbox. Sphero Edu stays.
  void use_clever(const std::string& api, const std::string& oauth) const;
  /// The app's client in APP_ID and APP_SECRET in the place of the district's token.
  void use_app_client();
  /// One event of the sandbox, as JSON without the braces.
  void happen(const std::string& json) const;
  /// `what` on that collection of Clever's from now on, so many times (0: until cleared).
  void misbehave(const std::string& collection, const std::string& what, int times, const std::string& more = "") const;
  /// A night that must end with that exit code; its output.
  std::string night(const std::string& day, int exit = 0) const;
  /// The trees and files that a refused night must leave as they were.
  [[nodiscard]] std::string state() const;
};

/// The sample district's n-th section, student and teacher.
std::string section_id(int number);
std::string student_id(int number);
std::string teacher_id(int number);

}  // namespace end_to_end
