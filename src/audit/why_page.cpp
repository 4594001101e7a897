#include <fmt/core.h>

#include "audit/chain.hpp"
#include "audit/timeline_chart.hpp"
#include "audit/why.hpp"

namespace clever_sync {

Page why_page(const History& history) {
  Page page{.title = standing_sentence(history),
            .drawing = svg_timeline(history),
            .sections = {},
            .note = skipped_sentence(history)};
  if (auto items = open_items(history); !items.empty())
    page.sections.push_back({.heading = causes_title(history), .items = std::move(items)});
  auto chain = chain_of(history);
  // The drawing's marks lead here; they count events from the oldest.
  for (std::size_t i = 0; i < chain.size(); ++i) chain[i].anchor = fmt::format("event-{}", chain.size() - 1 - i);
  if (!chain.empty()) page.sections.push_back({.heading = "What happened, newest first", .items = std::move(chain)});
  return page;
}

}  // namespace clever_sync
