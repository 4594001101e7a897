#include "telling.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "../plan/model.hpp"
#include "apply/adopt.hpp"
#include "apply/agenda.hpp"
#include "apply/refusals.hpp"
#include "desired/desired.hpp"
#include "plan/guardrails.hpp"
#include "plan/make_plan.hpp"
#include "snapshot/snapshot.hpp"

namespace clever_sync::test {

namespace {

std::string_view name_of(Stance stance) {
  switch (stance) {
    case Stance::open:
      return "open";
    case Stance::keep:
      return "keep";
    case Stance::archive:
      return "archive";
  }
  return "";
}

template <class Ids>
std::string list_of(const Ids& ids) {
  std::string text;
  for (const auto& id : ids) text.append(text.empty() ? "" : " ").append(id.text());
  return text;
}

/// The shipped files' line numbers move with their comments; a scenario's own stay.
std::string told(const RuleRef& rule) {
  if (rule.file.starts_with("defaults/")) return fmt::format("{} {}", rule.file, rule.id);
  return fmt::format("{}:{} {}", rule.file, rule.line, rule.id);
}

std::string told(const std::vector<Evidence>& evidence) {
  std::string text;
  for (const Evidence& fact : evidence)
    text += fmt::format("; {} {}{}{}{}", fact.path, fact.id, fact.field.empty() ? "" : " ", fact.field,
                        fact.value.empty() ? "" : "=" + fact.value);
  return text;
}

std::string told(const Cause& cause) {
  return fmt::format("{} by {}{}", clever_sync::name_of(cause.code), told(*cause.rule), told(cause.evidence));
}

template <class Object>
std::string fields_told(const Object& object) {
  std::string text;
  for (const auto& [name, member] : fields_of(object))
    if (!(object.*member).empty()) text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, object.*member);
  return text;
}

/// Lines by what they are about, so that only what is new is told.
using Lines = std::map<std::string, std::string>;

Lines lines_of(const DesiredState& state) {
  Lines lines;
  for (const auto& t : state.teachers)
    lines["teacher " + t.object.id.text()] =
        fmt::format("{}, {}\n      {}", name_of(t.stance), told(t.cause), fields_told(t.object));
  for (const auto& s : state.students)
    lines["student " + s.object.id.text()] =
        fmt::format("{}, {}\n      {}", name_of(s.stance), told(s.cause), fields_told(s.object));
  for (const DesiredClass& c : state.classes) {
    std::string& line = lines["class " + c.object.id.text()];
    line = fmt::format("{}, {}\n      {}", name_of(c.stance), told(c.cause),
                       fields_told(static_cast<const SpheroClass&>(c.object)));
    line += fmt::format("\n      teachers [{}], students [{}]", list_of(c.object.teachers), list_of(c.object.students));
    if (!c.unshared_teachers.empty()) line += fmt::format(", unshared teachers [{}]", list_of(c.unshared_teachers));
    if (!c.unshared_students.empty()) line += fmt::format(", unshared students [{}]", list_of(c.unshared_students));
    if (!c.dropped.empty()) line += fmt::format(", dropped [{}]", list_of(c.dropped));
    if (c.reused) line += ", reused " + format_date(*c.reused);
  }
  return lines;
}

Lines lines_of(const std::vector<LeftOut>& left_out) {
  Lines lines;
  for (const LeftOut& out : left_out)
    lines[fmt::format("{} {}", clever_sync::name_of(out.kind), out.id.text())] =
        told(*out.rule) + (out.because_of ? ", because of " + out.because_of->text() : "");
  return lines;
}

Lines lines_of(const ManagedState& state) {
  Lines lines;
  const auto archived = [](const auto& object) { return object.archived ? "archived, " : ""; };
  for (const auto& t : state.teachers) lines["teacher " + t.id.text()] = archived(t) + fields_told(t);
  for (const auto& s : state.students) lines["student " + s.id.text()] = archived(s) + fields_told(s);
  for (const auto& c : state.classes)
    lines["class " + c.id.text()] = fmt::format("{}{}; teachers [{}], students [{}]", archived(c), fields_told(c),
                                                list_of(c.teachers), list_of(c.students));
  return lines;
}

std::string change_told(const Change& change) {
  std::string text = change_name(change);
  for (const FieldChange& field : change.set) {
    if (change.kind == Kind::student)
      text += fmt::format(", sets {}", field.field);
    else
      text += fmt::format(", {}: {} -> {}", field.field, field.from.empty() ? "-" : field.from,
                          field.to.empty() ? "-" : field.to);
  }
  if (change.primary_teacher) text += ", primary " + change.primary_teacher->text();
  const auto members = [&text](std::string_view what, const std::vector<UserId>& ids) {
    if (!ids.empty()) text += fmt::format(", {} [{}]", what, list_of(ids));
  };
  members("adds teachers", change.add_teachers);
  members("adds students", change.add_students);
  members("removes teachers", change.remove_teachers);
  members("removes students", change.remove_students);
  if (change.loses_sign_in > 0) text += fmt::format(", {} lose sign-in", change.loses_sign_in);
  for (const std::string& other : change.waits_for) text += ", waits for " + other;
  const Reason& reason = change.reason;
  return text +
         fmt::format("\n      {} by {}{}", clever_sync::name_of(reason.code), told(reason.rule), told(reason.evidence));
}

class Teller {
 public:
  explicit Teller(const Story& story) : story_(story) {}

