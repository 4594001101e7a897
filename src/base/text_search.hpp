#pragma once
// Text search: finds a text in large files. The standard library's find compares wherever the first character fits, and
// in JSON a quote fits everywhere: in a file of records it looks at about 1 GB a second, this at some 10.

#include <cstddef>
#include <string_view>
#include <vector>

namespace clever_sync {

/// Where `wanted`, which must not be empty, stands first at or behind `from`; npos if nowhere.
std::size_t find_text(std::string_view bytes, std::string_view wanted, std::size_t from);

/// Whether it stands anywhere.
bool holds_text(std::string_view bytes, std::string_view wanted);

/// The line in which the byte at `at` stands, without its line feed and a comma before that.
std::string_view line_at(std::string_view bytes, std::size_t at);

/// Every line that holds `wanted`, as line_at has it, at most so many.
std::vector<std::string_view> lines_with(std::string_view bytes, std::string_view wanted, std::size_t at_most);

}  // namespace clever_sync
