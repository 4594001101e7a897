// A plan as one page. It has what a reviewer asks for on demand: every change, its members by id, and what it rests on.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "review/approval.hpp"
#include "review/html_chart.hpp"
#include "review/html_page.hpp"
#include "review/words.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t most_ids = 50;
constexpr std::size_t rows_per_list = 200;
constexpr std::size_t findings_shown_open = 10;

std::string code(std::string_view text) {
  return "<code>" + html_escaped(text) + "</code>";
}

std::string id_list(std::string_view what, const std::vector<UserId>& ids, const NameBook& names) {
  if (ids.empty()) return "";
  std::string out = fmt::format("; {}:", what);
  for (std::size_t i = 0; i < std::min(ids.size(), most_ids); ++i) {
    out += " " + ids[i].text();
    const auto name = names.people.find(ids[i].as<AnyTag>());
    if (name != names.people.end()) out += " " + html_isolated(value_words(name->second));
  }
  if (ids.size() > most_ids) out += fmt::format(" … and {} more", ids.size() - most_ids);
  return out;
}

/// The members who come or go. A new class's are not listed one by one: all of them come.
std::string members(const Change& change, const NameBook& names) {
  if (change.action == Action::create) return "";
  return id_list("added teachers", change.add_teachers, names) +
         id_list("teachers taken out", change.remove_teachers, names) +
         id_list("added students", change.add_students, names) +
         id_list("students taken out", change.remove_students, names);
}

std::string field_words(const Change& change, const FieldChange& field) {
  std::string words = html_escaped(field.field);
  if (change.kind == Kind::student) return words;
  if (change.action != Action::create) words += " " + html_isolated(value_words(field.from)) + " →";
  return words + " " + html_isolated(value_words(field.to));
}

/// Evidence that the group's heading does not have already.
std::string own_evidence(const Change& change, const std::vector<Evidence>& shared) {
  std::string out;
  for (const Evidence& fact : change.reason.evidence) {
    if (std::ranges::find(shared, fact) == shared.end()) out += "; " + html_escaped(evidence_words(fact));
  }
  return out.empty() ? "" : "; because of " + out.substr(2);
}

std::string change_item(const Change& change, const std::vector<Evidence>& shared, const NameBook& names) {
  const std::string_view action = name_of(change.action), kind = name_of(change.kind);
  std::string out = fmt::format(
      R"(<li class="change"><span class="symbol {0}" aria-hidden="true">{2}</span>{0} {1} <code>{3}</code>)", action,
      kind, symbol_of(change.action), change.clever_id.text());
  if (const std::string name = name_words(change, names); !name.empty()) out += " " + html_isolated(name);
  std::string details;
  for (const FieldChange& field : change.set) details += "; " + field_words(change, field);
  for (const std::string& effect : effects_of(change)) details += "; " + html_escaped(effect);
  details += members(change, names) + own_evidence(change, shared);
  if (!details.empty()) out += " <span class=\"muted\">" + details.substr(2) + "</span>";
  return out + "</li>\n";
}

/// What was written so far, passed on when it is enough for the sink.
class Pieces {
 public:
  explicit Pieces(const TextSink& sink) : sink_(sink) {}
  void operator+=(std::string_view text) {
    text_ += text;
    if (text_.size() >= enough) pass_on();
  }
  void pass_on() {
    sink_(text_);
    text_.clear();
  }

 private:
  static constexpr std::size_t enough = 65'536;
  const TextSink& sink_;
  std::string text_;
};

void write_group(const ChangeGroup& group, const NameBook& names, Pieces& out) {
  out += fmt::format(
      R"(<details class="group" data-action="{0}" data-kind="{1}"><summary><span class="symbol {0}" aria-hidden="true">)"
      R"({2}</span>{3} <span class="because muted">{4}</span></summary>)"
      "\n",
      name_of(group.action), name_of(group.kind), symbol_of(group.action), html_isolated(title_of(group, names)),
      html_escaped(because_words(group)));
  const std::vector<Evidence> shared = shared_evidence(group);
  // In lists of so many rows that a browser need not lay out those which are out of sight.
  for (std::size_t start = 0; start < group.changes.size(); start += rows_per_list) {
    const std::size_t end = std::min(start + rows_per_list, group.changes.size());
    out += end - start == rows_per_list ? "<ul class=\"full\">\n" : "<ul>\n";
    for (std::size_t i = start; i < end; ++i) out += change_item(*group.changes[i], shared, names);
    out += "</ul>";
  }
  out += "</details>\n";
}

std::string_view title_of(Part part) {
  return part == Part::additions ? "Additions" : "Removals";
}

/// A command that breaks before its options only: a line that ended in the first dash of `--max` would mislead.
std::string command(const std::string& words) {
  std::string out = "<pre><code><span class=\"option\">";
  const std::string escaped = html_escaped(words);
  for (std::size_t at = 0; at < escaped.size(); ++at) {
    const bool option = escaped.compare(at, 3, " --") == 0 && at + 3 < escaped.size() && escaped[at + 3] != '-';
    out += option ? "</span> <span class=\"option\">" : std::string(1, escaped[at]);
  }
  return out + "</span></code></pre>\n";
}