  Telling tell() {
    for (const Night& night : story_.nights) tell_night(night);
    return {.text = story_.labels.told(std::move(text_)), .plans = std::move(plans_)};
  }

 private:
  void tell_night(const Night& night) {
    text_ += fmt::format("{}== {}: {}\n", text_.empty() ? "" : "\n", format_date(night.date), night.title);
    if (night.refused) return;
    if (night.journal_lost || night.new_workspace) applied_ = AppliedState{};
    if (night.new_workspace) last_ = Snapshot{};
    act_by_hand(night.by_hand);
    MergedSnapshot merged = merge_snapshot({.roster = night.roster}, last_, night.date);
    last_ = std::move(merged.snapshot);
    const RuleSet rules = parse_rules(night.rules);
    const DesiredResult desired = derive_desired(last_, rules, night.date);
    tell_new("desired", lines_of(desired.state), seen_desired_);
    tell_new("left out", lines_of(desired.left_out), seen_left_out_);
    const Plan plan = plan_for(night, desired, rules);
    plans_.push_back({.plan = plan, .names = names()});
    tell_findings(plan.findings);
    tell_part(plan, Part::additions);
    tell_part(plan, Part::removals);
    apply(night, plan, desired, rules);
    for (const Part part : night.approves) approved_.insert(plan.digest(part));
    tell_new("sphero edu", lines_of(live_.managed), seen_live_);
    tell_sign_in();
  }

  [[nodiscard]] Plan plan_for(const Night& night, const DesiredResult& desired, const RuleSet& rules) const {
    const SnapshotCounts counts = count_records(last_.roster);
    const ReviewPolicy policy{.additions = PartPolicy::automatic,
                              .removals = night.ask_for_removals ? PartPolicy::approve : PartPolicy::automatic};
    return make_plan({.district = last_.roster.district,
                      .desired = desired,
                      .applied = applied_,
                      .live = live_,
                      .rules = rules,
                      .policy = policy,
                      .counts = counts,
                      .connection_approved = night.connection_approved,
                      .as_of = night.date,
                      .ids = {}});
  }

  [[nodiscard]] NameBook names() const {
    NameBook book;
    for (const School& school : last_.roster.schools) book.schools[school.id.text()] = school.name;
    for (const Term& term : last_.roster.terms) book.terms[term.id.text()] = term.name;
    for (const Section& section : last_.roster.sections) book.classes[section.id.as<AnyTag>()] = section.name;
    for (const SpheroClass& seen : live_.managed.classes) book.classes[seen.id.as<AnyTag>()] = seen.name;
    for (const Teacher& teacher : last_.roster.teachers)
      book.people[teacher.id.as<AnyTag>()] = fmt::format("{} {}", teacher.first_name, teacher.last_name);
    return book;
  }

  void act_by_hand(const ByHand& by_hand) {
    for (const UnmanagedTeacher& account : by_hand.accounts) live_.unmanaged.push_back(account);
    for (SpheroClass& object : live_.managed.classes) {
      for (const auto& [section, name] : by_hand.renamed)
        if (section == object.id) object.name = live_.texts->keep(name);
      for (const auto& [section, student] : by_hand.taken_out)
        if (section == object.id) std::erase(object.students.edit(), student);
      for (const auto& [section, student] : by_hand.added)
        if (section == object.id)
          object.students.edit().insert(std::ranges::lower_bound(object.students.edit(), student), student);
    }
  }

  /// Nothing is written before somebody approves the connection, or ahead of the launch date.
  [[nodiscard]] bool may_write(const Night& night) const {
    const auto& launch = last_.roster.district.launch_date;
    return night.connection_approved && (!launch || *launch <= night.date);
  }

