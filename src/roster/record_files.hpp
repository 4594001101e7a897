#pragma once
// Reading whole folders of canonical record files: file after file into one vector, then one order over all of them.
// The shape of a record is the caller's: it has a function `read_record(RecordReader&, Texts&, Record&)`.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/record_reader.hpp"
#include "base/texts.hpp"

namespace clever_sync {

/// Appends the records of one file. `read` fills a record from a reader, `key_of` gives what the file is sorted by, and
/// `check` may refuse a record that does not belong here. Throws Error{integrity} naming file and line.
template <class Record, class Read, class KeyOf, class Check>
void read_record_file(std::string_view bytes, std::string_view file, std::vector<Record>& records, const Read& read,
                      const KeyOf& key_of, const Check& check) {
  RecordLines lines(bytes, file);
  const std::size_t start = records.size();
  while (const std::optional<std::string_view> line = lines.next()) {
    RecordReader reader(*line, lines.place());
    Record& record = records.emplace_back();
    read(reader, record);
    reader.finish();
    if (records.size() > start + 1 && !(key_of(records[records.size() - 2]) < key_of(record))) {
      reader.fail("the records are not in order, or one stands twice");
    }
    check(record, reader);
  }
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

/// Brings records that came shard by shard into order of id. `folder` is named if an id stands in two shards, which is
/// Error{integrity}.
template <class Record>
void sort_shards(std::vector<Record>& records, std::string_view folder) {
  const auto ascends = [](const Record& a, const Record& b) { return a.id < b.id; };
  if (std::ranges::adjacent_find(records, std::not_fn(ascends)) == records.end()) return;
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
  std::vector<Record> sorted;
  sorted.reserve(records.size());
  for (const Key& key : order) sorted.push_back(std::move(records[key.second]));
  records = std::move(sorted);
}

/// Throws Error{integrity}: `file` is none that this program writes.
[[noreturn]] inline void refuse_path(std::string_view file) {
  throw Error(ErrorKind::integrity,
              std::string(file) + " is no file that clever-sync writes; remove it from the workspace with git");
}

}  // namespace clever_sync
