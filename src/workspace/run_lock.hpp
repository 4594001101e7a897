#pragma once
// RunLock: the single writer of a workspace. The lock belongs to the process and the kernel frees it when that dies, so
// there is no stale lock to clean up; the file's text is for people only. It does not keep a person's git out.

#include <optional>
#include <string>
#include <string_view>

namespace clever_sync {

class RunLock {
 public:
  /// The lock on `<private_folder>/lock`, or nothing if another process holds it. The run id, which begins with the
  /// run's start, is written into the file beside the pid. Throws Error{storage} if the file can't be made.
  [[nodiscard]] static std::optional<RunLock> try_take(const std::string& private_folder, std::string_view run_id);
  RunLock(RunLock&& other) noexcept;
  RunLock& operator=(RunLock&& other) noexcept;
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;
  ~RunLock();

 private:
  explicit RunLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

/// Who holds the lock, as it wrote of itself: "pid 4711, run 2026-11-24T02:00:00Z-1a2b". "" if nobody did. A killed
/// holder's text stays, so ask only after try_take answered nothing.
std::string lock_holder(const std::string& private_folder);

}  // namespace clever_sync
