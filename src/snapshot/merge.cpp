#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <type_traits>
#include <utility>

#include "base/error.hpp"
#include "snapshot/known.hpp"
#include "snapshot/snapshot.hpp"

namespace clever_sync {

namespace {

void keep_texts(Section& section, Texts& texts) {
  section.name = texts.keep(section.name);
  section.sis_id = texts.keep(section.sis_id);
  section.section_number = texts.keep(section.section_number);
  section.period = texts.intern(section.period);
  section.subject = texts.intern(section.subject);
  section.grade = texts.intern(section.grade);
}

void keep_texts(Student& student, Texts& texts) {
  student.first_name = texts.keep(student.first_name);
  student.last_initial = texts.intern(student.last_initial);
  student.grade = texts.intern(student.grade);
  student.sis_id = texts.keep(student.sis_id);
  student.email = texts.keep(student.email);
}

void keep_texts(Teacher& teacher, Texts& texts) {
  teacher.first_name = texts.keep(teacher.first_name);
  teacher.last_name = texts.keep(teacher.last_name);
  teacher.email = texts.keep(teacher.email);
  teacher.sis_id = texts.keep(teacher.sis_id);
  teacher.teacher_number = texts.keep(teacher.teacher_number);
  teacher.title = texts.intern(teacher.title);
}

/// Tonight counts once, only after the day on which the record was last seen, and only until the evidence is frozen.
void count_missed(std::vector<Date>& missed, Date last_seen, Date tonight) {
  const Date latest = missed.empty() ? last_seen : missed.back();
  if (tonight > latest && missed.size() < max_missed_nights) missed.push_back(tonight);
}

/// The same id for another course in another term: the SIS has used its number again.
bool is_reused(const Section& now, const Section& before) {
  return now.course && before.course && now.term && before.term && *now.course != *before.course &&
         *now.term != *before.term;
}

/// Puts back a field that is not sent any more, and says whether it did.
bool restore_text(std::string_view& field, std::string_view before, Texts& texts) {
  if (!field.empty() || before.empty()) return false;
  field = texts.keep(before);
  return true;
}

/// Findings of one night. Beyond a hundred of one code and kind they are counted: a sharing permission that is switched
/// off withdraws a million names at once.
class Report {
 public:
  void add(Finding finding) {
    if (++counts_[{finding.code, finding.kind}] <= most_named) findings_.push_back(std::move(finding));
  }

  std::vector<Finding> take() {
    for (const auto& [what, count] : counts_) {
      if (count <= most_named) continue;
      findings_.push_back({.code = what.first,
                           .kind = what.second,
                           .id = {},
                           .message = fmt::format("and {} more of these, {} in all", count - most_named, count)});
    }
    std::ranges::sort(findings_);
    return std::move(findings_);
  }

 private:
  static constexpr std::int64_t most_named = 100;
  std::map<std::pair<std::string, std::string>, std::int64_t> counts_;
  std::vector<Finding> findings_;
};

void report_withdrawn(std::string_view kind, const UserId& id, std::string_view fields, Report& report) {
  report.add({.code = "field-withdrawn",
              .kind = std::string(kind),
              .id = id.text(),
              .message = fmt::format("Clever does not share the {} of this {} any more, the last known is kept; "
                                     "ask the district whether that was meant",
                                     fields, kind)});
}

std::string_view withdrawn_fields(bool name, bool email) {
  if (name && email) return "name and e-mail address";
  return name ? "name" : "e-mail address";
}

/// A new section with the number that one of the same school had, which is gone: the SIS, or Clever, gave it a new id.
void report_rekeyed(const std::vector<Section>& newcomers, const std::vector<Absent<Section>>& absent, Report& report) {
  std::map<std::pair<SchoolId, std::string_view>, SectionId> gone;
  for (const Absent<Section>& each : absent) {
    if (!each.record.sis_id.empty()) gone[{each.record.school, each.record.sis_id}] = each.record.id;
  }
  for (const Section& section : newcomers) {
    const auto was = gone.find({section.school, section.sis_id});
    if (was == gone.end()) continue;
    report.add(
        {.code = "section-rekeyed",
         .kind = "section",
         .id = section.id.text(),
         .message = fmt::format("this section has the SIS number of section {}, which is gone: its class is made anew, "
                                "and the old one is archived as the lifecycle says; nobody has to do anything",
                                was->second.text())});
  }
}

template <class Record>
Difference compare(const std::vector<Record>& before, const std::vector<Record>& after) {
  std::vector<Record> now = after;
  Known<Record> known(now, {});
  for (const Record& record : before) {
    known.add_shared(
        record, [](Record&, const Record&) {}, [](const Record& gone) { return Absent<Record>{.record = gone}; });
  }
  return known.difference();
}

std::int64_t total(const Difference& difference) {
  return difference.added + difference.gone + difference.changed;
}

}  // namespace

struct SnapshotMerge::Kinds {
  Kinds(CompleteRoster tonight, std::optional<Date> last_day, Date date)
      : merged{.snapshot = {.roster = std::move(tonight.roster), .taken = date}},
        email_use(tonight.student_email),
        last_night(last_day),
        tonight_date(date) {
    Roster& roster = merged.snapshot.roster;
    if (!is_stale(roster.district.state)) roster.district.last_sync = {};
    if (email_use == StudentEmail::keep) return;
    for (Student& student : roster.students) student.email = {};
  }

  void carry(Section& section, const Section& before) const {
    const bool reused = is_reused(section, before);
    section.first_seen = reused || !before.first_seen ? tonight_date : before.first_seen;
    section.reused = reused ? tonight_date : before.reused;
  }

