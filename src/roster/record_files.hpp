#pragma once
// Reading whole folders of canonical record files: file after file into one vector, then one order over all of them.
// The shape of a record is the caller's: it has a function `read_record(RecordReader&, Texts&, Record&)`.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/record_reader.hpp"
#include "base/texts.hpp"

namespace clever_sync {

/// A file of the same path in another state that was read just before, and its records.
template <class Record>
struct ReadBefore {
  std::string_view bytes = "[]\n";
  std::span<const Record> records;
};

/// Walks through the lines of a file that was read before, beside another that is being read.
template <class Record>
class LinesBefore {
 public:
  LinesBefore(const ReadBefore<Record>& before, std::string_view file)
      : lines_(before.bytes, file), left_(before.records), line_(lines_.next()) {}
  /// The record of that very line, if it is the next one here; steps over it.
  const Record* take(std::string_view line) {
    if (!line_ || *line_ != line) return nullptr;
    const Record* const record = &left_.front();
    step();
    return record;
  }
  /// Steps over the records up to and with that key.
  template <class KeyOf, class Key>
  void skip(const KeyOf& key_of, const Key& key) {
    while (line_ && !(key < key_of(left_.front()))) step();
  }

 private:
  void step() {
    left_ = left_.subspan(1);
    line_ = lines_.next();
  }
  RecordLines lines_;
  std::span<const Record> left_;
  std::optional<std::string_view> line_;
};

/// Appends the records of one file. `read` fills a record from a reader, `key_of` gives what the file is sorted by, and
/// `check` may refuse a record that does not belong here. A line that the file `before` has too is not parsed again.
/// Throws Error{integrity} naming file and line.
template <class Record, class Read, class KeyOf, class Check>
void read_record_file(std::string_view bytes, std::string_view file, const ReadBefore<Record>& before,
                      std::vector<Record>& records, const Read& read, const KeyOf& key_of, const Check& check) {
  if (bytes == before.bytes) {
    records.insert(records.end(), before.records.begin(), before.records.end());
    return;
  }
  RecordLines lines(bytes, file);
  LinesBefore<Record> lines_before(before, file);
  const std::size_t start = records.size();
  while (const std::optional<std::string_view> line = lines.next()) {
    if (const Record* const known = lines_before.take(*line)) {
      records.push_back(*known);
    } else {
      RecordReader reader(*line, lines.place());
      Record& record = records.emplace_back();
      read(reader, record);
      reader.finish();
      check(record, reader);
      lines_before.skip(key_of, key_of(record));
    }
    if (records.size() > start + 1 && !(key_of(records[records.size() - 2]) < key_of(records.back())))
      refuse_record(lines.place(), "the records are not in order, or one stands twice");
  }
}

template <class Record, class Read, class KeyOf, class Check>
void read_record_file(std::string_view bytes, std::string_view file, std::vector<Record>& records, const Read& read,
                      const KeyOf& key_of, const Check& check) {
  read_record_file(bytes, file, ReadBefore<Record>{}, records, read, key_of, check);
}

/// Makes room for the records that a state's counts promise, and a sixteenth more: growing step by step copies them all
/// again and leaves holes in memory. No more than the largest districts have, whatever a damaged file says.
template <class Record>
void make_room(std::vector<Record>& records, std::int64_t promised) {
  constexpr std::int64_t most = 2'000'000;
  const auto room = static_cast<std::size_t>(std::clamp<std::int64_t>(promised, 0, most));
  records.reserve(room + room / 16);
}

/// Sorts what comes in ascending runs, as many as there are shards: by their number, not by that of the values, does
/// the work grow. The standard sort took three times as long for a large district.
template <class Value>
void merge_runs(std::vector<Value>& values) {
  using Place = typename std::vector<Value>::difference_type;
  std::vector<Place> bounds{0};
  for (std::size_t at = 1; at < values.size(); ++at)
    if (values[at] < values[at - 1]) bounds.push_back(static_cast<Place>(at));
  bounds.push_back(std::ssize(values));
  while (bounds.size() > 2) {
    std::vector<Place> merged{0};
    for (std::size_t run = 0; run + 1 < bounds.size(); run += 2) {
      if (run + 2 < bounds.size())
        std::inplace_merge(values.begin() + bounds[run], values.begin() + bounds[run + 1],
                           values.begin() + bounds[run + 2]);
      merged.push_back(bounds[std::min(run + 2, bounds.size() - 1)]);
    }
    bounds = std::move(merged);
  }
}

/// Whether each record's id is greater than that of the one before it.
template <class Record>
bool ascends(const std::vector<Record>& records) {
  const auto in_order = [](const Record& a, const Record& b) { return a.id < b.id; };
  return std::ranges::adjacent_find(records, std::not_fn(in_order)) == records.end();
}

/// Moves the records so that at each place stands the one whose place until now the key there names. In place, by the
/// cycles of the permutation: a second vector of a million students would be 130 MB.
template <class Record, class Key>
void permute(std::vector<Record>& records, std::vector<std::pair<Key, std::uint32_t>>& order) {
  for (std::uint32_t start = 0; start < order.size(); ++start) {
    if (order[start].second == start) continue;
    Record held = std::move(records[start]);
    std::uint32_t at = start;
    while (order[at].second != start) {
      const std::uint32_t from = std::exchange(order[at].second, at);
      records[at] = std::move(records[from]);
      at = from;
    }
    order[at].second = at;
    records[at] = std::move(held);
  }
}

/// Brings records that came shard by shard into order of id. `folder` is named if an id stands in two shards, which is
/// Error{integrity}.
template <class Record>
void sort_shards(std::vector<Record>& records, std::string_view folder) {
  if (ascends(records)) return;
  // Ids with positions are sorted, not the records: a tenth of the bytes to move.
  using Key = std::pair<decltype(Record::id), std::uint32_t>;
  std::vector<Key> order;
  order.reserve(records.size());
  for (const Record& record : records) order.emplace_back(record.id, static_cast<std::uint32_t>(order.size()));
  merge_runs(order);
  const auto twice = std::ranges::adjacent_find(order, {}, &Key::first);
  if (twice != order.end()) {
    throw Error(ErrorKind::integrity, std::string(folder) + ": the record " + twice->first.text() +
                                          " stands in two files; restore them from the git history");
  }
  permute(records, order);
}

/// Throws Error{integrity}: `file` is none that this program writes.
[[noreturn]] inline void refuse_path(std::string_view file) {
  throw Error(ErrorKind::integrity,
              std::string(file) + " is no file that clever-sync writes; remove it from the workspace with git");
}

}  // namespace clever_sync