/// What a reviewer needs first: how much it is, whether it may go, and what would let it.
std::string part_card(const Plan& plan, Part part, std::string_view digest) {
  const std::int64_t count = count_changes(plan, part);
  const Verdict verdict = plan.verdict(part);
  std::string out = fmt::format("<section class=\"part {}\"><h2>{}: {}, {}</h2>\n", name_of(verdict), title_of(part),
                                change_count_words(count), verdict_words(verdict));
  if (count != 0) out += "<p class=\"muted\">Digest " + code(plan.digest(part)) + "</p>\n";
  if (verdict != Verdict::clear && plan.draft.empty()) {
    out += "<p>To let them through:</p>\n" + command(approve_command(plan, part, digest));
  }
  return out + "</section>\n";
}

void write_groups(const Plan& plan, Part part, const NameBook& names, Pieces& out) {
  if (count_changes(plan, part) == 0) return;
  out += fmt::format("<h2>{} by school</h2>\n", title_of(part));
  const std::string* school = nullptr;
  for (const ChangeGroup& group : group_changes(plan, part)) {
    const std::string* const own = &group.changes.front()->school;
    if (school == nullptr || *school != *own) {
      if (school != nullptr) out += "</section>\n";
      out += "<section class=\"school\"><h3>" + html_isolated(school_words(*own, names)) + "</h3>\n";
    }
    school = own;
    write_group(group, names, out);
  }
  if (school != nullptr) out += "</section>\n";
}

template <class Choices>
std::string choices(std::string_view legend, const Choices& names) {
  std::string out = fmt::format("<fieldset><legend>{}</legend>", legend);
  for (const auto name : names) {
    out += fmt::format(R"(<label><input type="checkbox" data-choice="{0}" checked> {0}</label>)", name_of(name));
  }
  return out + "</fieldset>\n";
}

/// Not a form: it sends nothing, so there is nothing that the policy would have to stop. The script shows it; without
/// one the page still opens and folds.
std::string controls() {
  return "<h2>Changes</h2>\n<div class=\"controls\" role=\"search\" hidden><div class=\"finder\">"
         "<label for=\"search\">Search</label>"
         "<input id=\"search\" type=\"search\" autocomplete=\"off\" placeholder=\"id, name, school, field, rule\">\n"
         "<button type=\"button\" id=\"open-all\">Open all</button>"
         "<button type=\"button\" id=\"close-all\">Close all</button></div>\n" +
         choices("Actions",
                 std::array{Action::create, Action::update, Action::relink, Action::restore, Action::archive}) +
         choices("Kinds", std::array{Kind::teacher, Kind::student, Kind::class_}) +
         "<output id=\"count\" aria-live=\"polite\"></output></div>\n";
}

std::string findings(const Plan& plan) {
  if (plan.findings.empty()) return "";
  std::map<std::string_view, std::vector<const Finding*>> by_code;
  for (const Finding& finding : plan.findings) by_code[finding.code].push_back(&finding);
  std::string out = "<h2>Findings</h2>\n";
  for (const auto& [code_name, found] : by_code) {
    out += fmt::format("<details{}><summary>! {} {}</summary><ul>\n",
                       plan.findings.size() <= findings_shown_open ? " open" : "", found.size(), code(code_name));
    for (const Finding* const finding : found) {
      out += "<li>" + html_escaped(finding_subject(*finding)) + ": " + html_escaped(finding->message) + "</li>\n";
    }
    out += "</ul></details>\n";
  }
  return out;
}

std::string page_head(const Plan& plan, const std::string& day) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>{} of {}</title>\n<style>{}</style></head>\n",
      html_policy(), plan.draft.empty() ? "Plan" : "Draft", day, html_style());
}

}  // namespace

std::string render_html(const Plan& plan, const NameBook& names) {
  return render_html(plan, plan_digest(plan), names);
}

std::string html_head(const Plan& plan, std::string_view digest) {
  const std::string day = format_date(plan.as_of);
  std::string out = page_head(plan, day);
  out += fmt::format("<body><main><h1>{}</h1>\n<p class=\"muted\">District {}, as of {}, plan {}. {}</p>\n",
                     html_escaped(summary_line(plan)), code(plan.district.text()), day, code(digest),
                     counts_words(plan.counts));
  if (!plan.draft.empty()) out += "<p class=\"holds\" role=\"note\">! " + html_escaped(draft_words(plan)) + "</p>\n";
  return out;
}

void write_html_body(const Plan& plan, std::string_view digest, const NameBook& names, const TextSink& sink) {
  Pieces out(sink);
  if (const std::int64_t lost = count_lost_sign_ins(plan); lost != 0) {
    out += "<p class=\"holds\">! " + sign_in_words(lost) + "</p>\n";
  }
  out += "<div class=\"parts\">\n" + part_card(plan, Part::removals, digest) +
         part_card(plan, Part::additions, digest) + "</div>\n";
  out += html_guardrails(plan, names) + html_schools(plan, names) + findings(plan) + controls();
  for (const Part part : {Part::removals, Part::additions}) write_groups(plan, part, names, out);
  out += "</main>\n<script>";
  out += html_script();
  out += "</script></body></html>\n";
  out.pass_on();
}

std::string render_html(const Plan& plan, std::string_view digest, const NameBook& names) {
  std::string out = html_head(plan, digest);
  write_html_body(plan, digest, names, [&out](std::string_view text) { out += text; });
  return out;
}

}  // namespace clever_sync
