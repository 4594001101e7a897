#include "audit/chain.hpp"
#include "audit/why.hpp"
#include "review/markdown_text.hpp"

namespace clever_sync {

namespace {

void write_items(const std::vector<ChainItem>& items, std::string& out) {
  for (const ChainItem& item : items) {
    out += "- **" + markdown_prose(item.heading) + "**\n";
    std::string label;
    for (const ChainRow& row : item.rows) {
      if (!row.label.empty()) label = row.label;
      out += "  - " + label + ": " + markdown_prose(row.text) + "\n";
    }
  }
}

}  // namespace

std::string render_why_markdown(const History& history) {
  std::string out = "# " + markdown_prose(standing_sentence(history)) + "\n";
  if (const auto items = open_items(history); !items.empty()) {
    out += "\n## " + causes_title(history) + "\n\n";
    write_items(items, out);
  }
  if (const auto items = chain_of(history); !items.empty()) {
    out += "\n## What happened, newest first\n\n";
    write_items(items, out);
  }
  if (const std::string skipped = skipped_sentence(history); !skipped.empty()) out += "\n" + skipped + "\n";
  return out;
}

}  // namespace clever_sync
