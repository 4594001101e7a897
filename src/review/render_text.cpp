// A plan as text: what would happen first, what stops it, then the changes by school and reason, and at the end, where
// the eye of a person at a terminal is, what that person can do.
#include <fmt/core.h>

#include <algorithm>

#include "review/approval.hpp"
#include "review/text_lines.hpp"
#include "review/words.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t digest_prefix = 12;

/// Where a reader finds what is left out. `show` does not know a draft.
std::string_view elsewhere(const Plan& plan) {
  return plan.draft.empty() ? "clever-sync show -o json lists all" : "the same command with -o json lists all";
}

class TextRenderer {
 public:
  TextRenderer(const Plan& plan, std::string_view digest, const NameBook& names, const TextOptions& options,
               const TextSink& sink)
      : plan_(plan), digest_(digest), names_(names), options_(options), sink_(sink), out_(options) {}

  void render() {
    write_sign_in();
    write_guardrails();
    for (const Part part : {Part::additions, Part::removals}) {
      write_part(part);
      sink_(out_.finish());
    }
    write_findings();
    write_next_steps();
    sink_(out_.finish());
  }

 private:
  void write_sign_in() {
    const std::int64_t lost = count_lost_sign_ins(plan_);
    const std::string_view where = plan_.draft.empty() ? "; clever-sync show --sign-in lists them" : "";
    if (lost != 0) out_.marked(0, '!', sign_in_words(lost) + std::string(where));
  }

  void write_guardrails() {
    const GuardrailOverview overview = overview_of(plan_.guardrails);
    if (plan_.guardrails.empty()) return;
    out_.line(0, fmt::format("Guardrails: {} hold, {} more counted something, {} counted nothing",
                             overview.holding.size(), overview.counting.size(), overview.silent));
    for (const Guardrail* const guardrail : overview.holding)
      out_.marked(2, '!', guardrail_words(*guardrail, plan_, names_));
    std::size_t of_schools = 0;
    for (const Guardrail* const guardrail : overview.counting) {
      if (guardrail->scope != "district") {
        ++of_schools;
        continue;
      }
      out_.line(4, guardrail_words(*guardrail, plan_, names_));
    }
    if (of_schools != 0) out_.line(4, fmt::format("… and {} of single schools or classes, all clear", of_schools));
  }

  void write_part(Part part) {
    const std::int64_t count = count_changes(plan_, part);
    std::string heading = part == Part::additions ? "Additions: " : "Removals: ";
    heading += change_count_words(count) + ", " + verdict_words(plan_.verdict(part));
    if (count != 0) heading += ", digest " + plan_.digest(part).substr(0, digest_prefix);
    out_.line(0, heading);
    std::size_t to_list = options_.changes_per_part;
    std::size_t schools = 0, schools_left_out = 0, changes_left_out = 0;
    const std::string* school = nullptr;
    for (const ChangeGroup& group : group_changes(plan_, part)) {
      const bool next_school = school == nullptr || *school != group.changes.front()->school;
      if (next_school) ++schools;
      school = &group.changes.front()->school;
      if (schools > options_.schools_per_part) {
        if (next_school) ++schools_left_out;
        changes_left_out += group.changes.size();
        continue;
      }
      if (next_school) out_.line(2, school_words(group.school, names_));
      write_group(group, to_list);
    }
    if (schools_left_out == 0) return;
    out_.line(2, fmt::format("… and {} more in {} more schools ({})",
                             change_count_words(static_cast<std::int64_t>(changes_left_out)), schools_left_out,
                             elsewhere(plan_)));
  }

  void write_group(const ChangeGroup& group, std::size_t& to_list) {
    out_.marked(4, symbol_of(group.action), title_of(group, names_));
    if (const std::string because = because_words(group); !because.empty()) out_.line(8, because);
    const std::size_t listed = std::min({group.changes.size(), options_.changes_per_group, to_list});
    to_list -= listed;
    for (std::size_t i = 0; i < listed; ++i) write_change(*group.changes[i]);
    const std::size_t more = group.changes.size() - listed;
    if (more != 0) out_.line(8, fmt::format("… and {} more ({})", more, elsewhere(plan_)));
  }

