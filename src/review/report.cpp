#include "review/report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "review/html_page.hpp"
#include "review/markdown_text.hpp"
#include "review/text_lines.hpp"

namespace clever_sync {

namespace {

// Counted in bytes, which are never fewer than characters.
constexpr std::size_t comment_limit = 65'536;
// Kept free for the sentence that says what was cut.
constexpr std::size_t reserve = 256;

using Lines = std::span<const ReportLine>;

/// How many lines at the front belong to a line of this indent.
std::size_t count_below(Lines lines, std::size_t indent) {
  const auto end = std::ranges::find_if(lines, [indent](const ReportLine& line) { return line.indent <= indent; });
  return static_cast<std::size_t>(end - lines.begin());
}

/// The indents of the lines that one stands under; its depth is their number.
class Depth {
 public:
  std::size_t enter(std::size_t indent) {
    while (!above_.empty() && above_.back() >= indent) above_.pop_back();
    above_.push_back(indent);
    return above_.size() - 1;
  }

 private:
  std::vector<std::size_t> above_;
};

bool has_symbol(const ReportLine& line) {
  return line.symbol != '\0' && line.symbol != ' ';
}

std::string markdown_words(const ReportLine& line) {
  const std::string symbol = has_symbol(line) ? fmt::format("`{}` ", line.symbol) : "";
  return symbol + (line.is == ReportLine::Is::copied ? markdown_code(line.text) : markdown_prose(line.text));
}

/// As a title, a heading, a paragraph or an item of a list, by where it stands. `first` is the one after a title or a
/// heading, which a list needs to be apart from.
std::string markdown_block(const ReportLine& line, std::size_t depth, bool has_below, bool first) {
  if (depth != 0) return (first ? "\n" : "") + std::string(2 * (depth - 1), ' ') + "- " + markdown_words(line) + "\n";
  return (has_below ? "\n## " : "\n") + markdown_words(line) + "\n";
}

std::string_view class_of(char symbol) {
  switch (symbol) {
    case '+':
      return "create";
    case '~':
      return "update";
    case '-':
      return "archive";
    case '=':
      return "relink";
    default:
      return "holds";
  }
}

std::string html_words(const ReportLine& line) {
  std::string out;
  if (has_symbol(line)) out += fmt::format(R"(<span class="symbol {}">{}</span>)", class_of(line.symbol), line.symbol);
  if (line.is == ReportLine::Is::copied) return out + "<code>" + html_escaped(line.text) + "</code>";
  return out + html_isolated(line.text);
}

/// A list of the lines, each with those below it.
void append_list(Lines lines, std::string& out) {  // NOLINT(misc-no-recursion): as deep as lines are indented
  if (lines.empty()) return;
  out += "<ul>\n";
  while (!lines.empty()) {
    const std::size_t below = count_below(lines.subspan(1), lines.front().indent);
    out += "<li>" + html_words(lines.front());
    append_list(lines.subspan(1, below), out);
    out += "</li>\n";
    lines = lines.subspan(1 + below);
  }
  out += "</ul>\n";
}

std::string html_head(std::string_view title) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{0}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>{1}</title>\n<style>{2}</style></head>\n"
      "<body><main><h1>{1}</h1>\n",
      html_policy(), html_escaped(title), html_style());
}

}  // namespace

std::string text_of(const Report& report, const TextOptions& options) {
  TextLines out(options);
  for (const ReportLine& line : report.lines()) {
    if (line.is == ReportLine::Is::copied) {
      out.command(line.indent, line.text);
    } else {
      out.marked(line.indent, line.symbol, line.text);
    }
  }
  return out.finish();
}

std::string markdown_of(const Report& report) {
  const Lines lines = report.lines();
  if (lines.empty()) return "";
  std::string out = "# " + markdown_words(lines.front()) + "\n";
  Depth depth;
  depth.enter(lines.front().indent);
  std::size_t depth_before = 0;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::size_t own = depth.enter(lines[i].indent);
    const bool has_below = count_below(lines.subspan(i + 1), lines[i].indent) != 0;
    const std::string block = markdown_block(lines[i], own, has_below, depth_before == 0);
    if (out.size() + block.size() + reserve > comment_limit) {
      return out + fmt::format("\n**Cut to fit: {} lines are not here.** The same command with `-o json` lists all.\n",
                               lines.size() - i);
    }
    out += block;
    depth_before = own;
  }
  return out;
}

std::string html_of(const Report& report) {
  Lines lines = report.lines();
  if (lines.empty()) return html_head("") + "</main></body></html>\n";
  std::string out = html_head(lines.front().text);
  std::size_t below = count_below(lines.subspan(1), lines.front().indent);
  append_list(lines.subspan(1, below), out);
  for (lines = lines.subspan(1 + below); !lines.empty(); lines = lines.subspan(1 + below)) {
    below = count_below(lines.subspan(1), lines.front().indent);
    const std::string words = html_words(lines.front());
    if (below == 0) {
      out += "<p>" + words + "</p>\n";
      continue;
    }
    out += "<details open><summary>" + words + "</summary>\n";
    append_list(lines.subspan(1, below), out);
    out += "</details>\n";
  }
  return out + "</main></body></html>\n";
}

}  // namespace clever_sync
