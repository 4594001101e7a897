#include "rules/nearest.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace clever_sync {

namespace {

constexpr std::size_t longest_list = 12;

/// Optimal string alignment distance, letters compared without regard to ASCII case.
std::size_t edits_between(std::string_view a, std::string_view b) {
  const auto same = [](char x, char y) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return lower(x) == lower(y);
  };
  std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same(a[i - 1], b[j - 1]) ? 0U : 1U)});
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = last;
    last = row;
  }
  return last[b.size()];
}

}  // namespace

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known) {
  constexpr std::size_t longest_word = 64;  // the distance is quadratic, and no key is that long
  if (word.size() > longest_word) return "";
  std::string_view best;
  std::size_t best_edits = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : known) {
    const std::size_t edits = edits_between(word, candidate);
    if (edits < best_edits) {
      best = candidate;
      best_edits = edits;
    }
  }
  return best;
}

std::string hint_for(std::string_view word, std::span<const std::string_view> known) {
  if (const std::string_view meant = nearest_word(word, known); !meant.empty())
    return fmt::format("; did you mean \"{}\"?", meant);
  if (known.empty() || known.size() > longest_list) return "";
  std::string list;
  for (const std::string_view candidate : known) list.append(list.empty() ? "; known here: " : ", ").append(candidate);
  return list;
}

}  // namespace clever_sync
