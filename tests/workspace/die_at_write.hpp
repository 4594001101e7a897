#pragma once
// Kills a process right before the n-th system call that would change the file system, for every n: the exact form of
// "being killed between any two instructions is normal". Uses ptrace, which some containers forbid.

#include <functional>

namespace clever_sync {

enum class Death { died, never, not_possible_here };

/// Runs `work` in a child process and kills it before its n-th change, counted from 1. `never`: it ended before.
Death die_at_write(int nth, const std::function<void()>& work);

}  // namespace clever_sync