  void carry(Student& student, const Student& before) {
    const bool first = restore_text(student.first_name, before.first_name, texts());
    const bool initial = restore_text(student.last_initial, before.last_initial, texts());
    const bool email = email_use == StudentEmail::keep && restore_text(student.email, before.email, texts());
    if (!first && !initial && !email) return;
    report_withdrawn("student", student.id, withdrawn_fields(first || initial, email), report);
  }

  void carry(Teacher& teacher, const Teacher& before) {
    const bool first = restore_text(teacher.first_name, before.first_name, texts());
    const bool second = restore_text(teacher.last_name, before.last_name, texts());
    const bool email = restore_text(teacher.email, before.email, texts());
    if (!first && !second && !email) return;
    report_withdrawn("teacher", teacher.id, withdrawn_fields(first || second, email), report);
  }

  template <class Record>
  Absent<Record> kept(Absent<Record> absent) {
    keep_texts(absent.record, texts());
    if constexpr (std::is_same_v<Record, Student>) {
      if (email_use == StudentEmail::drop) absent.record.email = {};
    }
    count_missed(absent.missed, absent.last_seen, tonight_date);
    return absent;
  }

  template <class Record>
  void add(Known<Record>& known, const std::vector<Record>& shared, const std::vector<Absent<Record>>& absent) {
    const auto carry_over = [this](Record& now, const Record& before) { carry(now, before); };
    for (const Record& record : shared) {
      known.add_shared(record, carry_over, [this](const Record& gone) {
        ensure(last_night.has_value(), "the last snapshot does not say of which day it is");
        return kept(Absent<Record>{.record = gone, .last_seen = *last_night});
      });
    }
    for (const Absent<Record>& each : absent)
      known.add_absent(each, carry_over, [this](const Absent<Record>& still) { return kept(still); });
  }

  void add(const Snapshot& last) {
    add(sections, last.roster.sections, last.absences.sections);
    add(students, last.roster.students, last.absences.students);
    add(teachers, last.roster.teachers, last.absences.teachers);
  }

  /// The records that are few, kept whole until the end.
  void keep_others(const Roster& last) {
    const auto append = [](auto& all, const auto& some) { all.insert(all.end(), some.begin(), some.end()); };
    append(others.schools, last.schools);
    append(others.terms, last.terms);
    append(others.courses, last.courses);
    if (last.district.id != DistrictId{}) others.district = last.district;
    other_texts.push_back(last.texts);
  }

  [[nodiscard]] SnapshotChange change() const {
    const Difference of_sections = sections.difference();
    const Difference of_students = students.difference();
    const Difference of_teachers = teachers.difference();
    const Roster& roster = merged.snapshot.roster;
    return {.sections_new = of_sections.added,
            .sections_gone = of_sections.gone,
            .sections_changed = of_sections.changed,
            .students_new = of_students.added,
            .students_gone = of_students.gone,
            .students_changed = of_students.changed,
            .teachers_new = of_teachers.added,
            .teachers_gone = of_teachers.gone,
            .teachers_changed = of_teachers.changed,
            .others_changed =
                total(compare(others.schools, roster.schools)) + total(compare(others.terms, roster.terms)) +
                total(compare(others.courses, roster.courses)) + (others.district == roster.district ? 0 : 1)};
  }

  [[nodiscard]] Texts& texts() const { return *merged.snapshot.roster.texts; }

  MergedSnapshot merged;
  Report report;
  StudentEmail email_use;
  std::optional<Date> last_night;
  Date tonight_date;
  SnapshotReader reader;
  Roster others;
  std::vector<std::shared_ptr<Texts>> other_texts;
  Known<Section> sections{merged.snapshot.roster.sections, "sections"};
  Known<Student> students{merged.snapshot.roster.students, "students"};
  Known<Teacher> teachers{merged.snapshot.roster.teachers, "teachers"};
};

SnapshotMerge::SnapshotMerge(CompleteRoster tonight, std::optional<Date> last, Date date)
    : kinds_(std::make_unique<Kinds>(std::move(tonight), last, date)) {}

SnapshotMerge::~SnapshotMerge() = default;

void SnapshotMerge::add_last(std::string_view path, std::string_view bytes) {
  kinds_->reader.add_file(path, bytes);
  const Snapshot part = kinds_->reader.take();
  kinds_->add(part);
  if (path.find('/') == std::string_view::npos) kinds_->keep_others(part.roster);
}

void SnapshotMerge::add_last(const Snapshot& last) {
  kinds_->add(last);
  kinds_->keep_others(last.roster);
}

MergedSnapshot SnapshotMerge::finish() {
  Kinds& kinds = *kinds_;
  kinds.reader.check_taken();
  std::vector<Section> newcomers;
  kinds.sections.welcome_others([&](Section& section) {
    section.first_seen = kinds.tonight_date;
    section.reused.reset();
    if (kinds.last_night && !section.sis_id.empty()) newcomers.push_back(section);
  });
  kinds.merged.change = kinds.change();
  Absences& absences = kinds.merged.snapshot.absences;
  absences.sections = kinds.sections.take_absent();
  report_rekeyed(newcomers, absences.sections, kinds.report);
  absences.students = kinds.students.take_absent();
  absences.teachers = kinds.teachers.take_absent();
  kinds.merged.findings = kinds.report.take();
  return std::move(kinds.merged);
}

MergedSnapshot merge_snapshot(CompleteRoster tonight, const Snapshot& last, Date date) {
  SnapshotMerge merge(std::move(tonight), last.taken, date);
  merge.add_last(last);
  return merge.finish();
}

}  // namespace clever_sync
