#include "apply/journal.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

#include "apply/batch_key.hpp"
#include "base/error.hpp"
#include "base/failpoint.hpp"

namespace clever_sync {

struct Journal::State {
  State(Disk& a_disk, std::string a_path) : disk(a_disk), path(std::move(a_path)) {}

  std::uint64_t append(const JournalLine& line) {
    pending += encode_line(line, next, durable);
    return next++;
  }
  void wait_until_durable(std::unique_lock<std::mutex>& lock, std::uint64_t sequence);
  void flush_for_all(std::unique_lock<std::mutex>& lock);

  Disk& disk;
  const std::string path;
  std::optional<JournalStart> left_over;
  std::string left_over_bytes;

  std::mutex mutex;  // guards all below; `file` belongs to whoever set `flushing`
  std::condition_variable changed;
  std::unique_ptr<AppendFile> file;
  std::string run;
  std::string pending;        // encoded, not yet handed to the file
  std::uint64_t next = 1;     // the next line's sequence number
  std::uint64_t durable = 0;  // the last that is on the disk
  bool flushing = false;
  std::exception_ptr failure;  // of the first write or sync that failed
};

void Journal::State::wait_until_durable(std::unique_lock<std::mutex>& lock, std::uint64_t sequence) {
  ensure(file != nullptr, "a journal was written that was not started");
  while (durable < sequence) {
    if (failure) std::rethrow_exception(failure);
    if (flushing) {
      changed.wait(lock);
    } else {
      flush_for_all(lock);
    }
  }
}

void Journal::State::flush_for_all(std::unique_lock<std::mutex>& lock) {
  const std::string bytes = std::exchange(pending, {});
  const std::uint64_t last = next - 1;
  flushing = true;
  lock.unlock();
  std::exception_ptr thrown;
  try {
    reach(Failpoint::before_journal_write);
    file->append(bytes);
    reach(Failpoint::after_journal_write);
    file->sync();
    reach(Failpoint::after_journal_flush);
  } catch (...) {
    thrown = std::current_exception();  // for everybody who waits for this sync, and whoever comes after
  }
  lock.lock();
  flushing = false;
  if (thrown) {
    failure = thrown;
  } else {
    durable = last;
  }
  changed.notify_all();
}

Journal::Journal(Disk& disk, std::string path) : state_(std::make_unique<State>(disk, std::move(path))) {
  std::optional<std::string> bytes = state_->disk.read_file(state_->path);
  if (!bytes) return;
  const std::uint64_t good_bytes = read_journal(*bytes, state_->path, [this](const JournalLine& line) {
    if (state_->left_over) return;
    const JournalStart* const start = std::get_if<JournalStart>(&line);
    if (start == nullptr) {
      throw Error(ErrorKind::integrity, state_->path +
                                            ":1: the journal does not begin with a start; move the file "
                                            "away and run again");
    }
    state_->left_over = *start;
  });
  bytes->resize(good_bytes);
  state_->left_over_bytes = *std::move(bytes);
}

Journal::~Journal() = default;

const std::optional<JournalStart>& Journal::left_over() const {
  return state_->left_over;
}

void Journal::each_left_over(const std::function<void(JournalLine&&)>& take) const {
  read_journal(state_->left_over_bytes, state_->path, take);
}

void Journal::start(const JournalStart& start) {
  ensure(!state_->left_over && state_->file == nullptr, "a journal was started over what another run left");
  std::unique_lock lock(state_->mutex);
  state_->file = state_->disk.open_append(state_->path, 0);
  state_->run = start.run;
  state_->wait_until_durable(lock, state_->append(start));
}

void Journal::write_intents(std::vector<Intent>& intents) {
  if (intents.empty()) return;
  std::unique_lock lock(state_->mutex);
  const std::string key = batch_key(state_->run, state_->next);
  for (Intent& intent : intents) {
    intent.key = key;
    intent.sequence = state_->next;
    state_->append(intent);
  }
  state_->wait_until_durable(lock, intents.back().sequence);
}

void Journal::write_receipts(const std::vector<Receipt>& receipts) {
  if (receipts.empty()) return;
  std::unique_lock lock(state_->mutex);
  std::uint64_t last = 0;
  for (const Receipt& receipt : receipts) last = state_->append(receipt);
  state_->wait_until_durable(lock, last);
}

void Journal::remove() {
  const std::lock_guard lock(state_->mutex);
  state_->file.reset();
  reach(Failpoint::before_journal_removal);
  state_->disk.remove_file(state_->path);
  reach(Failpoint::after_journal_removal);
  state_->left_over.reset();
  state_->left_over_bytes = std::string();
  state_->next = 1;
  state_->durable = 0;
}

}  // namespace clever_sync
