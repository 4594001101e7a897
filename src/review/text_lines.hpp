#pragma once
// Lines of text for a terminal: wrapped between words at its width, with a hanging indent, and coloured by their
// symbol. Nothing is ever cut here, and the colour says nothing that the symbol does not say.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "review/render.hpp"

namespace clever_sync {

class TextLines {
 public:
  explicit TextLines(const TextOptions& options);

  /// A line of plain words, indented.
  void line(std::size_t indent, std::string_view text) { marked(indent, '\0', text); }
  /// A line that starts with its symbol: `+ ~ - = !`.
  void marked(std::size_t indent, char symbol, std::string_view text);
  /// A line that is there to be copied: printable, but never wrapped.
  void command(std::size_t indent, std::string_view text);

  /// The lines since the last call.
  std::string finish() { return std::exchange(out_, {}); }

 private:
  Colour colour_;
  std::size_t width_;
  std::string out_;
};

}  // namespace clever_sync
