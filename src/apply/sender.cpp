#include "apply/sender.hpp"

#include <algorithm>

#include "apply/operations.hpp"
#include "base/digest.hpp"

namespace clever_sync {

namespace {

constexpr int max_resends = 2;  // of the same bytes under the same key, after no answer
constexpr std::chrono::milliseconds first_pause{1000};
constexpr std::chrono::milliseconds longest_pause{60000};
constexpr std::chrono::milliseconds nap{250};  // a stop is noticed within so long

std::chrono::milliseconds pause_after(int attempts) {
  std::chrono::milliseconds pause = first_pause;
  for (int i = 1; i < attempts && pause < longest_pause; ++i) pause *= 2;
  return std::min(pause, longest_pause);
}

/// More than may be in flight: while those wait for Sphero Edu, the next batches get their intents onto the disk. But
/// one at a time means one at a time.
std::size_t workers_for(int in_flight) {
  constexpr int ahead = 4;
  return static_cast<std::size_t>(in_flight <= 1 ? 1 : in_flight + ahead);
}

}  // namespace

Sender::Sender(const SenderEdges& edges, Ledger& ledger, std::int64_t total)
    : edges_(edges),
      deadline_(edges.clock.monotonic() + edges.options.time_limit),
      slots_(edges.options.in_flight),
      ledger_(ledger) {
  progress_.total = total;
}

ApplyReport::Stopped Sender::stopped() {
  using enum ApplyReport::Stopped;
  const std::lock_guard lock(mutex_);
  if (stopped_ != no) return stopped_;
  if (edges_.stop.stop_requested()) {
    stopped_ = interrupted;
  } else if (edges_.clock.monotonic() >= deadline_) {
    stopped_ = time_limit;
  } else if (progress_.refused >= edges_.options.breaker_at_least &&
             progress_.refused * 100 > (progress_.done + progress_.refused) * edges_.options.breaker_percent) {
    stopped_ = breaker;
  }
  return stopped_;
}

void Sender::stop_for(ApplyReport::Stopped why) {
  const std::lock_guard lock(mutex_);
  if (stopped_ == ApplyReport::Stopped::no) stopped_ = why;
}

void Sender::send_phase(std::span<Task> phase) {
  std::size_t admitted = 0;
  {
    const std::lock_guard lock(mutex_);
    for (Task& task : phase) {
      ledger_.admit(task);
      if (task.state == Task::State::waiting) ++admitted;
    }
  }
  const std::size_t groups = (admitted + batch_size() - 1) / batch_size();
  const std::size_t count = std::min(groups, workers_for(edges_.options.in_flight));
  Untaken untaken{.tasks = phase};
  std::vector<std::future<void>> workers;
  for (std::size_t i = 0; i < count; ++i) {
    workers.push_back(std::async(std::launch::async, [&] { work(untaken); }));
  }
  wait_for(workers);
}

std::size_t Sender::batch_size() const {
  return std::clamp(edges_.options.batch, std::size_t{1}, max_batch);
}

/// Looks after the time and the signals while the workers may all be waiting for a busy Sphero Edu.
void Sender::wait_for(std::vector<std::future<void>>& workers) {
  for (const std::future<void>& worker : workers) {
    while (worker.wait_for(nap) == std::future_status::timeout) {
      if (stopped() != ApplyReport::Stopped::no) waits_.request_stop();
    }
  }
  // The future hands on what a worker threw.
  for (std::future<void>& worker : workers) worker.get();
}

void Sender::work(Untaken& untaken) {
  /// When this worker throws, the others end after what they have in flight.
  struct Leaving {
    Sender& sender;
    const int throwing = std::uncaught_exceptions();
    ~Leaving() {
      if (std::uncaught_exceptions() > throwing) sender.stop_for(ApplyReport::Stopped::interrupted);
    }
  };
  const Leaving leaving{*this};
  while (stopped() == ApplyReport::Stopped::no) {
    Group group = take_group(untaken);
    if (group.empty()) return;
    carry_out(std::move(group));
  }
}

/// The next tasks that may be sent, up to a batch; none when all are taken.
Sender::Group Sender::take_group(Untaken& untaken) {
  const std::lock_guard lock(mutex_);
  Group group;
  while (!untaken.tasks.empty() && group.size() < batch_size()) {
    if (untaken.tasks.front().state == Task::State::waiting) group.push_back(&untaken.tasks.front());
    untaken.tasks = untaken.tasks.subspan(1);
  }
  return group;
}

void Sender::carry_out(Group group) {
  std::vector<Group> waiting{std::move(group)};
  while (!waiting.empty() && wait_until_allowed()) {
    const Group tasks = std::move(waiting.back());
    waiting.pop_back();
    for (Group& again : send_once(tasks)) {
      if (!again.empty()) waiting.push_back(std::move(again));
    }
  }
}

/// Sleeps while Sphero Edu has asked for time; false when the run is stopped.
bool Sender::wait_until_allowed() {
  while (stopped() == ApplyReport::Stopped::no) {
    std::chrono::milliseconds wait{0};
    {
      const std::lock_guard lock(mutex_);
      wait = resume_at_ - edges_.clock.monotonic();
    }
    if (wait <= std::chrono::milliseconds{0}) return true;
    edges_.clock.sleep(std::min(wait, nap));
  }
  return false;
}

/// Sends one batch and settles it; gives what is to be sent again, under new intents.
std::vector<Sender::Group> Sender::send_once(const Group& tasks) {
  Batch batch = prepare(tasks);
  edges_.journal.write_intents(batch.intents);
  const SendOutcome outcome = ask(batch);
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      ensure(batch.intents[i].sequence <= std::numeric_limits<std::uint32_t>::max(), "a journal with too many lines");
      tasks[i]->sequence = static_cast<std::uint32_t>(batch.intents[i].sequence);
      tasks[i]->place = static_cast<std::uint16_t>(i);
    }
  }
  std::vector<Group> again =
      std::visit(overloaded{[&](const BatchAnswered& answered) { return take_answers(batch, answered); },
                            [&](const BatchRefused& refused) { return take_refusal(batch, refused); },
                            [&](const BatchUnknown&) {
                              std::vector<Doubtful> all;
                              for (std::size_t i = 0; i < tasks.size(); ++i) all.push_back({.index = i});
                              return std::vector<Group>{look(batch, all)};
                            }},
                 outcome);
  const std::lock_guard lock(mutex_);
  edges_.observe(progress_);
  return again;
}

