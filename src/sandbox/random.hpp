#pragma once
// Random numbers that are the same on every platform: the standard library's distributions are not.

#include <cstdint>
#include <utility>
#include <vector>

namespace clever_sync {

/// Source: Sebastiano Vigna, splitmix64.c, public domain.
class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t mixed = (state_ += 0x9E3779B97F4A7C15ULL);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBULL;
    return mixed ^ (mixed >> 31);
  }

  /// 0 to bound - 1. The bias of the remainder is below 2^-32 for bounds that fit into 32 bits: no matter here.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

  template <class Item>
  void shuffle(std::vector<Item>& items) {
    for (std::size_t left = items.size(); left > 1; --left) std::swap(items[left - 1], items[below(left)]);
  }

 private:
  std::uint64_t state_;
};

}  // namespace clever_sync
