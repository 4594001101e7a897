#include "base/heap.hpp"

#include <cstdint>
#include <cstdlib>  // says whether the C library is glibc

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#endif

namespace clever_sync {

#ifdef __GLIBC__

namespace {

/// False where addresses are counted as if they were memory: under a limit (`ulimit -v`, `ulimit -d`; the region would
/// leave no room for the stacks of threads), and where the kernel promises no more than it has.
/// Source: proc(5), vm.overcommit_memory: 2 is "always check, never overcommit".
bool addresses_cost_nothing() {
  for (const auto resource : {RLIMIT_AS, RLIMIT_DATA}) {
    rlimit limit{};
    if (getrlimit(resource, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY) return false;
  }
  char policy = '0';
  std::ifstream("/proc/sys/vm/overcommit_memory").get(policy);
  return policy != '2';
}

}  // namespace

// The C library has this as a tunable of the environment (glibc.malloc.hugetlb), but nothing that a program could call.
void use_large_pages() {
  if (!addresses_cost_nothing()) return;
  constexpr std::size_t large_page = std::size_t{2} << 20U;
  constexpr int region = INT32_MAX;  // addresses, not memory: a million students take 1.3 GiB
  constexpr int step = 64 << 20;     // asked for at a time after that
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, INT32_MAX);
  mallopt(M_TOP_PAD, region);
  char* const start = static_cast<char*>(sbrk(0));
  void* volatile block = std::malloc(large_page);  // volatile: else the compiler leaves both calls out
  std::free(block);
  char* const end = static_cast<char*>(sbrk(0));
  mallopt(M_TOP_PAD, step);
  const std::size_t beyond = reinterpret_cast<std::uintptr_t>(start) % large_page;
  char* const first = start + (large_page - beyond) % large_page;
  if (end > first) madvise(first, static_cast<std::size_t>(end - first), MADV_HUGEPAGE);
}

void share_one_heap() {
  mallopt(M_ARENA_MAX, 1);
}

#else

void use_large_pages() {}
void share_one_heap() {}

#endif

}  // namespace clever_sync
