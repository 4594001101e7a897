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

/// The line as it stood in another version; nothing if it did not.
std::optional<LineAt> line_in(ObjectSource& source, const LineAt& line, const Oid& other) {
  if (other == line.blob) return line;
  const auto before = source.read(other, ObjectType::blob), after = source.read(line.blob, ObjectType::blob);
  const auto number = line_before(lines_of(*before), lines_of(*after), line.number);
  if (!number) return std::nullopt;
  return LineAt{.blob = other, .number = *number};
}

}  // namespace

Oid Chronicle::State::writer_of(Oid commit, LineAt line, std::string_view path) {
  for (;;) {
    const RawHeader header = read_header(commit);
    const auto had_it = [&](const Oid& parent) {
      if (shallow && !has(parent)) return false;  // beyond what this clone knows
      const auto file = file_in(read_header(parent).tree, path);
      const auto there = file ? line_in(source, line, *file) : std::nullopt;
      if (there) line = *there;
      return there.has_value();
    };
    const auto parent = std::ranges::find_if(header.parents, had_it);
    if (parent == header.parents.end()) return commit;
    commit = *parent;
  }
}

std::optional<Chronicle::LineWriter> Chronicle::writer_of_line(std::size_t position, std::string_view path,
                                                               int line) const {
  const auto& steps = state_->raw_steps(path, false);
  const auto after = std::ranges::upper_bound(steps, position, {}, &RawStep::position);
  if (after == steps.begin() || line < 1) return std::nullopt;
  auto step = std::prev(after);
  if (!step->id) return std::nullopt;
  LineAt at{.blob = *step->id, .number = static_cast<std::size_t>(line) - 1};
  if (at.number >= lines_of(*state_->source.read(at.blob, ObjectType::blob)).size()) return std::nullopt;
  while (step != steps.begin() && std::prev(step)->id) {
    const auto there = line_in(state_->source, at, *std::prev(step)->id);
    if (!there) break;
    at = *there;
    --step;
  }
  const Oid came_with = state_->commits[step->position].id;
  return LineWriter{.position = step->position, .commit = to_hex(state_->writer_of(came_with, at, path))};
}

}  // namespace clever_sync
