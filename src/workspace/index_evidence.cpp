#include "workspace/index_evidence.hpp"

#include <array>
#include <ctime>
#include <tuple>

namespace clever_sync {

namespace {

constexpr long nanoseconds_a_second = 1'000'000'000;

bool before(const timespec& one, const timespec& other) {
  return std::tie(one.tv_sec, one.tv_nsec) < std::tie(other.tv_sec, other.tv_nsec);
}

timespec now(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return time;
}

timespec difference(const timespec& later, const timespec& earlier) {
  timespec time{.tv_sec = later.tv_sec - earlier.tv_sec, .tv_nsec = later.tv_nsec - earlier.tv_nsec};
  if (time.tv_nsec < 0) {
    time.tv_nsec += nanoseconds_a_second;
    --time.tv_sec;
  }
  return time;
}

/// The index keeps the low 32 bits of all numbers.
bool same_time(const git_index_time& noted, const timespec& time) {
  return noted.seconds == static_cast<std::int32_t>(time.tv_sec) &&
         noted.nanoseconds == static_cast<std::uint32_t>(time.tv_nsec);
}

}  // namespace

IndexEvidence::IndexEvidence(git_index* index, const timespec& written)
    : index_(index), written_(written), started_(difference(now(CLOCK_REALTIME), now(CLOCK_BOOTTIME))) {}

bool IndexEvidence::vouches(const std::string& path, const Oid& blob, const struct stat& file) const {
  const git_index_entry* entry = git_index_get_bypath(index_, path.c_str(), 0);
  if (entry == nullptr || from_git(entry->id) != blob || !S_ISREG(file.st_mode)) return false;
  constexpr int told_not_to_look = GIT_INDEX_ENTRY_VALID;  // `git update-index --assume-unchanged`
  if ((entry->flags & told_not_to_look) != 0 || (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0) {
    return false;
  }
  const bool coarse_times = file.st_mtim.tv_nsec == 0 && file.st_ctim.tv_nsec == 0;  // of a second or two
  return !coarse_times && entry->file_size == static_cast<std::uint32_t>(file.st_size) &&
         entry->ino == static_cast<std::uint32_t>(file.st_ino) && same_time(entry->mtime, file.st_mtim) &&
         same_time(entry->ctime, file.st_ctim) && before(file.st_mtim, written_) && before(file.st_ctim, written_) &&
         before(started_, file.st_ctim);
}

void note_file(git_index_entry& entry, const struct stat& file) {
  entry.ctime = {.seconds = static_cast<std::int32_t>(file.st_ctim.tv_sec),
                 .nanoseconds = static_cast<std::uint32_t>(file.st_ctim.tv_nsec)};
  entry.mtime = {.seconds = static_cast<std::int32_t>(file.st_mtim.tv_sec),
                 .nanoseconds = static_cast<std::uint32_t>(file.st_mtim.tv_nsec)};
  entry.dev = static_cast<std::uint32_t>(file.st_dev);
  entry.ino = static_cast<std::uint32_t>(file.st_ino);
  entry.uid = file.st_uid;
  entry.gid = file.st_gid;
  entry.file_size = static_cast<std::uint32_t>(file.st_size);
}

void date_back(const Descriptor& file, const std::string& path) {
  constexpr timespec coarse{.tv_sec = 0, .tv_nsec = 20'000'000};  // two ticks of the slowest kernel, at 100 Hz
  const std::array times = {timespec{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, difference(now(CLOCK_REALTIME), coarse)};
  if (futimens(file.get(), times.data()) != 0) throw_system_error("set the time of", path);
}

}  // namespace clever_sync
