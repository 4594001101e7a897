#pragma once
// Failpoint: a place where a test lets the program die as kill -9 would: no destructor, no handler, no flush. The
// environment of a test build names one: CLEVER_SYNC_FAILPOINT=before_ref:2 dies when that place is reached for the
// second time. What users run is built without (CMake: CLEVER_SYNC_FAILPOINTS=OFF): the places are then empty and the
// variable means nothing.

#include <array>
#include <string_view>

namespace clever_sync {

enum class Failpoint {
  before_journal_write,
  after_journal_write,  // written, not flushed
  after_journal_flush,
  before_journal_removal,
  after_journal_removal,
  before_request,  // of a batch
  after_answer,
  before_read,  // of what Sphero Edu holds
  after_read,
  before_commit,  // objects follow
  before_ref,     // the commit's objects are durable, the branch still names the one before
  after_ref,      // a checkout's index and files are still the old ones
};

/// In the order of the enumerators.
inline constexpr auto failpoint_names = std::to_array<std::string_view>(
    {"before_journal_write", "after_journal_write", "after_journal_flush", "before_journal_removal",
     "after_journal_removal", "before_request", "after_answer", "before_read", "after_read", "before_commit",
     "before_ref", "after_ref"});

/// Called where the place is. Safe from several threads.
void reach(Failpoint place);

}  // namespace clever_sync
