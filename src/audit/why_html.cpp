// The answer as one page: no script, nothing loaded, every free text escaped.
#include <fmt/core.h>

#include "audit/chain.hpp"
#include "audit/timeline_chart.hpp"
#include "audit/why.hpp"
#include "review/html_page.hpp"

namespace clever_sync {

namespace {

void write_rows(const ChainItem& item, std::string& out) {
  out += "<table>\n";
  for (const ChainRow& row : item.rows) {
    out +=
        fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", html_escaped(row.label), html_escaped(row.text));
  }
  out += "</table>\n";
}

void write_item(const ChainItem& item, const std::string& anchor, std::string& out) {
  const std::string id = anchor.empty() ? "" : " id=\"" + anchor + "\"";
  if (item.rows.empty()) {
    out += fmt::format("<p{}>{}</p>\n", id, html_escaped(item.heading));
    return;
  }
  out += fmt::format("<details open{}><summary>{}</summary>\n", id, html_escaped(item.heading));
  write_rows(item, out);
  out += "</details>\n";
}

}  // namespace

std::string render_why_html(const History& history) {
  const std::string title = html_escaped(standing_sentence(history));
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n"
      "<style>{}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
      html_policy(), title, html_style(), title);
  out += svg_timeline(history);
  if (const auto items = open_items(history); !items.empty()) {
    out += "<h2>" + causes_title(history) + "</h2>\n";
    for (const ChainItem& item : items) write_item(item, "", out);
  }
  const auto chain = chain_of(history);
  if (!chain.empty()) out += "<h2>What happened, newest first</h2>\n";
  for (std::size_t i = 0; i < chain.size(); ++i)
    write_item(chain[i], fmt::format("event-{}", chain.size() - 1 - i), out);
  if (const std::string skipped = skipped_sentence(history); !skipped.empty()) out += "<p>" + skipped + "</p>\n";
  return out + "</body>\n</html>\n";
}

}  // namespace clever_sync
