#include "base/heap.hpp"

#include <cstdint>
#include <cstdlib>  // says whether the C library is glibc

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace clever_sync {

#ifdef __GLIBC__

// The C library has this as a tunable of the environment (glibc.malloc.hugetlb), but nothing that a program could call.
void use_large_pages() {
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
