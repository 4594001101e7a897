#include "apply/outcomes.hpp"

#include <algorithm>
#include <functional>
#include <unordered_set>

#include "apply/operations.hpp"
#include "base/error.hpp"
#include "roster/state_codec.hpp"

namespace clever_sync {

namespace {

/// Tells two records apart but for Sphero Edu's id, which an answer need not name; 0 for none. Within one run only.
template <class Object>
std::size_t print_of(const Object* object) {
  if (object == nullptr) return 0;
  Object nameless = *object;
  nameless.sphero_id = {};
  return std::hash<std::string>{}(encode_record(nameless));
}

std::string_view sphero_id_of(const ManagedState& state, Kind kind, const CleverId& id) {
  return with_record(state, kind, id,
                     [](const auto* object) { return object == nullptr ? std::string_view() : object->sphero_id; });
}

bool is_as_expected(const Task& task, const ManagedState& actual) {
  return with_record(actual, task.kind, task.clever_id, [&](const auto* object) {
    if (print_of(object) != task.expected) return false;
    return object == nullptr || task.sphero_id.empty() || task.sphero_id == object->sphero_id;
  });
}

ReceiptResult result_of(Task::State state) {
  switch (state) {
    case Task::State::done:
      return ReceiptResult::done;
    case Task::State::refused:
    case Task::State::given_up:
      return ReceiptResult::refused;
    case Task::State::waiting:
    case Task::State::skipped:
      return ReceiptResult::skipped;
  }
  unreachable("Task::State");
}

}  // namespace

Outcomes::Outcomes(const ApprovedPlan& plan, const Observation& observed)
    : observed_(observed), agenda_(plan), live_(observed.live.managed, observed.live, *observed.live.texts, agenda_) {}

void Outcomes::settle() {
  std::vector<Task>& tasks = agenda_.tasks();
  const auto is_done = [&](std::uint32_t number) { return tasks[number].state == Task::State::done; };
  for (std::size_t place = 0; place < tasks.size();) {
    const auto of_object = agenda_.object_at(place);
    place += of_object.size();
    if (std::ranges::none_of(of_object, is_done)) continue;
    const Task& first = tasks[of_object.front()];
    const ManagedState now = live_.only(first.kind, first.clever_id);
    const std::size_t expected =
        with_record(now, first.kind, first.clever_id, [](const auto* object) { return print_of(object); });
    const std::string_view sphero_id = sphero_id_of(now, first.kind, first.clever_id);
    for (const std::uint32_t number : of_object) {
      if (!is_done(number)) continue;
      tasks[number].expected = expected;
      agenda_.set_sphero_id(tasks[number], sphero_id);
    }
  }
  order_.reserve(tasks.size());
  for (std::uint32_t i = 0; i < tasks.size(); ++i) {
    // A run that was stopped says nothing, change by change, of what it did not come to.
    if (tasks[i].state != Task::State::waiting || tasks[i].sequence != 0) order_.push_back(i);
  }
  // What was not sent has no number, and comes last.
  std::ranges::sort(order_, {}, [&](std::uint32_t i) { return std::pair(tasks[i].sequence - 1, i); });
}

ReceiptLine Outcomes::receipt(std::size_t number) const {
  const Task& task = agenda_.tasks()[order_[number]];
  ReceiptLine line;
  line.action = task.action;
  line.kind = task.kind;
  line.clever_id = task.clever_id;
  line.part = task.part;
  line.result = result_of(task.state);
  line.status = task.status;
  line.left_out = static_cast<int>(agenda_.left_out(task).size());
  line.sequence = task.sequence;
  line.batch = task.sequence - task.place;
  line.code = task.state == Task::State::waiting ? "interrupted" : agenda_.code(task);
  if (task.state == Task::State::done) line.sphero_id = task.sphero_id;
  return line;
}

void Outcomes::each_receipt(const std::function<void(const ReceiptLine&)>& take) const {
  for (std::size_t i = 0; i < receipts(); ++i) take(receipt(i));
}

AppliedState Outcomes::applied(const AppliedState& before) const {
  AppliedState after{.texts = before.texts, .managed = {}, .baseline = before.baseline, .refused = before.refused};
  StateFold fold(before.managed, observed_.live, *after.texts, agenda_);
  for (const Task& relink : agenda_.tasks()) {
    if (relink.action != Action::relink || agenda_.steps_done(relink) == 0) continue;
    for (const std::uint32_t number : agenda_.of_object(relink.kind, relink.clever_id)) {
      const Task& task = agenda_.tasks()[number];
      const std::vector<Operation> operations = operations_of(*task.change, agenda_.left_out(task));
      for (std::int64_t step = 0; step < agenda_.steps_done(task); ++step) {
        fold.add(operations[static_cast<std::size_t>(step)], task.sphero_id);
      }
    }
  }
  after.managed = fold.all();
  return after;
}

LiveState Outcomes::expected_live() const {
  LiveState live = {.texts = observed_.live.texts,
                    .managed = live_.all(),
                    .unmanaged = observed_.live.unmanaged,
                    .manual = observed_.live.manual};
  // Hand-made accounts that became managed.
  std::unordered_set<std::string_view> relinked;
  for (const Task& task : agenda_.tasks()) {
    if (task.action == Action::relink && agenda_.steps_done(task) > 0) relinked.insert(task.change->sphero_id);
  }
  std::erase_if(live.unmanaged, [&](const UnmanagedTeacher& account) { return relinked.contains(account.sphero_id); });
  return live;
}

std::vector<std::string> Outcomes::differences_from(const LiveState& actual) const {
  std::vector<std::string> names;
  std::unordered_set<std::string> named;
  for (const std::uint32_t number : order_) {
    const Task& task = agenda_.tasks()[number];
    if (task.state != Task::State::done || is_as_expected(task, actual.managed)) continue;
    std::string name = change_name(task.action, task.kind, task.clever_id);
    if (named.insert(name).second) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace clever_sync
