#include "review/markdown_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "base/printable.hpp"

namespace clever_sync {

namespace {

// Not std::isxdigit, which asks the locale.
bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Whether GitHub makes a link, a mention, a formula or a picture of a word even if its punctuation is escaped: it
/// looks for these in the rendered text. Source: GitHub's "Autolinked references and URLs", "Basic writing and
/// formatting syntax"; GFM 0.29, section 6.9. Commit ids have at least seven digits there.
bool would_become_more(std::string_view word) {
  constexpr std::size_t shortest_commit_id = 7;
  if (word.find_first_of("@#$`/") != std::string_view::npos) return true;
  const std::size_t colon = word.find(':');
  if (colon != std::string_view::npos && colon + 1 != word.size()) return true;
  std::string lower(word);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (lower.find("www.") != std::string::npos || lower.find("gh-") != std::string::npos) return true;
  std::size_t digits = 0;
  for (const char c : word) {
    digits = is_hex_digit(c) ? digits + 1 : 0;
    if (digits == shortest_commit_id) return true;
  }
  return false;
}

/// A mark that means something within a line. Others, such as a dash or a dot, do so at the start of one only, and stay
/// as they are: the file is read in git's diffs too.
void append_escaped(std::string_view word, std::string& out) {
  for (const char c : word) {
    if (std::string_view("\\*_{}[]<>~|&!^").find(c) != std::string_view::npos) out.push_back('\\');
    out.push_back(c);
  }
}

/// What a sentence of ours has between backquotes, to be typed as it is.
struct Quoted {
  std::size_t at = 0;  // of the first backquote
  std::string_view text;
};

/// The first that stands by itself, between spaces or before a sentence's mark: two code spans that touched would be
/// one.
std::optional<Quoted> find_quoted(std::string_view words) {
  constexpr std::string_view marks = ",;:.)";
  for (std::size_t at = words.find('`'); at != std::string_view::npos; at = words.find('`', at + 1)) {
    const std::size_t end = words.find('`', at + 1);
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view after = words.substr(end + 1);
    if (!after.empty() && marks.find(after.front()) != std::string_view::npos) after.remove_prefix(1);
    const bool alone = (at == 0 || words[at - 1] == ' ') && (after.empty() || after.front() == ' ');
    if (alone && end > at + 1) return Quoted{.at = at, .text = words.substr(at + 1, end - at - 1)};
  }
  return std::nullopt;
}

}  // namespace

std::string markdown_code(std::string_view text) {
  std::string out = "`";
  for (const char c : printable(text)) {
    if (c == '`' || c == '<' || c == '|') {
      out += fmt::format("\\u{{{:x}}}", static_cast<unsigned>(c));
    } else {
      out.push_back(c);
    }
  }
  return out + "`";
}

namespace {

/// Printable words, each escaped or as a code span.
void append_words(std::string_view rest, std::string& out) {
  while (true) {
    const std::size_t space = rest.find(' ');
    const std::string_view word = rest.substr(0, space);
    if (would_become_more(word)) {
      // The comma after an id is the sentence's.
      const std::size_t last = word.find_last_not_of(",;:");
      const std::size_t end = last == std::string_view::npos ? word.size() : last + 1;
      out += markdown_code(word.substr(0, end));
      out += word.substr(end);
    } else {
      append_escaped(word, out);
    }
    if (space == std::string_view::npos) return;
    out.push_back(' ');
    rest.remove_prefix(space + 1);
  }
}

}  // namespace

std::string markdown_prose(std::string_view text) {
  const std::string words = printable(text);
  std::string_view rest = words;
  std::string out;
  while (const std::optional<Quoted> quoted = find_quoted(rest)) {
    append_words(rest.substr(0, quoted->at), out);
    out += markdown_code(quoted->text);
    rest.remove_prefix(quoted->at + quoted->text.size() + 2);
  }
  append_words(rest, out);
  return out;
}

}  // namespace clever_sync
