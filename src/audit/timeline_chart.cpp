#include "audit/timeline_chart.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/core.h>

#include "audit/life.hpp"
#include "review/html_page.hpp"

namespace clever_sync {

namespace {

// In units of the drawing.
constexpr std::int64_t left = 110, right = 980, width = 1000, height = 130;
constexpr std::int64_t mark_radius = 6, bar_height = 14;

std::int64_t lane(LifeEvent::In in) {
  return in == LifeEvent::In::clever ? 30 : 80;
}

class Chart {
 public:
  Chart(const History& history, const std::vector<LifeEvent>& events) : events_(events) {
    const auto days = std::ranges::minmax(events, {}, &LifeEvent::day);
    first_ = days.min.day;
    last_ = std::max(history.as_of, days.max.day);
  }

  std::string draw() const {
    std::string out = fmt::format(
        R"(<svg viewBox="0 0 {} {}" role="img" aria-label="Timeline from {} to {}: the list below has every event">)"
        "\n",
        width, height, format_date(first_), format_date(last_));
    for (const auto& [in, name] :
         {std::pair(LifeEvent::In::clever, "Clever"), std::pair(LifeEvent::In::sphero, "Sphero Edu")}) {
      out += fmt::format(
          R"(<text fill="currentColor" x="0" y="{}">{}</text><rect class="track" x="{}" y="{}" width="{}" height="{}"/>)",
          lane(in) + 4, name, left, lane(in) - bar_height / 2, right - left, bar_height);
      out += bars(in) + "\n";
    }
    out += marks();
    out += fmt::format(
        R"(<text fill="currentColor" x="{}" y="{}">{}</text><text fill="currentColor" x="{}" y="{}" text-anchor="end">{}</text></svg>)",
        left, height - 8, format_date(first_), right, height - 8, format_date(last_));
    return out + "\n";
  }

 private:
  std::int64_t x_of(Date day) const {
    const auto span = std::max<std::int64_t>(1, (last_ - first_).count());
    return left + (right - left) * (day - first_).count() / span;
  }

  /// Whether it is shared (open) after the event; nothing if the event says nothing of that.
  static std::optional<bool> on_after(const std::string& code) {
    for (const char* begins : {"shared", "returned", "created", "restored", "adopted"}) {
      if (code == begins) return true;
    }
    for (const char* ends : {"left", "vanished", "archived"}) {
      if (code == ends) return false;
    }
    return std::nullopt;
  }

  std::string bars(LifeEvent::In in) const {
    std::string out;
    std::optional<Date> since;
    const auto close = [&](Date until) {
      if (!since) return;
      out += fmt::format(R"(<rect class="bar-add" x="{}" y="{}" width="{}" height="{}"/>)", x_of(*since),
                         lane(in) - bar_height / 2, std::max<std::int64_t>(1, x_of(until) - x_of(*since)), bar_height);
      since.reset();
    };
    for (const LifeEvent& each : events_) {
      if (each.in != in) continue;
      const auto on = on_after(each.code);
      if (on && *on && !since) since = each.day;
      if (on && !*on) close(each.day);
    }
    close(last_);
    return out;
  }

  /// Events of one day and lane stand beside each other, not on top.
  std::string marks() const {
    std::string out;
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> taken;
    for (std::size_t i = 0; i < events_.size(); ++i) {
      const LifeEvent& each = events_[i];
      const bool bad = each.code == "archived" || each.code == "left" || each.code == "refused" ||
                       each.code == "vanished" || each.code == "drift";
      const std::int64_t y = lane(each.in), x = x_of(each.day);
      const std::int64_t shift = taken[{x, y}]++ * mark_radius * 2;
      out += fmt::format(
          R"(<a href="#event-{}"><circle class="{}" fill="currentColor" cx="{}" cy="{}" r="{}"><title>{} {}</title></circle></a>)"
          "\n",
          i, bad ? "bar-remove" : "mark", x, y + shift, mark_radius, format_date(each.day), html_escaped(each.what));
    }
    return out;
  }

  const std::vector<LifeEvent>& events_;
  Date first_{}, last_{};
};

}  // namespace

std::string svg_timeline(const History& history) {
  const auto events = life_of(history);
  if (events.empty()) return "";
  return Chart(history, events).draw();
}

}  // namespace clever_sync
