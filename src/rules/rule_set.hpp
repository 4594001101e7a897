#pragma once
// The rule set: rules/*.yaml as checked values, each knowing its file and line. `parse_rules` is the only way to one.
// Rules decide who takes part (filters), what they become (mapping), when they open and archive (lifecycle), what may
// happen without a person (guardrails), and which single records are exceptions (keep). Pure; the only folder with
// YAML.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "roster/roster.hpp"
#include "roster/states.hpp"
#include "rules/condition.hpp"
#include "rules/template.hpp"

namespace clever_sync {

using RulePtr = std::shared_ptr<const RuleRef>;

/// A value and the line that says so (or the shipped default's line).
template <class Value>
struct Setting {
  Value value{};
  RulePtr rule;
};

// filters.yaml

/// What a filter rule looks at: `schools:`, `sections:`, `teachers:` or `students:`.
enum class FilterSubject { schools, sections, teachers, students };

struct FilterRule {
  RulePtr rule;
  FilterSubject subject = FilterSubject::sections;
  Condition condition;
  std::string because;  // "" if none was given
};

enum class UserScope { enrolled, all };

struct Filters {
  Setting<UserScope> users;
  /// No include rule for a subject: all of it takes part, by `include_default`.
  std::vector<FilterRule> include, exclude;
  RulePtr include_default;
};

// mapping.yaml

enum class OnDrift { overwrite, keep };

struct FieldMapping {
  std::string field;  // its name in the contract
  Template value;
  OnDrift on_drift = OnDrift::overwrite;
  std::map<std::string, std::string> lookup;  // applied to the rendered text; texts not in it stay
  RulePtr rule;
};

struct Mapping {
  std::vector<FieldMapping> class_, teacher,
      student;  // each sorted by field; `school` is always the record's own school
  /// Class names made unique per primary teacher by a suffix, the same way every night.
  Setting<bool> unique_class_names;
  [[nodiscard]] bool names_student_email() const;
};

// lifecycle.yaml

struct Lifecycle {
  Setting<int> after_term_end_days;  // archived when as_of - end_date > this
  Setting<int> after_absent_nights;  // classes: K complete nights, tonight's included
  Setting<bool> when_filtered_out;
  Setting<std::optional<Date>> school_year_ends;
  Setting<bool> detach_students_with_other_classes;
  Setting<bool> restore;
  Setting<int> students_after_absent_nights;
  Setting<int> teachers_after_absent_nights;
  Setting<bool> archive_orphans;
};

// guardrails.yaml

struct Limit {
  std::string name;  // classes-archived, …, as in the appendix of the design
  /// Of the total, in percent; nothing where the limit has none (school-gone).
  std::optional<int> percent;
  int at_least = 0;
  std::optional<int> per_school_percent;
  std::optional<int> of_at_least;  // class-shrinks: only classes of at least so many
  RulePtr rule;
};

struct Window {
  std::string name;
  Date from{}, to{};  // both inclusive
  enum class Mode { additions_only, nothing };
  Mode mode = Mode::additions_only;
  RulePtr rule;
};

struct Guardrails {
  std::vector<Limit> limits;  // every known name once, sorted by name
  Setting<std::vector<DistrictState>> hold_removals_while;
  std::vector<Window> windows;
};

// keep.yaml

struct KeepClass {
  SectionId section;
  Date until{};  // the last day on which it is kept
  std::string because;
  RulePtr rule;
};
struct IgnoreRecord {
  Kind kind = Kind::class_;  // `section:` names a class
  CleverId id;
  std::optional<Date> until;
  std::string because;
  RulePtr rule;
};
/// Decides an identity: the hand-made Sphero Edu account that becomes this teacher's, or the old Clever id of a person.
struct LinkRecord {
  Kind kind = Kind::teacher;
  UserId id;
  std::string sphero_id;  // one of these two
  std::optional<UserId> was;
  std::string because;
  RulePtr rule;
};
struct Keep {
  std::vector<KeepClass> keep;
  std::vector<IgnoreRecord> ignore;
  std::vector<LinkRecord> link;
};

struct RuleSet {
  Filters filters;
  Mapping mapping;
  Lifecycle lifecycle;
  Guardrails guardrails;
  Keep keep;
};

/// A rule file as committed: `rules/filters.yaml` and its text.
struct RuleFile {
  std::string file;
  std::string text;
};

/// A mistake in a rule file.
struct RuleProblem {
  std::string file;
  int line = 0, column = 0;  // from 1
  std::string message;       // with the key that was probably meant
  friend auto operator<=>(const RuleProblem&, const RuleProblem&) = default;
};
/// `rules/filters.yaml:12:5: unknown key "subjct"; did you mean "subject"?`
std::string render_problem(const RuleProblem& problem);

/// Every mistake in the files, sorted; empty when parse_rules would take them. A file that is missing means its
/// defaults; a file that is not one of the five is a mistake.
std::vector<RuleProblem> check_rules(const std::vector<RuleFile>& files);

/// The rule set. Throws Error{configuration} with the first of check_rules' problems and how many more there are.
RuleSet parse_rules(const std::vector<RuleFile>& files);

/// The five shipped files, commented, as `init` writes them; `school_year_ends` is the given date (the next 30 June).
std::vector<RuleFile> shipped_rules(Date school_year_ends);

/// The JSON schemas of the six YAML files, as `docs/schemas/filters.schema.json`: the first line of each shipped file
/// names its schema there, so a workspace that has them too gets completion and checks in an editor.
std::vector<RuleFile> shipped_schemas();

}  // namespace clever_sync
