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
  constexpr std::uintptr_t large_page = std::uintptr_t{2} << 20U;
  constexpr int region = 1 << 30;  // addresses, not memory; what is beyond has small pages
  constexpr int step = 64 << 20;   // asked for at a time after that
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, INT32_MAX);
  mallopt(M_TOP_PAD, region);
  const auto start = reinterpret_cast<std::uintptr_t>(sbrk(0));
  void* volatile block = std::malloc(large_page);  // volatile: else the compiler leaves both calls out
  std::free(block);
  const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0));
  mallopt(M_TOP_PAD, step);
  const std::uintptr_t first = (start + large_page - 1) / large_page * large_page;
  if (end > first) madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
}

#else

void use_large_pages() {}

#endif

}  // namespace clever_sync
