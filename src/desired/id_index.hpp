#pragma once
// IdIndex: where in a vector the record with some id stands. Millions of memberships are looked up per plan, so it is
// one flat table that is probed in place; the order of the records does not matter to it. Ids that were given one after
// the other stand side by side in it: Clever makes a school's records in one go, and looks at them together.

#include <algorithm>
#include <array>
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
  IdIndex(const std::vector<Record>& records, const IdOf& id_of)
      : bits_(std::max(run_bits + 1, static_cast<int>(std::bit_width(records.size() * 2 + 1)))),
        slots_(std::size_t{1} << static_cast<unsigned>(bits_)) {
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
  using Bytes = std::array<unsigned char, sizeof(IdType)>;
  /// So many ids that differ in their last bits alone are neighbours: four cache lines.
  static constexpr int run_bits = 4;
  static constexpr std::size_t run = std::size_t{1} << static_cast<unsigned>(run_bits);
  /// The slot that holds the id, or the free one where it belongs. More than half of the slots are free.
  [[nodiscard]] std::size_t place_of(const IdType& id) const {
    constexpr int word_bits = 64;
    auto bytes = std::bit_cast<Bytes>(id);
    const std::size_t in_run = bytes.back() % run;
    bytes.back() = static_cast<unsigned char>(bytes.back() - in_run);
    const auto run_number = static_cast<std::uint64_t>(std::bit_cast<IdType>(bytes).hash()) >>
                            static_cast<unsigned>(word_bits - bits_ + run_bits);
    std::size_t place = static_cast<std::size_t>(run_number) * run + in_run;
    while (slots_[place].at != none && slots_[place].id != id) place = (place + 1) & (slots_.size() - 1);
    return place;
  }

  int bits_ = 0;
  std::vector<Slot> slots_;
};

}  // namespace clever_sync
