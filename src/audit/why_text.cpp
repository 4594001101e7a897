#include "audit/chain.hpp"
#include "audit/why.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t label_width = 10;

void write_items(const std::vector<PageItem>& items, std::string& out) {
  for (const PageItem& item : items) {
    out += "  " + item.heading + "\n";
    for (const PageRow& row : item.rows) {
      out += "    " + row.label + std::string(label_width - row.label.size(), ' ') + row.text + "\n";
    }
  }
}

}  // namespace

std::string standing_word(const History& history) {
  if (history.standing.live_line.empty()) return "absent";
  return history.standing.live_archived ? "archived" : "open";
}

std::string render_why(const History& history) {
  std::string out = standing_sentence(history) + "\n";
  if (const auto items = open_items(history); !items.empty()) {
    out += "\n" + causes_title(history) + ":\n";
    write_items(items, out);
  }
  if (const auto items = chain_of(history); !items.empty()) {
    out += "\nWhat happened, newest first:\n";
    write_items(items, out);
  }
  if (const std::string skipped = skipped_sentence(history); !skipped.empty()) out += "\n" + skipped + "\n";
  return out;
}

}  // namespace clever_sync
