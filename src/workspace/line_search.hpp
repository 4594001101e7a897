#pragma once
// LineSearch: the line of one record in any version of a file of records. A version that is stored as a delta is not
// rebuilt: as long as the delta copies the line whole, it is the line of the version before; else the place is looked
// for by its order. So what it costs follows the changes of the one record, not the size of the file.

#include <memory>
#include <string>

#include "workspace/chronicle.hpp"

namespace clever_sync {

class LineSearch {
 public:
  /// `id` is the text after `"id":"` by which the lines of a file are sorted. The chronicle must outlive the search.
  LineSearch(const Chronicle& past, std::string id);
  LineSearch(LineSearch&&) noexcept;
  LineSearch& operator=(LineSearch&&) = delete;
  LineSearch(const LineSearch&) = delete;
  LineSearch& operator=(const LineSearch&) = delete;
  ~LineSearch();

  /// The line without the comma at its end; "" if the file has none of that id. Valid as long as the search. Throws
  /// Error{storage}.
  const std::string& line_in(const ObjectId& blob);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The line with that id in the bytes of a file of records; "" if none has it.
std::string line_of_record(std::string_view bytes, std::string_view id);

}  // namespace clever_sync
