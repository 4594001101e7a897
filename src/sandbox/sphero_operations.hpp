#pragma once
// One operation of the contract's batch: read from JSON, then carried out on a SpheroWorld, whatever the outcome.
// Contract: docs/sphero-edu-api.yaml, `Operation`. Where it is silent:
// - a wrong `if_version` is 412 even if the object is already as asked;
// - `if_version` is required by every action but create, and refused there; `set` belongs to create and update, members
// to
//   create and update of classes, `sphero_id` to relink: anything else is 422 `invalid`, so that nothing is ignored in
//   silence;
// - a create of what exists with the same content but archived is 409 `exists`: it is not as asked;
// - `primary_teacher` becomes the first teacher, and a member if it was none;
// - adding somebody without an account is 422 `unknown-member`, removing somebody who is no member changes nothing;
// - a relinked account stays a member of its classes, whose versions do not move.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/json.hpp"
#include "sandbox/sphero_world.hpp"

namespace clever_sync {

enum class BatchAction { create, update, relink, restore, archive };

struct BatchOperation {
  std::string id;
  BatchAction action = BatchAction::create;
  Kind kind = Kind::class_;
  CleverId clever_id;
  std::optional<std::int64_t> if_version;
  std::optional<std::string> sphero_id;
  std::map<std::string, std::string> set;
  std::vector<UserId> add_teachers, remove_teachers, add_students, remove_students;
  std::optional<UserId> primary_teacher;
};

/// What became of one operation: a member of BatchResults.
struct BatchOutcome {
  int status = 200;
  std::string sphero_id;
  std::int64_t version = 0;  // 0: none
  std::string code;          // of the problem, "" when all is well
  std::string title;
};

/// The operation, or why it is none (422).
std::variant<BatchOperation, BatchOutcome> parse_operation(const Json& json);

BatchOutcome carry_out(SpheroWorld& world, const BatchOperation& operation);

}  // namespace clever_sync
