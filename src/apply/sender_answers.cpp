// What the sender makes of an answer: done, refused, to be sent again, or to be looked at.
#include <algorithm>

#include "apply/operations.hpp"
#include "apply/sender.hpp"

namespace clever_sync {

namespace {

constexpr int max_attempts = 4;  // of one operation, each under a new intent

bool is_done(int status) {
  return status == 200 || status == 201;
}
/// Sphero Edu is busy: nothing happened, and nothing is wrong with the request.
bool is_busy(int status) {
  return status == 429 || status >= 500;
}
/// Sphero Edu can't take the request as it is; a smaller one may show which operation is to blame.
bool blames_content(int status) {
  return status == 400 || status == 413 || status == 422;
}

}  // namespace

std::vector<Sender::Group> Sender::take_answers(Batch& batch, const BatchAnswered& answered) {
  ensure(answered.results.size() == batch.tasks.size(), "a batch was answered with another number of results");
  std::vector<Receipt> receipts;
  for (std::size_t i = 0; i < batch.tasks.size(); ++i) {
    const std::optional<OperationResult>& result = answered.results[i];
    if (!result) continue;
    receipts.push_back(Receipt{.intent = batch.intents[i].sequence,
                               .status = result->status,
                               .code = result->code,
                               .sphero_id = result->sphero_id,
                               .version = result->version});
  }
  edges_.journal.write_receipts(receipts);
  const bool busy = std::ranges::any_of(receipts, [](const Receipt& receipt) { return is_busy(receipt.status); });
  busy ? slots_.was_busy() : slots_.had_time();

  Group again;
  std::vector<Doubtful> doubtful;
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < batch.tasks.size(); ++i) {
      const std::optional<OperationResult>& result = answered.results[i];
      Task& task = *batch.tasks[i];
      const Operation& operation = batch.operations[i];
      if (!result) {
        doubtful.push_back({.index = i, .doubt = Doubt::no_answer});
        continue;
      }
      task.status = static_cast<std::int16_t>(result->status);
      ledger_.agenda().set_code(task, result->code);
      if (is_done(result->status)) {
        ledger_.add_done(task, operation, result->sphero_id, result->version);
        finish_step(task, again);
      } else if (result->status == 412) {
        doubtful.push_back({.index = i, .doubt = Doubt::other_version});
      } else if (result->status == 409 && operation.action == Operation::Action::create) {
        doubtful.push_back({.index = i, .doubt = Doubt::exists});
      } else if (is_busy(result->status)) {
        try_again(task, Task::State::given_up, again);
      } else {
        end(task, Task::State::refused);
      }
    }
  }
  return {std::move(again), look(batch, doubtful)};
}

std::vector<Sender::Group> Sender::take_refusal(Batch& batch, const BatchRefused& refused) {
  std::vector<Receipt> receipts;
  for (const Intent& intent : batch.intents) {
    Receipt receipt;
    receipt.intent = intent.sequence;
    receipt.status = refused.status;
    receipt.code = refused.code;
    receipts.push_back(std::move(receipt));
  }
  edges_.journal.write_receipts(receipts);
  const bool not_sent = refused.status == 0;
  if (not_sent && stopped() != ApplyReport::Stopped::no) return {};  // the run ended while it waited: all stay waiting
  if (is_busy(refused.status)) slots_.was_busy();
  const bool blamed = blames_content(refused.status);
  // No next request would fare better: the token or the district is refused.
  if (!blamed && !is_busy(refused.status)) stop_for(ApplyReport::Stopped::turned_away);

  const std::lock_guard lock(mutex_);
  Group again;
  for (Task* const task : batch.tasks) {
    task->status = static_cast<std::int16_t>(refused.status);
    ledger_.agenda().set_code(*task, refused.code);
    if (is_busy(refused.status)) {
      try_again(*task, Task::State::given_up, again);
    } else if (blamed && batch.tasks.size() > 1) {
      again.push_back(task);
    } else {
      end(*task, blamed ? Task::State::refused : Task::State::given_up);
    }
  }
  return blamed && again.size() > 1 ? cut_into_groups(again, (again.size() + 1) / 2)
                                    : std::vector<Group>{std::move(again)};
}

