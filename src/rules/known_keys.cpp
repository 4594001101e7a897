#include "rules/known_keys.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace clever_sync {

const std::vector<KeyTable>& known_keys() {
  static const std::vector<std::string_view> rule{"id", "schools", "sections", "teachers", "students", "because"};
  static const std::vector<std::string_view> per_school{"percent", "at_least", "per_school_percent"};
  static const std::vector<std::string_view> per_district{"percent", "at_least"};
  static const std::vector<KeyTable> tables{
      {"filters", "", {"version", "users", "include", "exclude"}},
      {"filters", "include[]", rule},
      {"filters", "exclude[]", rule},
      {"filters", "#test", {"not", "matches", "contains", "empty", "before", "after", "at_least", "at_most"}},
      {"filters", "#negated_test", {"matches", "contains", "empty", "before", "after", "at_least", "at_most"}},
      {"mapping", "", {"version", "unique_class_names", "class", "teacher", "student"}},
      {"mapping", "class", {"name", "term", "subject", "grade"}},
      {"mapping", "teacher", {"email", "first_name", "last_name"}},
      {"mapping", "student", {"first_name", "last_initial", "grade", "email"}},
      {"mapping", "#field", {"template", "constant", "lookup", "on_drift"}},
      {"lifecycle", "", {"version", "classes", "accounts", "orphans"}},
      {"lifecycle", "classes", {"archive", "detach_students_with_other_classes", "restore"}},
      {"lifecycle",
       "classes.archive",
       {"after_term_end_days", "after_absent_nights", "when_filtered_out", "school_year_ends"}},
      {"lifecycle", "accounts", {"archive"}},
      {"lifecycle", "accounts.archive", {"students", "teachers"}},
      {"lifecycle", "accounts.archive.students", {"after_absent_nights"}},
      {"lifecycle", "accounts.archive.teachers", {"after_absent_nights"}},
      {"lifecycle", "orphans", {"archive"}},
      {"guardrails", "", {"version", "limits", "hold_removals_while", "windows"}},
      {"guardrails",
       "limits",
       {"classes-archived", "students-archived", "teachers-archived", "members-removed", "orphans", "updates",
        "class-shrinks", "sign-in-lost", "snapshot-shrinks", "school-gone"}},
      {"guardrails", "limits.classes-archived", per_school},
      {"guardrails", "limits.students-archived", per_school},
      {"guardrails", "limits.teachers-archived", per_school},
      {"guardrails", "limits.members-removed", per_school},
      {"guardrails", "limits.orphans", per_district},
      {"guardrails", "limits.updates", per_district},
      {"guardrails", "limits.class-shrinks", {"percent", "of_at_least"}},
      {"guardrails", "limits.sign-in-lost", per_district},
      {"guardrails", "limits.snapshot-shrinks", per_district},
      {"guardrails", "limits.school-gone", {"at_least"}},
      {"guardrails", "windows[]", {"name", "from", "to", "mode"}},
      {"keep", "", {"version", "keep", "ignore", "link"}},
      {"keep", "keep[]", {"class", "until", "because"}},
      {"keep", "ignore[]", {"section", "teacher", "student", "until", "because"}},
      {"keep", "link[]", {"teacher", "student", "sphero_id", "was", "because"}},
      {"clever-sync", "", {"version", "district", "clever", "sphero_edu", "review"}},
      {"clever-sync", "district", {"id", "name", "time_zone"}},
      {"clever-sync", "clever", {"api", "oauth", "token", "client", "gate_on_launch_date"}},
      {"clever-sync", "clever.client", {"id", "secret"}},
      {"clever-sync", "sphero_edu", {"api", "token", "apply_seconds"}},
      {"clever-sync", "review", {"additions", "removals", "approval_hours"}},
      {"clever-sync", "#secret", {"env", "file", "command"}},
  };
  return tables;
}

std::span<const std::string_view> keys_of(std::string_view file, std::string_view path) {
  const auto& tables = known_keys();
  const auto at =
      std::find_if(tables.begin(), tables.end(), [&](const KeyTable& t) { return t.file == file && t.path == path; });
  ensure(at != tables.end(), "every map of a rule file has its keys in the table");
  return at->keys;
}

}  // namespace clever_sync
