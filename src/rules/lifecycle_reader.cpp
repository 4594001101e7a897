#include "rules/readers.hpp"

namespace clever_sync {

namespace {

constexpr int longest_days = 3650;
constexpr int most_nights = static_cast<int>(max_missed_nights);  // the snapshot counts no further

/// `none`, or a date. Left out, it is none: an old shipped date must not archive classes.
Setting<std::optional<Date>> read_school_year(const RuleDocument& document) {
  RuleDocument::Found found = document.at("classes.archive.school_year_ends");
  Setting<std::optional<Date>> setting{.value = std::nullopt, .rule = std::move(found.rule)};
  if (found.value->type == YamlNode::Type::scalar && found.value->text == "none") return setting;
  setting.value = read_date(*found.value, "school_year_ends (or the word none)", document.mistakes());
  return setting;
}

}  // namespace

Lifecycle read_lifecycle(const RuleDocument& document) {
  return {.after_term_end_days = document.read_number("classes.archive.after_term_end_days", 0, longest_days),
          .after_absent_nights = document.read_number("classes.archive.after_absent_nights", 1, most_nights),
          .when_filtered_out = document.read_flag("classes.archive.when_filtered_out"),
          .school_year_ends = read_school_year(document),
          .detach_students_with_other_classes = document.read_flag("classes.detach_students_with_other_classes"),
          .restore = document.read_flag("classes.restore"),
          .students_after_absent_nights =
              document.read_number("accounts.archive.students.after_absent_nights", 1, most_nights),
          .teachers_after_absent_nights =
              document.read_number("accounts.archive.teachers.after_absent_nights", 1, most_nights),
          .archive_orphans = document.read_flag("orphans.archive")};
}

}  // namespace clever_sync
