#pragma once
// Task: one change on its way to Sphero Edu, private to apply. Tasks live in one vector for the whole run, so they are
// small and hold no operation: those are made when they are sent, and forgotten.

#include <cstdint>
#include <string>
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

  const Change* change = nullptr;
  State state = State::waiting;
  std::uint8_t step = 1;      // which of its operations comes next
  std::uint8_t attempts = 0;  // of this step
  // The last answer:
  std::int16_t status = 0;
  std::uint64_t sequence = 0;        // of its intent
  std::uint64_t batch_sequence = 0;  // of the first intent in its batch
  std::string code;
  std::vector<UserId> left_out;  // sorted
};

/// The tasks cut into phases: the tasks of one phase do not depend on each other, and all of a phase depends on nothing
/// after it. Keeps the order. A phase ends where part, kind, archive or not, or letting go or not changes (so a student
/// is detached from an archived roster after being added to the open one), and before a second change of one object.
std::vector<std::vector<Task*>> phases_of(std::vector<Task>& tasks);

/// The tasks in their order, cut into groups of at most `size`.
std::vector<std::vector<Task*>> cut_into_groups(const std::vector<Task*>& tasks, std::size_t size);

}  // namespace clever_sync
