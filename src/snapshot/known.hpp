#pragma once
// Known: tonight's records of one kind beside what the last snapshot knew of that kind, handed over record by record.
// Private to this folder.

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "roster/roster.hpp"

namespace clever_sync {

/// What differs between two nights.
struct Difference {
  std::int64_t added = 0, gone = 0, changed = 0;
};

template <class Record>
class Known {
 public:
  /// Tonight's records, sorted by id; they are changed where something is carried over. `folder` is named in errors.
  Known(std::vector<Record>& tonight, std::string_view folder)
      : tonight_(tonight), folder_(folder), known_(tonight.size()) {}

  /// A record that was shared: `carry(now, before)` if it still is, else absent(record) becomes its absence.
  template <class Carry, class MakeAbsent>
  void add_shared(const Record& before, const Carry& carry, const MakeAbsent& make_absent) {
    if (Record* const now = find(before.id)) {
      carry(*now, before);
      ++still_shared_;
      if (!(*now == before)) ++difference_.changed;
      return;
    }
    ++difference_.gone;
    absent_.push_back(make_absent(before));
  }

  /// A record that was absent already.
  template <class Carry, class Keep>
  void add_absent(const Absent<Record>& before, const Carry& carry, const Keep& keep) {
    if (Record* const now = find(before.record.id)) {
      carry(*now, before.record);
    } else {
      absent_.push_back(keep(before));
    }
  }

  /// Calls `welcome` for each record that the last snapshot did not know.
  template <class Welcome>
  void welcome_others(const Welcome& welcome) {
    for (std::size_t i = 0; i < tonight_.size(); ++i) {
      if (!known_[i]) welcome(tonight_[i]);
    }
  }

  /// The absences, sorted. Throws Error{integrity} if the last snapshot had a record twice.
  std::vector<Absent<Record>> take_absent() {
    const auto id = [](const Absent<Record>& absent) { return absent.record.id; };
    std::ranges::sort(absent_, {}, id);
    const auto twice = std::ranges::adjacent_find(absent_, {}, id);
    if (twice != absent_.end()) refuse_twice(id(*twice));
    return std::move(absent_);
  }

  [[nodiscard]] Difference difference() const {
    Difference difference = difference_;
    difference.added = static_cast<std::int64_t>(tonight_.size()) - still_shared_;
    return difference;
  }

 private:
  using IdType = decltype(Record::id);

  // The last snapshot comes file by file, each in ascending order, so the next id is mostly a little further on.
  Record* find(const IdType& id) {
    const auto below = [](const Record& record, const IdType& wanted) { return record.id < wanted; };
    const auto size = tonight_.size();
    std::size_t from = next_ < size && tonight_[next_].id <= id ? next_ : 0;
    std::size_t step = 1;
    while (from + step < size && tonight_[from + step].id < id) {
      from += step;
      step *= 2;
    }
    const auto end = tonight_.begin() + static_cast<std::ptrdiff_t>(std::min(from + step + 1, size));
    const auto at = std::lower_bound(tonight_.begin() + static_cast<std::ptrdiff_t>(from), end, id, below);
    next_ = static_cast<std::size_t>(at - tonight_.begin());
    if (at == tonight_.end() || at->id != id) return nullptr;
    if (known_[next_]) refuse_twice(id);
    known_[next_] = true;
    return &*at;
  }

  [[noreturn]] void refuse_twice(const IdType& id) const {
    throw Error(ErrorKind::integrity, "snapshots/" + std::string(folder_) + ": the record " + id.text() +
                                          " stands in two files; restore them from the git history");
  }

  std::vector<Record>& tonight_;
  std::string_view folder_;
  std::vector<bool> known_;  // by the last snapshot
  std::size_t next_ = 0;
  std::int64_t still_shared_ = 0;
  Difference difference_;
  std::vector<Absent<Record>> absent_;
};

}  // namespace clever_sync
