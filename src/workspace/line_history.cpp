// Who last changed a line: the versions of a small file, each compared with the one before. libgit2's blame walks every
// commit of the history for it; here only those count in which the file changed.

#include <algorithm>
#include <optional>

#include "workspace/chronicle_state.hpp"

namespace clever_sync {

namespace {

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view bytes) {
  Lines lines;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size() - 1);
    lines.push_back(bytes.substr(0, end + 1));
    bytes.remove_prefix(end + 1);
  }
  return lines;
}

// Beyond this the middle that differs is not compared line by line: rules and configuration are far below.
constexpr std::size_t most_cells = std::size_t{16} << 20U;

/// The table of the longest common subsequences of what follows each pair of lines.
class Common {
 public:
  Common(const Lines& before, const Lines& after, std::size_t head, std::size_t tail)
      : rows_(before.size() - head - tail + 1), columns_(after.size() - head - tail + 1), cells_(rows_ * columns_) {
    for (std::size_t i = rows_ - 1; i-- > 0;) {
      for (std::size_t j = columns_ - 1; j-- > 0;) {
        at(i, j) = before[head + i] == after[head + j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
      }
    }
  }
  std::uint32_t& at(std::size_t i, std::size_t j) { return cells_[i * columns_ + j]; }

 private:
  std::size_t rows_, columns_;
  std::vector<std::uint32_t> cells_;
};

/// Where the line of `after` stood in `before`; nothing if it is new.
std::optional<std::size_t> line_before(const Lines& before, const Lines& after, std::size_t line) {
  const std::size_t least = std::min(before.size(), after.size());
  std::size_t head = 0, tail = 0;
  while (head < least && before[head] == after[head]) ++head;
  while (tail < least - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  if (line < head) return line;
  if (line >= after.size() - tail) return before.size() - (after.size() - line);
  if ((before.size() - head - tail + 1) * (after.size() - head - tail + 1) > most_cells) return std::nullopt;
  Common common(before, after, head, tail);
  std::size_t i = 0, j = 0;
  while (head + i < before.size() - tail && head + j < after.size() - tail) {
    if (before[head + i] == after[head + j]) {
      if (head + j == line) return head + i;
      ++i;
      ++j;
    } else if (common.at(i + 1, j) >= common.at(i, j + 1)) {
      ++i;
    } else {
      ++j;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> Chronicle::last_change_of_line(std::size_t position, std::string_view path, int line) const {
  const auto& steps = steps_of(path);
  const auto after_it = std::ranges::upper_bound(steps, position, {}, &Step::position);
  if (after_it == steps.begin() || line < 1) return std::nullopt;
  auto step = std::prev(after_it);
  if (step->id.empty()) return std::nullopt;
  std::string bytes = read_blob(step->id);
  auto number = static_cast<std::size_t>(line) - 1;
  if (number >= lines_of(bytes).size()) return std::nullopt;
  while (step != steps.begin() && !std::prev(step)->id.empty()) {
    const std::string earlier = read_blob(std::prev(step)->id);
    const auto there = line_before(lines_of(earlier), lines_of(bytes), number);
    if (!there) break;
    number = *there;
    bytes = earlier;
    --step;
  }
  return step->position;
}

}  // namespace clever_sync
