#include "review/text_lines.hpp"

#include <algorithm>

#include "base/printable.hpp"
#include "review/columns.hpp"

namespace clever_sync {

namespace {

constexpr int narrowest = 40;
constexpr std::size_t hanging = 4;  // the indent of a line's continuation, beyond its own

std::string_view colour_of(char symbol) {
  switch (symbol) {
    case '+':
      return "\033[32m";
    case '-':
      return "\033[31m";
    case '~':
      return "\033[33m";
    case '=':
      return "\033[36m";
    case '!':
      return "\033[1;31m";
    default:
      return "";
  }
}

/// Where the first word of the text ends. A percent sign stays with its number.
std::size_t end_of_word(std::string_view text) {
  std::size_t space = text.find(' ');
  while (space != std::string_view::npos && text.substr(space + 1).starts_with('%')) space = text.find(' ', space + 1);
  return space;
}

/// Adds the words of `text`, with a new line and `hang` spaces before each that would pass `width`. `column` is where
/// the line stands now. A word that is wider than a line stands alone on one: cut, it could not be copied.
void append_wrapped(std::string_view text, std::size_t column, std::size_t hang, std::size_t width, std::string& out) {
  bool first = true;
  while (true) {
    const std::size_t space = end_of_word(text);
    const std::string_view word = text.substr(0, space);
    const std::size_t length = count_columns(word);
    if (!first && column + 1 + length > width) {
      out += "\n" + std::string(hang, ' ');
      column = hang;
    } else if (!first) {
      out.push_back(' ');
      ++column;
    }
    out += word;
    column += length;
    first = false;
    if (space == std::string_view::npos) return;
    text.remove_prefix(space + 1);
  }
}

}  // namespace

TextLines::TextLines(const TextOptions& options)
    : colour_(options.colour), width_(static_cast<std::size_t>(std::max(options.width, narrowest))) {}

void TextLines::marked(std::size_t indent, char symbol, std::string_view text) {
  const std::string_view colour = colour_ == Colour::on ? colour_of(symbol) : "";
  out_ += colour;
  out_.append(indent, ' ');
  std::size_t column = indent;
  if (symbol != '\0') {
    out_.push_back(symbol);
    out_.push_back(' ');
    column += 2;
  }
  append_wrapped(printable(text), column, indent + hanging, width_, out_);
  if (!colour.empty()) out_ += "\033[0m";
  out_.push_back('\n');
}

void TextLines::command(std::size_t indent, std::string_view text) {
  out_.append(indent, ' ');
  out_ += printable(text);
  out_.push_back('\n');
}

}  // namespace clever_sync