Sender::Batch Sender::prepare(const Group& tasks) {
  Batch batch{.tasks = tasks, .operations = {}, .intents = {}};
  batch.operations.reserve(tasks.size());
  batch.intents.reserve(tasks.size());
  {
    const std::lock_guard lock(mutex_);
    for (const Task* const task : tasks) {
      batch.operations.push_back(ledger_.next_operation(*task));
      batch.operations.back().id = std::to_string(batch.operations.size());
      Intent& intent = batch.intents.emplace_back();
      intent.steps = ledger_.agenda().steps(*task);
      intent.left_out = static_cast<std::int64_t>(ledger_.agenda().left_out(*task).size());
    }
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const Task& task = *tasks[i];
    Intent& intent = batch.intents[i];
    intent.operation = batch.operations[i];
    intent.body_hash = sha256_hex(encode_operation(batch.operations[i]));
    intent.change = change_name(*task.change);
    intent.part = task.change->part;
    intent.action = task.change->action;
    intent.step = task.step;
  }
  return batch;
}

/// Sends the bytes; without an answer, the same bytes again under the same key. A refusal after no answer tells nothing
/// of the request before it, so that stays unanswered.
SendOutcome Sender::ask(const Batch& batch) {
  SendOutcome outcome = send(batch);
  for (int resend = 1; resend <= max_resends && std::holds_alternative<BatchUnknown>(outcome); ++resend) {
    if (stopped() != ApplyReport::Stopped::no) break;
    {
      const std::lock_guard lock(mutex_);
      back_off(resend);
    }
    if (!wait_until_allowed()) break;
    SendOutcome next = send(batch);
    if (std::holds_alternative<BatchAnswered>(next)) outcome = std::move(next);
  }
  return outcome;
}

SendOutcome Sender::send(const Batch& batch) {
  const Slots::Held held(slots_);
  return edges_.target.send_batch(batch.intents.front().key, batch.operations, waits_.get_token());
}

void Sender::back_off(int attempts) {
  resume_at_ = std::max(resume_at_, edges_.clock.monotonic() + pause_after(attempts));
}

}  // namespace clever_sync
