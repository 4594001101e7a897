#include "die_at_write.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>

namespace clever_sync {

namespace {

bool opens_for_writing(const __ptrace_syscall_info& info) {
  return info.entry.nr == SYS_openat && (info.entry.args[2] & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) != 0;
}

bool changes_files(const __ptrace_syscall_info& info) {
  if (info.op != PTRACE_SYSCALL_INFO_ENTRY) return false;
  switch (info.entry.nr) {
    case SYS_write:
    case SYS_pwrite64:
    case SYS_ftruncate:
    case SYS_fchmod:
    case SYS_renameat:
    case SYS_renameat2:
    case SYS_linkat:
    case SYS_unlinkat:
    case SYS_mkdirat:
    case SYS_utimensat:
#ifdef SYS_rename
    case SYS_rename:
    case SYS_link:
    case SYS_unlink:
    case SYS_mkdir:
    case SYS_rmdir:
#endif
      return true;
    default:
      return opens_for_writing(info);
  }
}

[[noreturn]] void run_traced(const std::function<void()>& work) {
  if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(77);
  raise(SIGSTOP);
  try {
    work();
  } catch (...) {
    _exit(1);
  }
  _exit(0);
}

}  // namespace

Death die_at_write(int nth, const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) run_traced(work);
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFSTOPPED(status)) return Death::not_possible_here;
  ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  for (int changes = 0;;) {
    ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return Death::never;
    if (!WIFSTOPPED(status)) throw std::runtime_error("the traced process failed by itself");
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) continue;
    __ptrace_syscall_info info{};
    const long got = ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info);
    if (got <= 0 || !changes_files(info) || ++changes < nth) continue;
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return Death::died;
  }
}

}  // namespace clever_sync
