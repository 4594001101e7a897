#pragma once
// Sender: carries the tasks of a phase to Sphero Edu, private to apply: batches side by side, the intent durable before
// each request, the receipt before anything relies on the answer, retries within bounds, and a look at Sphero Edu where
// an answer is missing or somebody else wrote.

#include <future>
#include <mutex>
#include <span>

#include "apply/apply.hpp"
#include "apply/ledger.hpp"
#include "apply/slots.hpp"
#include "apply/task.hpp"

namespace clever_sync {

/// What the sender needs of the world, handed through from apply_plan.
struct SenderEdges {
  Target& target;
  Journal& journal;
  Clock& clock;
  const ApplyOptions& options;
  const std::function<void(const ApplyProgress&)>& observe;
  std::stop_token stop;
};

class Sender {
 public:
  Sender(const SenderEdges& edges, Ledger& ledger, std::int64_t total);

  /// Sends what the ledger admits, and returns when all of it is answered and settled, or the run is stopped and what
  /// was in flight is settled. Tasks that it did not come to stay `waiting`.
  void send_phase(std::span<Task> phase);
  /// Why no more is sent; looks at the stop token, the time limit and the breaker.
  ApplyReport::Stopped stopped();

 private:
  using Group = std::vector<Task*>;
  /// The tasks of a phase that nobody has taken yet; under the lock.
  struct Untaken {
    std::span<Task> tasks;
  };
  /// A batch as it is sent: the n-th operation and intent are the n-th task's.
  struct Batch {
    Group tasks;
    std::vector<Operation> operations;
    std::vector<Intent> intents;
  };
  /// Why an object is looked at.
  enum class Doubt { no_answer, exists, other_version };
  struct Doubtful {
    std::size_t index = 0;  // in the batch
    Doubt doubt = Doubt::no_answer;
  };

  void wait_for(std::vector<std::future<void>>& workers);
  void work(Untaken& untaken);
  Group take_group(Untaken& untaken);
  [[nodiscard]] std::size_t batch_size() const;
  void carry_out(Group group);
  bool wait_until_allowed();
  std::vector<Group> send_once(const Group& tasks);
  Batch prepare(const Group& tasks);
  SendOutcome ask(const Batch& batch);
  SendOutcome send(const Batch& batch);
  std::vector<Group> take_answers(Batch& batch, const BatchAnswered& answered);
  std::vector<Group> take_refusal(Batch& batch, const BatchRefused& refused);
  Group look(Batch& batch, const std::vector<Doubtful>& doubtful);
  Receipt read_back(const Batch& batch, const Doubtful& doubtful, const Observation& seen) const;
  void settle(Batch& batch, const Doubtful& doubtful, const Receipt& receipt, const Observation& seen, Group& again);

  void finish_step(Task& task, Group& again);
  void try_again(Task& task, Task::State or_else, Group& again);
  void end(Task& task, Task::State state);
  void back_off(int attempts);
  void stop_for(ApplyReport::Stopped why);

  SenderEdges edges_;
  const std::chrono::milliseconds deadline_;
  Slots slots_;
  std::stop_source waits_;  // its stop ends the waits for a busy Sphero Edu

  std::mutex mutex_;  // guards all below, and the tasks' contents
  Ledger& ledger_;
  ApplyReport::Stopped stopped_ = ApplyReport::Stopped::no;
  std::chrono::milliseconds resume_at_{0};  // nobody sends before: Sphero Edu asked for time
  ApplyProgress progress_;
};

}  // namespace clever_sync
