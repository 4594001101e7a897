#pragma once
// Agenda: all tasks of a run, and the tables for what few of them have, private to apply. From it follows what the done
// changes make of any object, so no record of a changed object needs to be kept while the run lasts. Not safe from
// several threads.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "apply/task.hpp"
#include "base/texts.hpp"
#include "review/approval.hpp"

namespace clever_sync {

class Agenda {
 public:
  /// One task for each change that the plan lets through, in that order. The plan must outlive the agenda's use of it:
  /// see forget_changes.
  explicit Agenda(const ApprovedPlan& plan);

  [[nodiscard]] std::vector<Task>& tasks() { return tasks_; }
  [[nodiscard]] const std::vector<Task>& tasks() const { return tasks_; }
  /// The tasks cut into phases (task.hpp).
  [[nodiscard]] std::vector<std::span<Task>> phases() { return phases_of(tasks_, by_object_); }
  /// The numbers of the tasks, sorted by kind, Clever id, order.
  [[nodiscard]] std::span<const std::uint32_t> by_object() const { return by_object_; }
  /// The numbers of the object's tasks, in their order.
  [[nodiscard]] std::span<const std::uint32_t> of_object(Kind kind, const CleverId& id) const;
  /// From that place in by_object on, those of one object.
  [[nodiscard]] std::span<const std::uint32_t> object_at(std::size_t place) const;

  /// The code of the last answer, "" if there is none.
  [[nodiscard]] std::string_view code(const Task& task) const { return codes_[task.code]; }
  void set_code(Task& task, std::string_view code);
  void set_sphero_id(Task& task, std::string_view sphero_id);
  /// Members whom the change names and who have no account; sorted.
  [[nodiscard]] const std::vector<UserId>& left_out(const Task& task) const;
  void leave_out(const Task& task, std::vector<UserId> members);
  /// How many operations the change takes, and how many of them are done.
  [[nodiscard]] std::int64_t steps(const Task& task) const;
  [[nodiscard]] std::int64_t steps_done(const Task& task) const;

  /// From here on only what the receipts tell is known: the plan may be freed.
  void forget_changes();

 private:
  [[nodiscard]] std::uint32_t number_of(const Task& task) const {
    return static_cast<std::uint32_t>(&task - tasks_.data());
  }

  std::vector<Task> tasks_;
  std::vector<std::uint32_t> by_object_;
  std::vector<std::string> codes_{std::string()};
  std::map<std::string, std::uint32_t, std::less<>> code_numbers_{{std::string(), 0}};
  std::unordered_map<std::uint32_t, std::vector<UserId>> left_out_;
  Texts texts_;
};

}  // namespace clever_sync
