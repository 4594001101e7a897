#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "base/error.hpp"
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

/// What the last snapshot knew of one kind: shared then, or absent already.
template <class Record>
struct Known {
  const std::vector<Record>& shared;
  const std::vector<Absent<Record>>& absent;
};

/// Walks a sorted vector beside another one: the record with the id asked for, ids asked in ascending order.
template <class Element, class IdOf>
class Walk {
 public:
  Walk(const std::vector<Element>& elements, IdOf id_of) : at_(elements.begin()), end_(elements.end()), id_of_(id_of) {}
  template <class IdType>
  const Element* find(const IdType& id) {
    while (at_ != end_ && id_of_(*at_) < id) ++at_;
    return at_ != end_ && id_of_(*at_) == id ? &*at_ : nullptr;
  }

 private:
  typename std::vector<Element>::const_iterator at_;
  typename std::vector<Element>::const_iterator end_;
  IdOf id_of_;
};

template <class Record>
auto id_of(const Record& record) {
  return record.id;
}
template <class Record>
auto id_of_absent(const Absent<Record>& absent) {
  return absent.record.id;
}

struct Nights {
  std::optional<Date> last;  // nothing on the first night
  Date tonight;
};

/// Tonight counts once, only after the day on which the record was last seen, and only until the evidence is frozen.
void count_missed(std::vector<Date>& missed, Date last_seen, Date tonight) {
  const Date latest = missed.empty() ? last_seen : missed.back();
  if (tonight > latest && missed.size() < max_missed_nights) missed.push_back(tonight);
}

template <class Record>
std::vector<Absent<Record>> merge_absences(const std::vector<Record>& tonight, const Known<Record>& last,
                                           const Nights& nights, Texts& texts) {
  std::vector<Absent<Record>> gone;
  Walk shared_tonight(tonight, id_of<Record>);
  for (const Record& record : last.shared) {
    if (shared_tonight.find(record.id) != nullptr) continue;
    ensure(nights.last.has_value(), "the last snapshot does not say of which day it is");
    gone.push_back({.record = record, .last_seen = *nights.last});
  }
  std::vector<Absent<Record>> still_absent;
  Walk back_tonight(tonight, id_of<Record>);
  for (const Absent<Record>& absent : last.absent) {
    if (back_tonight.find(absent.record.id) == nullptr) still_absent.push_back(absent);
  }
  std::vector<Absent<Record>> merged;
  merged.reserve(gone.size() + still_absent.size());
  std::ranges::merge(std::move(gone), std::move(still_absent), std::back_inserter(merged), {}, id_of_absent<Record>,
                     id_of_absent<Record>);
  for (Absent<Record>& absent : merged) {
    keep_texts(absent.record, texts);
    count_missed(absent.missed, absent.last_seen, nights.tonight);
  }
  return merged;
}

/// Calls `carry(record, what was last known of it)` for each record that is no newcomer, `welcome(record)` for the
/// rest.
template <class Record, class Carry, class Welcome>
void compare_with_known(std::vector<Record>& tonight, const Known<Record>& last, const Carry& carry,
                        const Welcome& welcome) {
  Walk shared(last.shared, id_of<Record>);
  Walk absent(last.absent, id_of_absent<Record>);
  for (Record& record : tonight) {
    if (const Record* before = shared.find(record.id)) {
      carry(record, *before);
    } else if (const Absent<Record>* was_absent = absent.find(record.id)) {
      carry(record, was_absent->record);
    } else {
      welcome(record);
    }
  }
}

/// The same id for another course in another term: the SIS has used its number again.
bool is_reused(const Section& now, const Section& before) {
  return now.course && before.course && now.term && before.term && *now.course != *before.course &&
         *now.term != *before.term;
}

void date_sections(std::vector<Section>& tonight, const Known<Section>& last, Date date) {
  compare_with_known(
      tonight, last,
      [date](Section& section, const Section& before) {
        const bool reused = is_reused(section, before);
        section.first_seen = reused || !before.first_seen ? date : before.first_seen;
        section.reused = reused ? date : before.reused;
      },
      [date](Section& section) {
        section.first_seen = date;
        section.reused.reset();
      });
}

/// Puts back a field that is not sent any more, and says whether it did.
bool restore_text(std::string_view& field, std::string_view before, Texts& texts) {
  if (!field.empty() || before.empty()) return false;
  field = texts.keep(before);
  return true;
}

void report_withdrawn(std::string_view kind, const UserId& id, std::string_view fields,
                      std::vector<Finding>& findings) {
  findings.push_back(
      {.code = "field-withdrawn",
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

void restore_students(std::vector<Student>& tonight, const Known<Student>& last, StudentEmail email_use, Texts& texts,
                      std::vector<Finding>& findings) {
  compare_with_known(
      tonight, last,
      [&](Student& student, const Student& before) {
        const bool first = restore_text(student.first_name, before.first_name, texts);
        const bool initial = restore_text(student.last_initial, before.last_initial, texts);
        const bool email = email_use == StudentEmail::keep && restore_text(student.email, before.email, texts);
        if (!first && !initial && !email) return;
        report_withdrawn("student", student.id, withdrawn_fields(first || initial, email), findings);
      },
      [](Student&) {});
}

void restore_teachers(std::vector<Teacher>& tonight, const Known<Teacher>& last, Texts& texts,
                      std::vector<Finding>& findings) {
  compare_with_known(
      tonight, last,
      [&](Teacher& teacher, const Teacher& before) {
        const bool first = restore_text(teacher.first_name, before.first_name, texts);
        const bool second = restore_text(teacher.last_name, before.last_name, texts);
        const bool email = restore_text(teacher.email, before.email, texts);
        if (!first && !second && !email) return;
        report_withdrawn("teacher", teacher.id, withdrawn_fields(first || second, email), findings);
      },
      [](Teacher&) {});
}

void drop_student_emails(Snapshot& snapshot) {
  for (Student& student : snapshot.roster.students) student.email = {};
  for (Absent<Student>& absent : snapshot.absences.students) absent.record.email = {};
}

}  // namespace

MergedSnapshot merge_snapshot(CompleteRoster tonight, const Snapshot& last, Date date) {
  MergedSnapshot merged{.snapshot = {.roster = std::move(tonight.roster), .taken = date}};
  Roster& roster = merged.snapshot.roster;
  Absences& absences = merged.snapshot.absences;
  Texts& texts = *roster.texts;
  const Nights nights{.last = last.taken, .tonight = date};
  const Known<Section> sections{.shared = last.roster.sections, .absent = last.absences.sections};
  const Known<Student> students{.shared = last.roster.students, .absent = last.absences.students};
  const Known<Teacher> teachers{.shared = last.roster.teachers, .absent = last.absences.teachers};

  if (!is_stale(roster.district.state)) roster.district.last_sync = {};
  date_sections(roster.sections, sections, date);
  restore_students(roster.students, students, tonight.student_email, texts, merged.findings);
  restore_teachers(roster.teachers, teachers, texts, merged.findings);
  absences.sections = merge_absences(roster.sections, sections, nights, texts);
  absences.students = merge_absences(roster.students, students, nights, texts);
  absences.teachers = merge_absences(roster.teachers, teachers, nights, texts);
  if (tonight.student_email == StudentEmail::drop) drop_student_emails(merged.snapshot);
  std::ranges::sort(merged.findings);
  return merged;
}

}  // namespace clever_sync