/// Reads the objects of the doubtful operations back and settles each; gives those that are to be sent again.
Sender::Group Sender::look(Batch& batch, const std::vector<Doubtful>& doubtful) {
  Group again;
  if (doubtful.empty()) return again;
  std::vector<std::pair<Kind, CleverId>> objects;
  for (const Doubtful& one : doubtful) {
    objects.emplace_back(batch.operations[one.index].kind, batch.operations[one.index].clever_id);
  }
  std::ranges::sort(objects);
  const Observation seen = edges_.target.fetch_objects(objects, edges_.stop);
  // Settled first, told to the journal next, relied on last: a crash between only makes the next run look again.
  std::vector<Receipt> receipts;
  for (const Doubtful& one : doubtful) receipts.push_back(read_back(batch, one, seen));
  edges_.journal.write_receipts(receipts);
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < doubtful.size(); ++i) settle(batch, doubtful[i], receipts[i], seen, again);
  return again;
}

/// What Sphero Edu shows of one doubtful operation.
Receipt Sender::read_back(const Batch& batch, const Doubtful& doubtful, const Observation& seen) const {
  const Operation& operation = batch.operations[doubtful.index];
  const bool shown = doubtful.doubt == Doubt::exists ? shows_content(operation, seen.live.managed)
                                                     : shows_effect(operation, seen.live.managed);
  Receipt receipt;
  receipt.intent = batch.intents[doubtful.index].sequence;
  receipt.read_back = shown ? Settled::done : Settled::not_done;
  if (!shown && doubtful.doubt != Doubt::no_answer) {  // what was answered still says why
    receipt.status = batch.tasks[doubtful.index]->status;
    receipt.code = ledger_.agenda().code(*batch.tasks[doubtful.index]);
  }
  receipt.sphero_id = with_record(seen.live.managed, operation.kind, operation.clever_id, [](const auto* object) {
    return object == nullptr ? std::string() : std::string(object->sphero_id);
  });
  if (const auto found = seen.versions.find({operation.kind, operation.clever_id}); found != seen.versions.end()) {
    receipt.version = found->second;
  }
  return receipt;
}

void Sender::settle(Batch& batch, const Doubtful& doubtful, const Receipt& receipt, const Observation& seen,
                    Group& again) {
  Task& task = *batch.tasks[doubtful.index];
  const Operation& operation = batch.operations[doubtful.index];
  const bool still_right = ledger_.is_still_right(operation, seen);
  ledger_.add_seen(operation, seen);
  if (receipt.read_back == Settled::done) {
    task.status = 0;
    ledger_.agenda().set_code(task, {});
    ledger_.add_done(task, operation, receipt.sphero_id, receipt.version);
    return finish_step(task, again);
  }
  if (doubtful.doubt == Doubt::exists) return end(task, Task::State::refused);
  if (doubtful.doubt == Doubt::no_answer) {
    task.status = 0;
    ledger_.agenda().set_code(task, "no-answer");
  }
  if (still_right) {
    try_again(task, doubtful.doubt == Doubt::no_answer ? Task::State::given_up : Task::State::skipped, again);
  } else {
    ledger_.agenda().set_code(task, "version-mismatch");
    end(task, Task::State::skipped);
  }
}

void Sender::finish_step(Task& task, Group& again) {
  if (task.step == ledger_.agenda().steps(task)) return end(task, Task::State::done);
  ++task.step;
  task.attempts = 0;
  again.push_back(&task);
}

void Sender::try_again(Task& task, Task::State or_else, Group& again) {
  if (++task.attempts >= max_attempts) return end(task, or_else);
  again.push_back(&task);
  if (is_busy(task.status)) back_off(task.attempts);
}

void Sender::end(Task& task, Task::State state) {
  task.state = state;
  ledger_.close(task);
  if (state == Task::State::done) ++progress_.done;
  if (state == Task::State::refused || state == Task::State::given_up) ++progress_.refused;
}

}  // namespace clever_sync
