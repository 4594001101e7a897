#pragma once
// Report: lines for a reader, each indented under the one that it belongs to, written once and shown as text for a
// terminal, as Markdown, or as one HTML page that loads nothing. For answers that are lists through and through (what
// is new since a plan, a backtest); a plan has renderers of its own. Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "review/render.hpp"

namespace clever_sync {

struct ReportLine {
  enum class Is { words, copied };  // copied: there to be copied, never wrapped
  std::size_t indent = 0;
  char symbol = '\0';  // `+ ~ - = !`; \0 for none
  std::string text;    // may hold free text: every form escapes it
  Is is = Is::words;
};

class Report {
 public:
  void line(std::size_t indent, std::string_view text) { marked(indent, '\0', text); }
  void marked(std::size_t indent, char symbol, std::string_view text) {
    lines_.push_back({.indent = indent, .symbol = symbol, .text = std::string(text)});
  }
  void command(std::size_t indent, std::string_view text) {
    lines_.push_back({.indent = indent, .text = std::string(text), .is = ReportLine::Is::copied});
  }
  [[nodiscard]] const std::vector<ReportLine>& lines() const { return lines_; }

 private:
  std::vector<ReportLine> lines_;
};

std::string text_of(const Report& report, const TextOptions& options);
/// The first line is the title. At most 65,536 characters, what GitHub takes for a comment: what does not fit is cut at
/// the end, and the page says how many lines that were.
std::string markdown_of(const Report& report);
/// The first line is the title; every other that has lines below it folds. Under the policy of the plan's page.
std::string html_of(const Report& report);

}  // namespace clever_sync