  void write_change(const Change& change) {
    std::string text = fmt::format("{} {}", name_of(change.kind), change.clever_id.text());
    if (const std::string name = name_words(change, names_); !name.empty()) text += " " + name;
    for (const FieldChange& field : change.set) {
      if (change.kind == Kind::student) {
        text += ", " + field.field;
      } else if (change.action == Action::create && field.field != "name" && field.field != "school") {
        text += ", " + field.field + " " + value_words(field.to);
      }
    }
    for (const std::string& effect : effects_of(change)) text += ", " + effect;
    out_.marked(6, symbol_of(change.action), text);
    if (change.kind == Kind::student || change.action == Action::create) return;
    for (const FieldChange& field : change.set) {
      out_.line(10, fmt::format("{}: {} -> {}", field.field, value_words(field.from), value_words(field.to)));
    }
  }

  void write_findings() {
    if (plan_.findings.empty()) return;
    out_.line(0, fmt::format("Findings: {}", plan_.findings.size()));
    for (std::size_t i = 0; i < plan_.findings.size();) {
      const std::string& code = plan_.findings[i].code;
      std::size_t end = i;
      while (end < plan_.findings.size() && plan_.findings[end].code == code) ++end;
      const std::size_t listed = std::min(end, i + options_.findings_per_code);
      const std::size_t more = end - listed;
      for (; i < listed; ++i) write_finding(plan_.findings[i]);
      if (more != 0) out_.line(4, fmt::format("… and {} more {} ({})", more, code, elsewhere(plan_)));
      i = end;
    }
  }

  void write_finding(const Finding& finding) {
    out_.marked(2, '!', finding.code + ", " + finding_subject(finding) + ": " + finding.message);
  }

  void write_next_steps() {
    if (!plan_.draft.empty()) {
      out_.line(0,
                "Next: this is a draft. When it is right, make it real (commit the rules, wait for the day), and "
                "clever-sync plan makes the plan that can be approved.");
      return;
    }
    for (const Part part : {Part::additions, Part::removals}) {
      switch (plan_.verdict(part)) {
        case Verdict::clear:
          continue;
        case Verdict::approve:
          out_.line(0, fmt::format("Next: the {} wait for a person, who has read them and says so:", name_of(part)));
          break;
        case Verdict::hold:
          out_.line(0,
                    fmt::format("Next: the {} are held. A person who has read why may waive by name what holds them:",
                                name_of(part)));
          break;
      }
      out_.command(4, approve_command(plan_, part, digest_));
    }
  }

  const Plan& plan_;
  std::string_view digest_;
  const NameBook& names_;
  TextOptions options_;
  const TextSink& sink_;
  TextLines out_;
};

}  // namespace

std::string text_head(const Plan& plan, std::string_view digest, const TextOptions& options) {
  TextLines out(options);
  if (!plan.draft.empty()) out.marked(0, '!', draft_words(plan));
  out.line(0, summary_line(plan));
  out.line(0, fmt::format("As of {}, plan {}. {}", format_date(plan.as_of), digest.substr(0, digest_prefix),
                          counts_words(plan.counts)));
  return out.finish();
}

void write_text_body(const Plan& plan, std::string_view digest, const NameBook& names, const TextOptions& options,
                     const TextSink& sink) {
  TextRenderer(plan, digest, names, options, sink).render();
}

std::string render_text(const Plan& plan, std::string_view digest, const NameBook& names, const TextOptions& options) {
  std::string out = text_head(plan, digest, options);
  write_text_body(plan, digest, names, options, [&out](std::string_view text) { out += text; });
  return out;
}

std::string render_text(const Plan& plan, const NameBook& names, const TextOptions& options) {
  return render_text(plan, plan_digest(plan), names, options);
}

}  // namespace clever_sync
