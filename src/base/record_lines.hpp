#pragma once
// RecordLines: the canonical files that this program wrote, taken apart into the lines of their records. What a line
// holds is read by base/record_reader.hpp. Anything that RecordFileWriter would not have written is Error{integrity},
// naming file and line.

#include <cstddef>
#include <optional>
#include <string_view>

namespace clever_sync {

/// Where a record stands, for messages.
struct RecordPlace {
  std::string_view file;  // its path in the workspace
  std::size_t line = 1;
};

/// Throws Error{integrity}: place, what is wrong, and that the history has the file as it was.
[[noreturn]] void refuse_record(const RecordPlace& place, std::string_view what);

/// The lines of a canonical file of records (see RecordFileWriter). The bytes must outlive it and its lines.
class RecordLines {
 public:
  RecordLines(std::string_view bytes, std::string_view file);
  /// The next record, without the comma and the line feed around it; nothing at the end.
  std::optional<std::string_view> next();
  /// Where the record of the last next() stands.
  [[nodiscard]] const RecordPlace& place() const noexcept { return place_; }

 private:
  std::string_view rest_;
  RecordPlace place_;
};

/// The object of a file that holds a single canonical object and a line feed.
std::string_view single_record(std::string_view bytes, std::string_view file);

}  // namespace clever_sync
