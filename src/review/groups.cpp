#include "review/groups.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/error.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t longest_name = 80;

std::string plural(Kind kind, std::size_t count) {
  const std::string noun(name_of(kind));
  if (count == 1) return noun;
  return noun + (kind == Kind::class_ ? "es" : "s");
}

std::string_view past_of(Action action) {
  using enum Action;
  switch (action) {
    case create:
      return "created";
    case update:
      return "updated";
    case relink:
      return "relinked";
    case restore:
      return "restored";
    case archive:
      return "archived";
  }
  unreachable("Action");
}

std::string spaced(std::string_view code) {
  std::string words(code);
  std::ranges::replace(words, '-', ' ');
  return words;
}

}  // namespace

std::vector<ChangeGroup> group_changes(const Plan& plan, Part part) {
  using Key = std::tuple<std::string, Action, Kind, ReasonCode>;
  std::map<Key, std::size_t> places;
  std::vector<ChangeGroup> groups;
  for (const Change& change : plan.changes) {
    if (change.part != part) continue;
    const Key key{change.school, change.action, change.kind, change.reason.code};
    const auto [place, fresh] = places.try_emplace(key, groups.size());
    if (fresh) {
      groups.push_back({.part = part,
                        .school = change.school,
                        .action = change.action,
                        .kind = change.kind,
                        .code = change.reason.code,
                        .changes = {},
                        .loses_sign_in = 0});
    }
    ChangeGroup& group = groups[place->second];
    group.changes.push_back(&change);
    group.loses_sign_in += change.loses_sign_in;
  }
  std::ranges::stable_sort(groups, {}, &ChangeGroup::school);
  return groups;
}

char symbol_of(Action action) {
  using enum Action;
  switch (action) {
    case create:
    case restore:
      return '+';
    case update:
      return '~';
    case relink:
      return '=';
    case archive:
      return '-';
  }
  unreachable("Action");
}

std::string title_of(const ChangeGroup& group) {
  std::string title = std::to_string(group.changes.size()) + " " + plural(group.kind, group.changes.size()) + " " +
                      std::string(past_of(group.action)) + ": " + spaced(name_of(group.code));
  if (group.part == Part::removals) title += ", " + std::to_string(group.loses_sign_in) + " students lose sign-in";
  return title;
}

std::string school_words(const std::string& school, const NameBook& names) {
  if (school.empty()) return "no school";
  const auto name = names.schools.find(school);
  if (name == names.schools.end() || name->second.empty()) return "school " + printable(school, longest_name);
  return printable(name->second, longest_name);
}

std::vector<std::string> effects_of(const Change& change) {
  std::vector<std::string> effects;
  const auto count = [&effects](const auto& ids, const std::string& what) {
    if (!ids.empty()) effects.push_back(std::to_string(ids.size()) + " " + what);
  };
  if (change.primary_teacher) effects.push_back("primary teacher " + change.primary_teacher->text());
  count(change.add_teachers, change.add_teachers.size() == 1 ? "teacher added" : "teachers added");
  count(change.remove_teachers, change.remove_teachers.size() == 1 ? "teacher taken out" : "teachers taken out");
  count(change.add_students, change.add_students.size() == 1 ? "student added" : "students added");
  count(change.remove_students, change.remove_students.size() == 1 ? "student taken out" : "students taken out");
  if (change.loses_sign_in != 0) effects.push_back(std::to_string(change.loses_sign_in) + " lose sign-in");
  for (const std::string& name : change.waits_for) effects.push_back("waits for " + name);
  return effects;
}

std::string name_words(const Change& change, const NameBook& names) {
  const auto& book = change.kind == Kind::class_ ? names.classes : names.people;
  const auto name = book.find(change.clever_id);
  if (name != book.end() && !name->second.empty()) return "\"" + printable(name->second, longest_name) + "\"";
  if (change.kind != Kind::class_) return "";
  const auto field = std::ranges::find(change.set, "name", &FieldChange::field);
  return field == change.set.end() || field->to.empty() ? "" : "\"" + printable(field->to, longest_name) + "\"";
}

std::string verdict_words(Verdict verdict) {
  using enum Verdict;
  switch (verdict) {
    case clear:
      return "clear";
    case approve:
      return "waits for approval";
    case hold:
      return "held";
  }
  unreachable("Verdict");
}

std::int64_t count_changes(const Plan& plan, Part part) {
  return std::ranges::count(plan.changes, part, &Change::part);
}

std::string summary_line(const Plan& plan) {
  if (plan.changes.empty()) return "No changes. Sphero Edu is as the rules want it.";
  std::map<Action, std::int64_t> counts;
  for (const Change& change : plan.changes) ++counts[change.action];
  std::string line = "Plan: " + std::to_string(counts[Action::create]) + " to create, " +
                     std::to_string(counts[Action::update]) + " to update, " + std::to_string(counts[Action::archive]) +
                     " to archive";
  if (counts[Action::restore] != 0) line += ", " + std::to_string(counts[Action::restore]) + " to restore";
  if (counts[Action::relink] != 0) line += ", " + std::to_string(counts[Action::relink]) + " to relink";
  return line + ".";
}

}  // namespace clever_sync
