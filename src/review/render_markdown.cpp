// A plan as Markdown, for a pull request. What must fit is written first: summary, guardrails, both parts with their
// digests and the commands that approve them. What room is left goes to the lists, removals first.
#include <fmt/core.h>

#include <algorithm>

#include "base/printable.hpp"
#include "review/approval.hpp"
#include "review/markdown_text.hpp"
#include "review/words.hpp"

namespace clever_sync {

namespace {

// What GitHub takes for one comment, in characters; counted here in bytes, which are never fewer.
constexpr std::size_t comment_limit = 65'536;
// Kept free for the sentence that says what was cut.
constexpr std::size_t reserve = 512;
// More of one list than this is counted, not listed: the page is for reading.
constexpr std::size_t most_listed = 50;
constexpr std::size_t longest_message = 400;
constexpr std::size_t longest_name = 80;

/// A folded list: its heading always comes with how many of its lines are left out.
struct List {
  std::string head;
  std::vector<std::string> lines;  // at most most_listed
  std::size_t items = 0;           // all there are
};

std::string more_line(std::size_t count) {
  return fmt::format("- … and {} more\n", count);
}

std::string change_line(const Change& change, const NameBook& names) {
  std::string line =
      fmt::format("- `{}` {} `{}`", symbol_of(change.action), name_of(change.kind), change.clever_id.text());
  if (const std::string name = name_words(change, names); !name.empty()) line += " " + markdown_code(name);
  std::string separator = ": ";
  for (const FieldChange& field : change.set) {
    line += separator + markdown_prose(field.field);
    if (change.kind != Kind::student && change.action != Action::create) {
      line += " " + markdown_code(value_words(field.from)) + " → " + markdown_code(value_words(field.to));
    }
    separator = ", ";
  }
  for (const std::string& effect : effects_of(change)) {
    line += separator + markdown_prose(effect);
    separator = ", ";
  }
  return line + "\n";
}

List list_of(const ChangeGroup& group, const NameBook& names) {
  List list{.items = group.changes.size()};
  list.head = fmt::format("<details><summary>{} {}</summary>\n\n", symbol_of(group.action), title_of(group, {}));
  if (const std::string because = because_words(group); !because.empty()) {
    // Not in the heading: within a summary nothing would keep GitHub from taking it for markup.
    const auto term = names.terms.find(group.term);
    if (term != names.terms.end()) list.head += "with " + markdown_code(printable(term->second, longest_name)) + ", ";
    list.head += markdown_prose(because) + "\n\n";
  }
  for (std::size_t i = 0; i < std::min(list.items, most_listed); ++i) {
    list.lines.push_back(change_line(*group.changes[i], names));
  }
  return list;
}

List list_of(const std::vector<Finding>& findings) {
  List list{.head = fmt::format("<details><summary>! {} findings</summary>\n\n", findings.size()),
            .items = findings.size()};
  for (std::size_t i = 0; i < std::min(list.items, most_listed); ++i) {
    const Finding& finding = findings[i];
    list.lines.push_back(fmt::format("- {} {}: {}\n", markdown_code(finding.code),
                                     markdown_prose(finding_subject(finding)),
                                     markdown_prose(printable(finding.message, longest_message))));
  }
  return list;
}

constexpr std::string_view list_end = "\n</details>\n\n";

/// The text so far, and how much room there is.
class Page {
 public:
  explicit Page(std::size_t bytes_before) : bytes_before_(bytes_before) {}

  /// Adds the text if it fits beside `kept_free` bytes that are still to come.
  bool write_if_room(const std::string& text, std::size_t kept_free) {
    if (bytes_before_ + text_.size() + text.size() + kept_free + reserve > comment_limit) return false;
    text_ += text;
    return true;
  }
  /// For what should stand there in any case, and is small unless somebody made the plan up.
  void write(const std::string& text) {
    if (!write_if_room(text, 0)) leave_out(1);
  }

  /// The list with as many lines as fit beside `kept_free`; false, with nothing written, if not even its heading does.
  bool write(const List& list, std::size_t kept_free) {
    const std::size_t foot = more_line(list.items).size() + list_end.size();
    if (!write_if_room(list.head, foot)) return false;
    std::size_t written = 0;
    while (written < list.lines.size() && write_if_room(list.lines[written], kept_free + foot)) ++written;
    if (written < list.items) text_ += more_line(list.items - written);
    leave_out(list.items - written);
    text_ += list_end;
    return true;
  }

  void leave_out(std::size_t entries) { not_listed_ += entries; }

  std::string finish(const std::string& digest) {
    if (not_listed_ != 0) {
      text_ += fmt::format(
          "**Cut to fit: {} entries are not listed here.** The whole plan is `plans/plan.json`, "
          "digest `{}`.\n",
          not_listed_, digest);
    }
    return std::move(text_);
  }

