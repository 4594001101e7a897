#pragma once
// Reading whole folders of canonical record files: file after file into one vector, then one order over all of them.
// The shape of a record is the caller's: it has a function `read_record(RecordReader&, Texts&, Record&)`.

#include <algorithm>
#include <cstdint>
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

/// Brings records that came shard by shard into order of id. `folder` is named if an id stands in two shards, which is
/// Error{integrity}.
template <class Record>
void sort_shards(std::vector<Record>& records, std::string_view folder) {
  // Ids with positions are sorted, not the records: a tenth of the bytes to move.
  using Key = std::pair<decltype(Record::id), std::uint32_t>;
  std::vector<Key> order;
  order.reserve(records.size());
  for (const Record& record : records) order.emplace_back(record.id, static_cast<std::uint32_t>(order.size()));
  if (!std::ranges::is_sorted(order)) {
    std::ranges::sort(order);
    std::vector<Record> sorted;
    sorted.reserve(records.size());
    for (const Key& key : order) sorted.push_back(std::move(records[key.second]));
    records = std::move(sorted);
  }
  const auto twice = std::ranges::adjacent_find(order, {}, &Key::first);
  if (twice == order.end()) return;
  throw Error(ErrorKind::integrity, std::string(folder) + ": the record " + twice->first.text() +
                                        " stands in two files; restore them from the git history");
}

/// Throws Error{integrity}: `file` is none that this program writes.
[[noreturn]] inline void refuse_path(std::string_view file) {
  throw Error(ErrorKind::integrity,
              std::string(file) + " is no file that clever-sync writes; remove it from the workspace with git");
}

}  // namespace clever_sync
