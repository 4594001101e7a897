#pragma once
// IdIndex: where in a vector the record with some id stands. Millions of memberships are looked up per plan, so it is
// one flat table that is probed in place; the order of the records does not matter to it. Ids that were given one after
// the other stand side by side in it: Clever makes a school's records in one go, and looks at them together.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace clever_sync {

template <class IdType>
class IdIndex {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;

  IdIndex() = default;
  /// Over records with a member `id`; fewer than 2^31 of them.
  template <class Record>
  explicit IdIndex(const std::vector<Record>& records) : IdIndex(records, [](const Record& r) { return r.id; }) {}
  template <class Record, class IdOf>
  IdIndex(const std::vector<Record>& records, const IdOf& id_of) {
    constexpr unsigned word_bits = 64;
    const unsigned bits = std::max(run_bits + 1, static_cast<unsigned>(std::bit_width(records.size() * 2 + 1)));
    shift_ = word_bits - bits + run_bits;
    slots_.resize(std::size_t{1} << bits);
    std::uint32_t at = 0;
    for (const Record& record : records) slots_[place_of(id_of(record))] = {.id = id_of(record), .at = at++};
  }

  /// The record's place in the vector, or `none`.
  [[nodiscard]] std::uint32_t find(const IdType& id) const { return slots_.empty() ? none : slots_[place_of(id)].at; }

 private:
  struct Slot {
    IdType id;
    std::uint32_t at = none;
  };
  /// So many ids that differ in their last bits alone are neighbours: four cache lines.
  static constexpr unsigned run_bits = 4;
  static constexpr std::uint64_t run = std::uint64_t{1} << run_bits;
  /// The slot that holds the id, or the free one where it belongs. More than half of the slots are free.
  [[nodiscard]] std::size_t place_of(const IdType& id) const {
    constexpr std::uint64_t golden_ratio = 0x9E3779B97F4A7C15ULL;
    const std::uint64_t counter = id.counter();
    std::size_t place = ((counter >> run_bits) * golden_ratio >> shift_) << run_bits | counter % run;
    while (slots_[place].at != none && slots_[place].id != id) place = (place + 1) & (slots_.size() - 1);
    return place;
  }

  unsigned shift_ = 0;  // leaves of a product as many of its highest bits as it takes to number the runs
  std::vector<Slot> slots_;
};

}  // namespace clever_sync