  /// The word of a person who approved the part as it is tonight, whatever holds it.
  [[nodiscard]] std::optional<Approval> approval_of(const Plan& plan, Part part) const {
    if (!approved_.contains(plan.digest(part))) return std::nullopt;
    Approval approval{.part = part, .digest = plan.digest(part), .expires = UtcTime::max()};
    for (const Guardrail& guardrail : plan.guardrails)
      approval.waivers.push_back({.guardrail = guardrail.name, .max = guardrail.total});
    return approval;
  }
  [[nodiscard]] Gate gate_of(const Plan& plan, Part part) const {
    return gate_part(plan, part, approval_of(plan, part), UtcTime{});
  }

  /// Tells the change's trouble; of one that Sphero Edu refuses tonight, that it did.
  void carry_out(const Night& night, Task& task, Model& model, Agenda& agenda) {
    const Change& change = *task.change;
    task.state = Task::State::done;
    if (const auto refused = night.refuses.find(change.clever_id); refused != night.refuses.end()) {
      task.state = Task::State::refused;
      agenda.set_code(task, refused->second);
      text_ += fmt::format("  refused {}: {}\n", change_name(change), refused->second);
    } else if (const std::string trouble = model.carry_out(change); !trouble.empty()) {
      text_ += fmt::format("  TROUBLE {}: {}\n", change_name(change), trouble);
    }
  }

  void apply(const Night& night, const Plan& plan, const DesiredResult& desired, const RuleSet& rules) {
    if (!may_write(night)) return;
    const ApprovedPlan sent(plan, gate_of(plan, Part::additions), gate_of(plan, Part::removals));
    Model model(live_, applied_);
    Agenda agenda(sent);
    for (Task& task : agenda.tasks()) carry_out(night, task, model, agenda);
    live_ = model.live();
    applied_ = adopt_agreed(model.applied(), desired.state, live_);
    applied_.refused = next_refused(applied_.refused, plan, agenda);
    applied_.baseline = next_baseline(applied_, count_records(last_.roster), plan.guardrails, sent.waived());
    for (const UserId& id : model.locked_out_of_open_class())
      text_ += fmt::format("  TROUBLE {} is in an open class and can't sign in\n", id.text());
    const bool all = sent.covers(Part::additions) && sent.covers(Part::removals);
    if (all && !plan_for(night, desired, rules).changes.empty()) text_ += "  TROUBLE planning again finds changes\n";
  }

  void tell_new(std::string_view title, const Lines& now, Lines& seen) {
    std::string part;
    for (const auto& [about, line] : now)
      if (const auto before = seen.find(about); before == seen.end() || before->second != line)
        part += fmt::format("    {}: {}\n", about, line);
    for (const auto& [about, line] : seen)
      if (!now.contains(about)) part += fmt::format("    {}: no more\n", about);
    if (!part.empty()) text_ += fmt::format("  {}\n{}", title, part);
    seen = now;
  }

  void tell_findings(const std::vector<Finding>& findings) {
    if (!findings.empty()) text_ += "  findings\n";
    for (const Finding& finding : findings)
      text_ += fmt::format("    {} {} {}: {}\n", finding.code, finding.kind, finding.id, finding.message);
  }

  void tell_part(const Plan& plan, Part part) {
    std::string changes;
    for (const Change& change : plan.changes)
      if (change.part == part) changes += fmt::format("    {}\n", change_told(change));
    if (changes.empty()) return;
    text_ += fmt::format("  {}: {}{}\n", clever_sync::name_of(part), clever_sync::name_of(plan.verdict(part)),
                         approved_.contains(plan.digest(part)) ? ", approved" : "");
    for (const Guardrail& guardrail : plan.guardrails)
      if (guardrail.part == part && guardrail.verdict == GuardrailVerdict::hold)
        text_ += fmt::format("    held by {} of {}: {}\n", guardrail.name, guardrail.scope, arithmetic(guardrail));
    text_ += changes;
  }

  void tell_sign_in() {
    std::string able;
    for (const std::string& id : Model(live_, applied_).able_to_sign_in()) able += " " + id;
    if (able != seen_able_) text_ += fmt::format("  students who can sign in:{}\n", able);
    seen_able_ = able;
  }

  const Story& story_;
  std::string text_;
  std::vector<ToldPlan> plans_;
  Snapshot last_;
  LiveState live_;
  AppliedState applied_;
  std::set<std::string> approved_;  // digests
  Lines seen_desired_, seen_left_out_, seen_live_;
  std::string seen_able_;
};

}  // namespace

Telling tell(const Story& story) {
  return Teller(story).tell();
}

}  // namespace clever_sync::test
