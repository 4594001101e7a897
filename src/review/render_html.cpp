#include <algorithm>
#include <map>

#include "review/approval.hpp"
#include "review/groups.hpp"
#include "review/html_page.hpp"

namespace clever_sync {

namespace {

constexpr int chart_width = 640, bar_height = 18, bar_gap = 6, label_width = 200;

std::string code(std::string_view text) {
  return "<code>" + html_escaped(text) + "</code>";
}

/// A horizontal bar of `part` in `whole`, as numbers for SVG; integer arithmetic, whole never 0.
std::int64_t scaled(std::int64_t part, std::int64_t whole, std::int64_t width) {
  return whole == 0 ? 0 : std::min(width, part * width / whole);
}

std::string guardrail_bar(const Guardrail& guardrail) {
  constexpr std::int64_t width = 160;
  const std::int64_t filled = scaled(guardrail.actual, guardrail.total, width);
  const std::int64_t mark = std::min<std::int64_t>(width, guardrail.limit * width / 100);
  return "<svg width=\"160\" height=\"14\" viewBox=\"0 0 160 14\" role=\"img\" aria-label=\"" +
         html_escaped(arithmetic(guardrail)) +
         "\"><rect class=\"track\" width=\"160\" height=\"14\"/><rect class=\"bar-remove\" width=\"" +
         std::to_string(filled) + "\" height=\"14\"/><line class=\"limit\" x1=\"" + std::to_string(mark) + "\" x2=\"" +
         std::to_string(mark) + "\" y1=\"0\" y2=\"14\"/></svg>";
}

std::string guardrails(const Plan& plan) {
  std::string out =
      "<h2>Guardrails</h2><table><thead><tr><th scope=\"col\">Guardrail</th><th scope=\"col\">Scope</th>"
      "<th scope=\"col\">Arithmetic</th><th scope=\"col\">Share and limit</th><th "
      "scope=\"col\">Verdict</th></tr></thead><tbody>";
  for (const Guardrail& guardrail : plan.guardrails) {
    const bool holds = guardrail.verdict == GuardrailVerdict::hold;
    out += "<tr><td>" + code(guardrail.name) + "</td><td>" + html_escaped(guardrail.scope) + "</td><td>" +
           html_escaped(arithmetic(guardrail)) + "</td><td>" + guardrail_bar(guardrail) + "</td><td>" +
           (holds ? "<span class=\"holds\">! holds</span>" : "clear") + "</td></tr>";
  }
  return out + "</tbody></table>";
}

/// Changes per school as a bar chart, additions and removals side by side.
std::string school_chart(const Plan& plan, const NameBook& names) {
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> counts;
  std::int64_t most = 0;
  for (const Change& change : plan.changes) {
    auto& [additions, removals] = counts[change.school];
    ++(change.part == Part::additions ? additions : removals);
    most = std::max({most, additions, removals});
  }
  if (counts.empty()) return "";
  const int height = static_cast<int>(counts.size()) * (bar_height + bar_gap);
  std::string out = "<h2>Changes per school</h2><svg width=\"" + std::to_string(chart_width) + "\" height=\"" +
                    std::to_string(height) + "\" viewBox=\"0 0 " + std::to_string(chart_width) + " " +
                    std::to_string(height) + "\" role=\"img\" aria-label=\"Changes per school\">";
  int top = 0;
  const std::int64_t width = chart_width - label_width - 120;
  for (const auto& [school, count] : counts) {
    const std::string y = std::to_string(top), half = std::to_string(bar_height / 2);
    out += "<text x=\"0\" y=\"" + std::to_string(top + 13) + "\">" +
           html_escaped(school_words(school, names)) + "</text><rect class=\"bar-add\" x=\"" +
           std::to_string(label_width) + "\" y=\"" + y + "\" width=\"" +
           std::to_string(scaled(count.first, most, width)) + "\" height=\"" + half +
           "\"/><rect class=\"bar-remove\" x=\"" + std::to_string(label_width) + "\" y=\"" +
           std::to_string(top + bar_height / 2) + "\" width=\"" + std::to_string(scaled(count.second, most, width)) +
           "\" height=\"" + half + "\"/><text x=\"" + std::to_string(label_width + static_cast<int>(width) + 8) +
           "\" y=\"" + std::to_string(top + 13) + "\">+" + std::to_string(count.first) + " -" +
           std::to_string(count.second) + "</text>";
    top += bar_height + bar_gap;
  }
  return out + "</svg>";
}

std::string change_item(const Change& change, const NameBook& names) {
  std::string out = "<li class=\"change\" data-action=\"" + std::string(name_of(change.action)) +
                    "\"><span class=\"symbol " + std::string(name_of(change.action)) + "\" aria-hidden=\"true\">" +
                    symbol_of(change.action) + "</span>" + std::string(name_of(change.action)) + " " +
                    std::string(name_of(change.kind)) + " " + code(change.clever_id.text());
  if (const std::string name = name_words(change, names); !name.empty()) out += " " + html_escaped(name);
  std::string details;
  const auto add = [&details](const std::string& text) { details += (details.empty() ? "" : "; ") + text; };
  for (const FieldChange& field : change.set) {
    if (change.kind == Kind::student || change.action == Action::create) {
      add(html_escaped(field.field));
    } else {
      add(html_escaped(field.field) + " \"" + html_escaped(field.from) + "\" → \"" + html_escaped(field.to) + "\"");
    }
  }
  for (const std::string& effect : effects_of(change)) add(html_escaped(effect));
  if (!details.empty()) out += " <span class=\"muted\">" + details + "</span>";
  return out + "</li>\n";
}

std::string group_details(const ChangeGroup& group, const NameBook& names) {
  const Reason& reason = group.changes.front()->reason;
  std::string out = "<details class=\"group\"><summary><span class=\"symbol " + std::string(name_of(group.action)) +
                    "\" aria-hidden=\"true\">" + symbol_of(group.action) + "</span>" + html_escaped(title_of(group)) +
                    " <span class=\"muted\">" +
                    html_escaped(reason.rule.file + ":" + std::to_string(reason.rule.line)) + "</span></summary><ul>\n";
  for (const Change* change : group.changes) out += change_item(*change, names);
  return out + "</ul></details>\n";
}

std::string part_section(const Plan& plan, Part part, const NameBook& names) {
  const std::int64_t count = count_changes(plan, part);
  const std::string heading = part == Part::additions ? "Additions" : "Removals";
  std::string out =
      "<h2>" + heading + ": " + std::to_string(count) + " changes, " + verdict_words(plan.verdict(part)) + "</h2>";
  if (count != 0) out += "<p>Digest " + code(plan.digest(part)) + "</p>";
  if (plan.verdict(part) != Verdict::clear)
    out += "<p>To let them through: " + code(approve_command(plan, part)) + "</p>";
  const auto groups = group_changes(plan, part);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool first = i == 0 || groups[i].school != groups[i - 1].school;
    const bool last = i + 1 == groups.size() || groups[i].school != groups[i + 1].school;
    if (first) out += "<section class=\"school\"><h3>" + html_escaped(school_words(groups[i].school, names)) + "</h3>";
    out += group_details(groups[i], names);
    if (last) out += "</section>";
  }
  return out;
}

std::string controls() {
  std::string out =
      "<form role=\"search\" autocomplete=\"off\"><label for=\"search\">Search</label>"
      "<input id=\"search\" type=\"search\" placeholder=\"id, name, field, rule\">";
  for (const Action action : {Action::create, Action::update, Action::relink, Action::restore, Action::archive}) {
    const std::string name(name_of(action));
    out += "<label><input type=\"checkbox\" data-action=\"" + name + "\" checked> " + name + "</label>";
  }
  return out +
         "<button type=\"button\" id=\"open-all\">Open all</button><button type=\"button\" id=\"close-all\">Close "
         "all</button>"
         "<output id=\"count\" aria-live=\"polite\"></output></form>";
}

std::string findings(const Plan& plan) {
  if (plan.findings.empty()) return "";
  std::string out = "<h2>Findings</h2><ul>";
  for (const Finding& finding : plan.findings) {
    out += "<li>" + code(finding.code) + " " + html_escaped(finding.kind + " " + finding.id) + ": " +
           html_escaped(finding.message) + "</li>";
  }
  return out + "</ul>";
}

}  // namespace

std::string render_html(const Plan& plan, const NameBook& names) {
  const std::string day = format_date(plan.as_of);
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
      html_policy() +
      "\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" "
      "content=\"no-referrer\">"
      "<title>Plan of " +
      day + "</title><style>";
  out += html_style();
  out += "</style></head>\n<body><h1>" + html_escaped(summary_line(plan)) + "</h1><p class=\"muted\">District " +
         code(plan.district.text()) + ", as of " + day + ", plan " + code(plan_digest(plan)) +
         ". Unchanged: " + std::to_string(plan.counts.unchanged) +
         ", filtered: " + std::to_string(plan.counts.filtered) + ", held: " + std::to_string(plan.counts.held) +
         ", withheld: " + std::to_string(plan.counts.withheld) + ".</p>";
  out += school_chart(plan, names) + guardrails(plan) + findings(plan) + controls();
  for (const Part part : {Part::removals, Part::additions}) out += part_section(plan, part, names);
  out += "<script>";
  out += html_script();
  return out + "</script></body></html>\n";
}

}  // namespace clever_sync
