#include "audit/page.hpp"

#include <fmt/core.h>

#include "review/html_page.hpp"
#include "review/markdown_text.hpp"

namespace clever_sync {

namespace {

void write_rows(const PageItem& item, std::string& out) {
  out += "<table>\n";
  for (const PageRow& row : item.rows) {
    out +=
        fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", html_escaped(row.label), html_escaped(row.text));
  }
  out += "</table>\n";
}

void write_item(const PageItem& item, std::string& out) {
  const std::string id = item.anchor.empty() ? "" : " id=\"" + item.anchor + "\"";
  if (item.rows.empty()) {
    out += fmt::format("<p{}>{}</p>\n", id, html_escaped(item.heading));
    return;
  }
  out += fmt::format("<details open{}><summary>{}</summary>\n", id, html_escaped(item.heading));
  write_rows(item, out);
  out += "</details>\n";
}

}  // namespace

std::string markdown_of(const Page& page) {
  std::string out = "# " + markdown_prose(page.title) + "\n";
  for (const PageSection& section : page.sections) {
    out += "\n## " + markdown_prose(section.heading) + "\n\n";
    for (const PageItem& item : section.items) {
      out +=
          "- " + (item.rows.empty() ? markdown_prose(item.heading) : "**" + markdown_prose(item.heading) + "**") + "\n";
      std::string label;
      for (const PageRow& row : item.rows) {
        if (!row.label.empty()) label = row.label;
        out += "  - " + markdown_prose(label) + ": " + markdown_prose(row.text) + "\n";
      }
    }
  }
  if (!page.note.empty()) out += "\n" + markdown_prose(page.note) + "\n";
  return out;
}

std::string html_of(const Page& page) {
  const std::string title = html_escaped(page.title);
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n"
      "<style>{}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
      html_policy(), title, html_style(), title);
  out += page.drawing;
  for (const PageSection& section : page.sections) {
    out += "<h2>" + html_escaped(section.heading) + "</h2>\n";
    for (const PageItem& item : section.items) write_item(item, out);
  }
  if (!page.note.empty()) out += "<p>" + html_escaped(page.note) + "</p>\n";
  return out + "</body>\n</html>\n";
}

}  // namespace clever_sync
