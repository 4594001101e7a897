#include "review/html_chart.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "review/html_page.hpp"
#include "review/words.hpp"

namespace clever_sync {

namespace {

constexpr std::int64_t bar_width = 160;
constexpr std::size_t schools_shown_open = 30;

/// `part` of `whole` as a length. Both may come out of a file that somebody made up, so nothing may overflow.
std::int64_t length_of(std::int64_t part, std::int64_t whole) {
  constexpr std::int64_t most = std::int64_t{1} << 40;
  if (whole <= 0 || part <= 0) return 0;
  if (part >= whole) return bar_width;
  return part < most ? part * bar_width / whole : part / (whole / bar_width);
}

/// The bar says nothing that the row does not say in words: hidden from a screen reader.
std::string bar(std::string_view look, std::int64_t length, std::string_view mark) {
  return fmt::format(
      R"(<svg width="{0}" height="16" viewBox="0 0 {0} 16" aria-hidden="true"><rect class="track" y="3" width="{0}" height="10"/>)"
      R"(<rect class="{1}" y="3" width="{2}" height="10"/>{3}</svg>)",
      bar_width, look, length, mark);
}

/// These are yes or no, or limited by a number instead of a share.
bool has_percentage(const Guardrail& guardrail) {
  return guardrail.name != "district-state" && guardrail.name != "window" && guardrail.name != "school-gone";
}

std::string guardrail_bar(const Guardrail& guardrail) {
  if (!has_percentage(guardrail)) return "";
  const std::int64_t at = length_of(guardrail.limit, 100);
  return bar(guardrail.verdict == GuardrailVerdict::hold ? "bar-remove" : "bar-clear",
             length_of(guardrail.actual, guardrail.total),
             fmt::format(R"(<line class="limit" x1="{0}" x2="{0}" y1="0" y2="16"/>)", at));
}

std::string guardrail_row(const Guardrail& guardrail, const Plan& plan, const NameBook& names) {
  const bool holds = guardrail.verdict == GuardrailVerdict::hold;
  return fmt::format("<tr><td class=\"words\">{}</td><td>{}</td><td class=\"verdict\">{}</td></tr>\n",
                     html_escaped(guardrail_words(guardrail, plan, names)), guardrail_bar(guardrail),
                     holds ? R"(<span class="holds">! holds</span>)" : "clear");
}

struct SchoolCounts {
  std::int64_t additions = 0, removals = 0;
};

std::string school_row(const std::string& name, const SchoolCounts& counts, std::int64_t most) {
  return fmt::format(
      R"(<tr><th scope="row" class="words">{}</th><td class="number">{}</td><td>{}</td><td class="number">{}</td><td>{}</td></tr>)"
      "\n",
      html_isolated(name), counts.additions, bar("bar-add", length_of(counts.additions, most), ""), counts.removals,
      bar("bar-remove", length_of(counts.removals, most), ""));
}

}  // namespace

std::string html_guardrails(const Plan& plan, const NameBook& names) {
  const GuardrailOverview overview = overview_of(plan.guardrails);
  std::string out =
      "<h2>Guardrails</h2>\n<table><thead><tr><th scope=\"col\">Guardrail</th><th scope=\"col\">Share and limit</th>"
      "<th scope=\"col\">Verdict</th></tr></thead><tbody>\n";
  for (const auto* const rows : {&overview.holding, &overview.counting}) {
    for (const Guardrail* const guardrail : *rows) out += guardrail_row(*guardrail, plan, names);
  }
  return out + fmt::format("</tbody></table>\n<p class=\"muted\">{} more counted nothing and {} clear.</p>\n",
                           overview.silent, overview.silent == 1 ? "is" : "are");
}

std::string html_schools(const Plan& plan, const NameBook& names) {
  std::map<std::string_view, SchoolCounts> schools;
  for (const Change& change : plan.changes) {
    SchoolCounts& counts = schools[change.school];
    ++(change.part == Part::additions ? counts.additions : counts.removals);
  }
  if (schools.empty()) return "";
  std::int64_t most = 0;
  for (const auto& [school, counts] : schools) most = std::max({most, counts.additions, counts.removals});
  std::string out = fmt::format(
      "<h2>Changes per school</h2>\n<details{}><summary>{} {}</summary>\n<table><thead><tr>"
      "<th scope=\"col\">School</th><th scope=\"col\" colspan=\"2\">Additions</th>"
      "<th scope=\"col\" colspan=\"2\">Removals</th></tr></thead><tbody>\n",
      schools.size() <= schools_shown_open ? " open" : "", schools.size(), schools.size() == 1 ? "school" : "schools");
  for (const auto& [school, counts] : schools) {
    out += school_row(school_words(std::string(school), names), counts, most);
  }
  return out + "</tbody></table></details>\n";
}

}  // namespace clever_sync
