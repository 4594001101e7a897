#pragma once
// Wish: what a bench of several sizes is asked for on its command line, the same way for each of them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace clever_sync::bench {

struct Wish {
  int pairs = 5;                    // --pairs N: of how many pairs a ratio is the median
  std::optional<double> bound;      // --bound RATIO
  std::string only;                 // --only WORDS
  std::vector<std::int64_t> sizes;  // how many students; at least one
};

/// Of arguments without the program's name. Throws Error{usage}, naming what is wrong, for an option that is not among
/// the three, one without its value, what is no number where one belongs, and when there is no size at all.
Wish parse_wish(const std::vector<std::string>& arguments);

/// parse_wish for a main: nothing, with the trouble and `usage` on stderr, when the arguments are wrong (exit 64).
std::optional<Wish> read_wish(int argc, char** argv, const char* usage);

}  // namespace clever_sync::bench
