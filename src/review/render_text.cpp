#include <algorithm>

#include "base/printable.hpp"
#include "review/approval.hpp"
#include "review/groups.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t longest_value = 60;

class TextWriter {
 public:
  TextWriter(const NameBook& names, const TextOptions& options) : names_(names), options_(options) {}

  void line(const std::string& text) { out_ += cut(text) + "\n"; }
  /// A line whose symbol carries the meaning; colour only repeats it.
  void marked(int indent, char symbol, const std::string& text) {
    const std::string body = cut(std::string(static_cast<std::size_t>(indent), ' ') + symbol + " " + text);
    const std::string_view colour = colour_of(symbol);
    out_ += colour.empty() ? body : std::string(colour) + body + "\033[0m";
    out_ += "\n";
  }

  void change(const Change& change) {
    std::string text = std::string(name_of(change.kind)) + " " + change.clever_id.text();
    if (const std::string name = name_words(change, names_); !name.empty()) text += " " + name;
    for (const std::string& effect : effects_of(change)) text += ", " + effect;
    marked(4, symbol_of(change.action), text);
    for (const FieldChange& field : change.set) line("        " + field_words(change, field));
  }

  std::string finish() { return std::move(out_); }

 private:
  static std::string field_words(const Change& change, const FieldChange& field) {
    if (change.kind == Kind::student) return field.field;
    const std::string to = "\"" + printable(field.to, longest_value) + "\"";
    if (change.action == Action::create) return field.field + ": " + to;
    return field.field + ": \"" + printable(field.from, longest_value) + "\" -> " + to;
  }

  [[nodiscard]] std::string cut(const std::string& text) const {
    return printable(text, static_cast<std::size_t>(std::max(options_.width, 40)));
  }

  [[nodiscard]] std::string_view colour_of(char symbol) const {
    if (options_.colour == Colour::off) return "";
    switch (symbol) {
      case '+':
        return "\033[32m";
      case '-':
        return "\033[31m";
      case '~':
        return "\033[33m";
      case '!':
        return "\033[1;31m";
      default:
        return "\033[36m";
    }
  }

  const NameBook& names_;
  TextOptions options_;
  std::string out_;
};

void write_guardrails(TextWriter& out, const Plan& plan) {
  if (plan.guardrails.empty()) return;
  out.line("Guardrails:");
  for (const Guardrail& guardrail : plan.guardrails) {
    const bool holds = guardrail.verdict == GuardrailVerdict::hold;
    if (!holds && guardrail.actual == 0) continue;
    std::string text = guardrail.name;
    if (guardrail.scope != "district") text += " (" + guardrail.scope + ")";
    text += ": " + arithmetic(guardrail);
    if (holds) text += ", holds the " + std::string(name_of(guardrail.part));
    out.marked(2, holds ? '!' : ' ', text);
  }
}

void write_part(TextWriter& out, const Plan& plan, Part part, const NameBook& names) {
  const std::int64_t count = count_changes(plan, part);
  std::string heading = part == Part::additions ? "Additions" : "Removals";
  out.line(heading + ": " + std::to_string(count) + " changes, " + verdict_words(plan.verdict(part)) +
           (count == 0 ? "" : ", digest " + plan.digest(part).substr(0, 12)));
  std::string school = "-";  // no school is called that
  for (const ChangeGroup& group : group_changes(plan, part)) {
    if (group.school != school) out.line("  " + school_words(group.school, names));
    school = group.school;
    out.line("    " + title_of(group));
    for (const Change* change : group.changes) out.change(*change);
  }
}

}  // namespace

std::string render_text(const Plan& plan, const NameBook& names, const TextOptions& options) {
  TextWriter out(names, options);
  out.line(summary_line(plan));
  out.line("As of " + format_date(plan.as_of) + ", plan " + plan_digest(plan).substr(0, 12) + ". Unchanged: " +
           std::to_string(plan.counts.unchanged) + ", filtered: " + std::to_string(plan.counts.filtered) +
           ", held: " + std::to_string(plan.counts.held) + ", withheld: " + std::to_string(plan.counts.withheld) + ".");
  write_guardrails(out, plan);
  for (const Part part : {Part::additions, Part::removals}) write_part(out, plan, part, names);
  if (!plan.findings.empty()) out.line("Findings:");
  for (const Finding& finding : plan.findings) {
    out.marked(
        2, '!',
        finding.code + " " + finding.kind + (finding.id.empty() ? "" : " " + finding.id) + ": " + finding.message);
  }
  std::string text = out.finish();
  for (const Part part : {Part::additions, Part::removals}) {
    if (plan.verdict(part) == Verdict::clear) continue;
    text += "To let the " + std::string(name_of(part)) + " through: " + approve_command(plan, part) + "\n";
  }
  return text;
}

std::string render_sign_in(const Plan& plan, const LiveState& live, const NameBook& names) {
  std::string out;
  std::int64_t total = 0;
  for (const Change& change : plan.changes) {
    if (change.loses_sign_in == 0) continue;
    total += change.loses_sign_in;
    out += change_name(change);
    if (const std::string name = name_words(change, names); !name.empty()) out += " " + name;
    out += ": " + std::to_string(change.loses_sign_in) + " students lose sign-in\n";
    const SpheroClass* roster =
        change.kind == Kind::class_ ? find_by_id(live.managed.classes, change.clever_id.as<SectionTag>()) : nullptr;
    if (roster == nullptr) continue;
    for (const UserId& student : roster->students) {
      const auto known = names.people.find(student.as<AnyTag>());
      out += "  on its roster now: " + student.text();
      if (known != names.people.end()) out += " " + printable(known->second);
      out += "\n";
    }
  }
  return std::to_string(total) + " students lose sign-in by this plan.\n" + out;
}

}  // namespace clever_sync
