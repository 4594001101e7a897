#pragma once
// Page: an answer as headings with labelled rows, from which Markdown and one self-contained HTML page are made alike.
// Every free text is escaped here; the page has no script and loads nothing. Pure.

#include <string>
#include <vector>

namespace clever_sync {

struct PageRow {
  std::string label;  // "" goes on with the last
  std::string text;   // one line, printable, not escaped for any format
};

struct PageItem {
  std::string heading;
  std::vector<PageRow> rows;
  std::string anchor = {};  // in HTML, where something links to it
};

struct PageSection {
  std::string heading;
  std::vector<PageItem> items;
};

struct Page {
  std::string title;
  std::string drawing = {};  // SVG, in HTML alone: everything that it shows stands in the sections, too
  std::vector<PageSection> sections;
  std::string note = {};  // a last sentence
};

std::string markdown_of(const Page& page);
std::string html_of(const Page& page);

}  // namespace clever_sync
