#pragma once
// Task: one change on its way to Sphero Edu, and afterwards what became of it, private to apply. A run has as many as
// changes and they live until its receipts are written, so a task is 64 bytes: what few of them have (members left out,
// a code, an odd version) stands in tables beside them, and operations are made when they are sent, and forgotten.

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "plan/plan.hpp"

namespace clever_sync {

struct Task {
  enum class State : std::uint8_t {
    waiting,  ///< not sent yet, or to be sent again
    done,
    refused,   ///< Sphero Edu said no; stays so for some nights
    given_up,  ///< refused for a reason that is not the change's own (server busy, request refused whole): next run
    skipped,   ///< decided not to send it
  };

  const Change* change = nullptr;  // nullptr once the changes are forgotten
  std::string_view sphero_id;      // as last answered; of what is done, that of the object
  std::size_t expected = 0;        // print_of the object as it must be now, if done
  CleverId clever_id;
  std::uint32_t sequence = 0;  // the journal's number of its last intent
  std::uint32_t code = 0;      // of the last answer, in the table of codes
  std::int16_t status = 0;     // the last answer's
  std::uint16_t place = 0;     // in its batch, from 0
  // In a byte each: as they stand in the plan they would take the room of a Clever id.
  Kind kind : 8 = Kind::class_;
  Action action : 8 = Action::create;
  Part part : 8 = Part::additions;
  State state = State::waiting;
  std::uint8_t step = 1;      // which of its operations comes next
  std::uint8_t attempts = 0;  // of this step
};
static_assert(sizeof(Task) <= 64);

/// Where an object's changes stand: the tasks' numbers, sorted by kind, Clever id, and then in the order of the plan.
std::vector<std::uint32_t> index_by_object(const std::vector<Task>& tasks);

/// The tasks cut into phases: the tasks of one phase do not depend on each other, and all of a phase depends on nothing
/// after it. Keeps the order. A phase ends where part, kind, archive or not, or letting go or not changes (so a student
/// is detached from an archived roster after being added to the open one), and before a second change of one object.
std::vector<std::span<Task>> phases_of(std::vector<Task>& tasks, const std::vector<std::uint32_t>& by_object);

/// The tasks in their order, cut into groups of at most `size`.
std::vector<std::vector<Task*>> cut_into_groups(const std::vector<Task*>& tasks, std::size_t size);

}  // namespace clever_sync
