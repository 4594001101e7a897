#pragma once
// A slow and obvious model of Sphero Edu: it carries changes out one by one, refuses what no platform could do, and
// says who can sign in. The laws of the plan are held against it.

#include <set>
#include <string>
#include <vector>

#include "plan/plan.hpp"

namespace clever_sync::test {

class Model {
 public:
  Model(const LiveState& live, const AppliedState& applied);

  /// Carries the change out and folds it into applied; "" or why it is impossible or breaks a promise.
  [[nodiscard]] std::string carry_out(const Change& change);

  [[nodiscard]] const LiveState& live() const { return live_; }
  [[nodiscard]] const AppliedState& applied() const { return applied_; }

  /// Clever ids and Sphero Edu ids of everybody who can sign in as a student.
  [[nodiscard]] std::set<std::string> able_to_sign_in() const;
  /// Students with an open account who are in an open class and yet on the roster of an archived one.
  [[nodiscard]] std::set<UserId> locked_out_of_open_class() const;

 private:
  LiveState live_;
  AppliedState applied_;
};

}  // namespace clever_sync::test