 private:
  std::size_t bytes_before_;
  std::string text_;
  std::size_t not_listed_ = 0;
};

void write_guardrails(Page& page, const Plan& plan, const NameBook& names) {
  const GuardrailOverview overview = overview_of(plan.guardrails);
  std::vector<const Guardrail*> rows = overview.holding;
  rows.insert(rows.end(), overview.counting.begin(), overview.counting.end());
  if (rows.empty()) return;
  page.write("| guardrail | verdict |\n| --- | --- |\n");
  std::size_t listed = 0;
  for (const Guardrail* const guardrail : rows) {
    const bool holds = guardrail->verdict == GuardrailVerdict::hold;
    const std::string row = fmt::format("| {} | {} |\n", markdown_prose(guardrail_words(*guardrail, plan, names)),
                                        holds ? "**! holds**" : "clear");
    if (listed == most_listed || !page.write_if_room(row, comment_limit / 2)) break;
    ++listed;
  }
  if (listed < rows.size()) {
    const std::size_t holding = overview.holding.size() - std::min(listed, overview.holding.size());
    page.write(fmt::format("| … and {} more, {} of which hold | |\n", rows.size() - listed, holding));
    page.leave_out(rows.size() - listed);
  }
  page.write("\n");
}

void write_overview(Page& page, const Plan& plan, const std::string& digest, const NameBook& names) {
  if (const std::int64_t lost = count_lost_sign_ins(plan); lost != 0) page.write("! " + sign_in_words(lost) + ".\n\n");
  write_guardrails(page, plan, names);
  for (const Part part : {Part::removals, Part::additions}) {
    const std::int64_t count = count_changes(plan, part);
    if (count == 0) continue;
    page.write(fmt::format("{}: {}, {}, digest `{}`\n\n", part == Part::additions ? "Additions" : "Removals",
                           change_count_words(count), verdict_words(plan.verdict(part)),
                           printable(plan.digest(part), most_listed * 2)));
    if (plan.verdict(part) == Verdict::clear || !plan.draft.empty()) continue;
    page.write("To let them through:\n\n    " + printable(approve_command(plan, part, digest)) + "\n\n");
  }
}

/// What a list needs at least, so that an early one does not take the room for a later one's heading.
std::size_t least_bytes(const List& list) {
  return list.head.size() + more_line(list.items).size() + list_end.size();
}

void write_lists(Page& page, const Plan& plan, const NameBook& names) {
  std::vector<std::pair<std::string, List>> lists;  // each with the headings that stand before it
  if (!plan.findings.empty()) lists.emplace_back("", list_of(plan.findings));
  for (const Part part : {Part::removals, Part::additions}) {
    std::string heading = part == Part::additions ? "## Additions\n\n" : "## Removals\n\n";
    const std::string* school = nullptr;
    for (const ChangeGroup& group : group_changes(plan, part)) {
      const std::string* const own = &group.changes.front()->school;
      if (school == nullptr || *school != *own) heading += "### " + markdown_prose(school_words(*own, names)) + "\n\n";
      school = own;
      lists.emplace_back(std::move(heading), list_of(group, names));
      heading.clear();
    }
  }
  std::size_t to_come = 0;
  for (const auto& [heading, list] : lists) to_come += heading.size() + least_bytes(list);
  bool full = false;
  for (const auto& [heading, list] : lists) {
    to_come -= heading.size() + least_bytes(list);
    full = full || !page.write_if_room(heading, least_bytes(list));
    // Headings of all that comes are worth more than lines of what is here; but half of the page is for lines, however
    // many headings there are.
    full = full || !page.write(list, std::min(to_come, comment_limit / 2));
    if (full) page.leave_out(list.items);
  }
}

}  // namespace

std::string render_markdown(const Plan& plan, const NameBook& names) {
  return render_markdown(plan, plan_digest(plan), names);
}

std::string markdown_head(const Plan& plan, std::string_view digest) {
  std::string out =
      fmt::format("<!-- clever-sync plan of district {} -->\n**{}**\n\n", plan.district.text(), summary_line(plan));
  if (!plan.draft.empty()) out += "**! " + markdown_prose(draft_words(plan)) + "**\n\n";
  return out + fmt::format("As of {}, plan `{}`. {}\n\n", format_date(plan.as_of), digest, counts_words(plan.counts));
}

std::string markdown_body(const Plan& plan, const std::string& digest, const NameBook& names) {
  Page page(markdown_head(plan, digest).size());
  write_overview(page, plan, digest, names);
  write_lists(page, plan, names);
  return page.finish(digest);
}

std::string render_markdown(const Plan& plan, const std::string& digest, const NameBook& names) {
  return markdown_head(plan, digest) + markdown_body(plan, digest, names);
}

}  // namespace clever_sync
