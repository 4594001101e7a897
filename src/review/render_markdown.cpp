#include <cctype>

#include "base/printable.hpp"
#include "review/approval.hpp"
#include "review/groups.hpp"

namespace clever_sync {

namespace {

// What GitHub takes for one comment, in characters; counted here in bytes, which are never fewer.
constexpr std::size_t comment_limit = 65'536;
// Kept free for the sentence that says what was cut.
constexpr std::size_t reserve = 512;
// More changes of one group than this are counted, not listed: the page is for reading.
constexpr std::size_t changes_listed = 50;

/// Free text that can be no markup and no link: every ASCII punctuation mark escaped (CommonMark 0.30, section 2.4).
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (std::ispunct(static_cast<unsigned char>(c)) != 0) out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

std::string change_line(const Change& change, const NameBook& names) {
  std::string line = "- `" + std::string(1, symbol_of(change.action)) + "` " + std::string(name_of(change.kind)) +
                     " `" + change.clever_id.text() + "`";
  if (const std::string name = name_words(change, names); !name.empty()) line += " " + escaped(name);
  std::string separator = ": ";
  for (const FieldChange& field : change.set) {
    line += separator + escaped(field.field);
    if (change.kind != Kind::student && change.action != Action::create) {
      line += " " + escaped("\"" + field.from + "\"") + " → " + escaped("\"" + field.to + "\"");
    }
    separator = ", ";
  }
  for (const std::string& effect : effects_of(change)) {
    line += separator + escaped(effect);
    separator = ", ";
  }
  return line + "\n";
}

std::string group_block(const ChangeGroup& group, const NameBook& names) {
  std::string block =
      "<details><summary>" + std::string(1, symbol_of(group.action)) + " " + title_of(group) + "</summary>\n\n";
  const RuleRef& rule = group.changes.front()->reason.rule;
  block += "Because of `" + rule.file + ":" + std::to_string(rule.line) + "` " + escaped(rule.id) + "\n\n";
  for (std::size_t i = 0; i < group.changes.size() && i < changes_listed; ++i) {
    block += change_line(*group.changes[i], names);
  }
  if (group.changes.size() > changes_listed) {
    block += "- … and " + std::to_string(group.changes.size() - changes_listed) + " more\n";
  }
  return block + "\n</details>\n\n";
}

std::string guardrail_table(const Plan& plan) {
  std::string table = "| guardrail | scope | arithmetic | verdict |\n| --- | --- | --- | --- |\n";
  bool some = false;
  for (const Guardrail& guardrail : plan.guardrails) {
    const bool holds = guardrail.verdict == GuardrailVerdict::hold;
    if (!holds && guardrail.actual == 0) continue;
    some = true;
    table += "| `" + guardrail.name + "` | " + escaped(guardrail.scope) + " | " + escaped(arithmetic(guardrail)) +
             " | " + (holds ? "**holds**" : "clear") + " |\n";
  }
  return some ? table + "\n" : "";
}

/// The blocks of a plan, the most important first, so that what is cut is what matters least.
class Page {
 public:
  void add(const std::string& block) {
    if (text_.size() + block.size() + reserve > comment_limit) {
      ++cut_;
      return;
    }
    text_ += block;
  }
  std::string finish(const std::string& digest) {
    if (cut_ != 0) {
      text_ += "**" + std::to_string(cut_) +
               " blocks were cut to fit.** The whole plan is `plans/plan.json`, digest `" + digest + "`.\n";
    }
    return std::move(text_);
  }

 private:
  std::string text_;
  std::size_t cut_ = 0;
};

void add_part(Page& page, const Plan& plan, Part part, const NameBook& names) {
  const std::int64_t count = count_changes(plan, part);
  std::string heading = part == Part::additions ? "## Additions: " : "## Removals: ";
  heading += std::to_string(count) + " changes, " + verdict_words(plan.verdict(part)) + "\n\n";
  if (count != 0) heading += "Digest `" + plan.digest(part) + "`\n\n";
  if (plan.verdict(part) != Verdict::clear) {
    heading += "To let them through:\n\n    " + approve_command(plan, part) + "\n\n";
  }
  page.add(heading);
  std::string school = "-";  // no school is called that
  for (const ChangeGroup& group : group_changes(plan, part)) {
    if (group.school != school) page.add("### " + escaped(school_words(group.school, names)) + "\n\n");
    school = group.school;
    page.add(group_block(group, names));
  }
}

}  // namespace

std::string render_markdown(const Plan& plan, const NameBook& names) {
  const std::string digest = plan_digest(plan);
  Page page;
  page.add("<!-- clever-sync plan of district " + plan.district.text() + " -->\n" + summary_line(plan) + "\n\n");
  page.add("As of " + format_date(plan.as_of) + ", plan `" + digest +
           "`. Unchanged: " + std::to_string(plan.counts.unchanged) +
           ", filtered: " + std::to_string(plan.counts.filtered) + ", held: " + std::to_string(plan.counts.held) +
           ", withheld: " + std::to_string(plan.counts.withheld) + ".\n\n");
  page.add(guardrail_table(plan));
  for (const Part part : {Part::removals, Part::additions}) add_part(page, plan, part, names);
  if (!plan.findings.empty()) page.add("## Findings\n\n");
  for (const Finding& finding : plan.findings) {
    page.add("- `" + finding.code + "` " + escaped(finding.kind + " " + finding.id) + ": " + escaped(finding.message) +
             "\n");
  }
  return page.finish(digest);
}

}  // namespace clever_sync
