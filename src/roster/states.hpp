#pragma once
// The three states: desired (what the rules ask for), applied (what we last wrote), live (what Sphero Edu holds, as
// observed). Read this file first: planning is the comparison of these three.
//
// Applied and live hold the same projection of an account or a class, so that equal content is equal bytes in the
// workspace and equal here. Desired holds the same structs (without sphero_id and archived), each with a stance and the
// cause of it. Texts are views into arenas that each state shares.

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/shared_vector.hpp"
#include "base/texts.hpp"
#include "roster/finding.hpp"
#include "roster/ids.hpp"
#include "roster/roster.hpp"
#include "roster/shards.hpp"

namespace clever_sync {

enum class Kind { teacher, student, class_ };  // written "teacher", "student", "class"
std::string_view name_of(Kind kind);
std::optional<Kind> parse_kind(std::string_view text);

// One teacher, student or class as Sphero Edu has it. `school` is the school's Clever id as text (the contract leaves
// it free; anything else is kept and stands in the shard `_none`).

struct SpheroTeacher {
  UserId id;
  std::string_view sphero_id;
  bool archived = false;
  std::string_view email, first_name, last_name, school;
  friend bool operator==(const SpheroTeacher&, const SpheroTeacher&) = default;
};

struct SpheroStudent {
  UserId id;
  std::string_view sphero_id;
  bool archived = false;
  std::string_view email, first_name, grade, last_initial, school;
  friend bool operator==(const SpheroStudent&, const SpheroStudent&) = default;
};

struct SpheroClass {
  SectionId id;
  std::string_view sphero_id;
  bool archived = false;
  std::string_view grade, name, school, subject, term;
  std::vector<UserId> teachers;   // the primary first
  SharedVector<UserId> students;  // sorted; of a desired class mostly its section's own list
  friend bool operator==(const SpheroClass&, const SpheroClass&) = default;
};

/// A mapped field: its name in the contract, in plans and in rules, and where it stands. In order of name.
template <class Object>
struct MappedField {
  std::string_view name;
  std::string_view Object::*member;
};
inline constexpr std::array<MappedField<SpheroTeacher>, 4> teacher_fields{{{"email", &SpheroTeacher::email},
                                                                           {"first_name", &SpheroTeacher::first_name},
                                                                           {"last_name", &SpheroTeacher::last_name},
                                                                           {"school", &SpheroTeacher::school}}};
inline constexpr std::array<MappedField<SpheroStudent>, 5> student_fields{
    {{"email", &SpheroStudent::email},
     {"first_name", &SpheroStudent::first_name},
     {"grade", &SpheroStudent::grade},
     {"last_initial", &SpheroStudent::last_initial},
     {"school", &SpheroStudent::school}}};
inline constexpr std::array<MappedField<SpheroClass>, 5> class_fields{{{"grade", &SpheroClass::grade},
                                                                       {"name", &SpheroClass::name},
                                                                       {"school", &SpheroClass::school},
                                                                       {"subject", &SpheroClass::subject},
                                                                       {"term", &SpheroClass::term}}};
inline const auto& fields_of(const SpheroTeacher&) {
  return teacher_fields;
}
inline const auto& fields_of(const SpheroStudent&) {
  return student_fields;
}
inline const auto& fields_of(const SpheroClass&) {
  return class_fields;
}

/// What Clever manages in Sphero Edu, each kind sorted by id.
struct ManagedState {
  SharedVector<SpheroTeacher> teachers;
  SharedVector<SpheroStudent> students;
  SharedVector<SpheroClass> classes;
  friend bool operator==(const ManagedState&, const ManagedState&) = default;
};

/// A hand-made teacher account: Sphero Edu knows it, Clever does not.
struct UnmanagedTeacher {
  std::string_view sphero_id, email, first_name, last_name;
  bool archived = false;
  friend bool operator==(const UnmanagedTeacher&, const UnmanagedTeacher&) = default;
};
/// Accounts that a teacher added to a class by hand, by Sphero Edu id: never touched, counted as sign-ins.
struct ManualMembers {
  SectionId id;  // the class
  std::vector<std::string_view> students;
  friend bool operator==(const ManualMembers&, const ManualMembers&) = default;
};

struct LiveState {
  std::shared_ptr<Texts> texts = std::make_shared<Texts>();
  ManagedState managed;
  std::vector<UnmanagedTeacher> unmanaged;  // sorted by sphero_id
  std::vector<ManualMembers> manual;        // sorted by id; only classes that have some
};

/// A change that Sphero Edu refused, to be tried again in a later night: `refused.json`.
struct RefusedChange {
  Kind kind = Kind::class_;
  CleverId id;
  std::string action;  // the change's action
  std::string code;    // the answer's problem code, never its text
  int nights = 1;      // on how many nights it was refused
  Date next_try{};     // not planned before that day: the distance grows 1, 2, 4, 8, then 8 nights
  std::string digest;  // of the change's content: another content is tried at once
  friend bool operator==(const RefusedChange&, const RefusedChange&) = default;
};

struct AppliedState {
  std::shared_ptr<Texts> texts = std::make_shared<Texts>();
  ManagedState managed;
  std::optional<SnapshotCounts> baseline;  // counts of the last accepted snapshot; nothing before the first apply
  std::vector<RefusedChange> refused;      // sorted by kind, id, action, digest
};

/// Where a decision comes from: a line of a rule file, with the rule's id or the key's path
/// (`classes.archive.after_term_end_days`). A key that was left at its default cites `defaults/<file>`: the shipped
/// file.
struct RuleRef {
  std::string file;
  int line = 0;
  std::string id;
  friend auto operator<=>(const RuleRef&, const RuleRef&) = default;
};

/// Why something is as it is. Spelled as in the plan, with - for _.
enum class ReasonCode {
  listed,
  returned,
  source_changed,
  member_joined,
  member_left,
  detached,
  rekeyed,
  reused,
  drift,
  adopted,
  term_ended,
  school_year_ended,
  left_clever,
  filtered_out,
  orphan,
};
std::string_view name_of(ReasonCode code);
std::optional<ReasonCode> parse_reason_code(std::string_view text);

/// One fact of the committed trees that a decision rests on. Of a student's record `value` is always "".
struct Evidence {
  std::string path;   // `snapshots/terms.json`
  std::string id;     // the record's
  std::string field;  // "" for the record's being there
  std::string value;
  friend auto operator<=>(const Evidence&, const Evidence&) = default;
};

struct Cause {
  ReasonCode code = ReasonCode::listed;
  std::shared_ptr<const RuleRef> rule;  // shared: a million records cite a few lines
  SharedVector<Evidence> evidence;      // empty where it is just the record's own line in the snapshot
};

/// What the rules want of one account or class.
enum class Stance {
  open,  ///< is there, not archived, with exactly these fields and members
  keep,  ///< stays as it is if it is there, is never created: absent for fewer than K nights, kept or ignored by hand
  archive,  ///< is archived if it is there and open, for `cause`
};

template <class Object>
struct Desired {
  Object object;  // sphero_id and archived are not set; under keep and archive the fields are the last known ones
  Stance stance = Stance::open;
  Cause cause;
};

/// Facts of a desired class that the comparison needs beside the projection.
struct DesiredClass : Desired<SpheroClass> {
  /// Members whom the section lists but the snapshot has no account for (not shared): they stay if live has them, until
  /// that person's own K, and are never newly added. Not in `object.students` or `object.teachers`. Sorted.
  SharedVector<UserId> unshared_students, unshared_teachers;
  /// Teachers and students whom the section lists and who take no part: a rule leaves them out, or the account's own K
  /// nights are over. Their own cause says which, and is the reason why they leave the class. Sorted.
  SharedVector<UserId> dropped;
  std::optional<Date> reused;  // from Section::reused
};

/// A person who came back under a new Clever id: same role and sis_id, the old id absent.
struct Rekeyed {
  Kind kind = Kind::student;
  UserId was, now;
  bool same_name = false;   // first name and initial agree: may be relinked without a person
  std::string sis_id_path;  // evidence: the absent record's file
  friend bool operator==(const Rekeyed&, const Rekeyed&) = default;
};

/// A record of the snapshot that takes no part, and what left it out.
struct LeftOut {
  Kind kind = Kind::class_;
  CleverId id;
  std::shared_ptr<const RuleRef> rule;
  /// The record whose being left out caused this one's, e.g. the only section of a student; nil id if none.
  std::optional<CleverId> because_of;
};

struct DesiredState {
  /// The arenas that the texts below view.
  std::vector<std::shared_ptr<const Texts>> texts;
  std::vector<Desired<SpheroTeacher>> teachers;  // each sorted by object.id
  std::vector<Desired<SpheroStudent>> students;
  std::vector<DesiredClass> classes;
  std::vector<Rekeyed> rekeyed;  // sorted by now
};

struct DesiredResult {
  DesiredState state;
  std::vector<LeftOut> left_out;  // sorted by kind, id
  std::vector<Finding> findings;  // sorted
};

}  // namespace clever_sync
