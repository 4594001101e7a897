#pragma once
// The plan: what would make Sphero Edu right, as a value and as a file. An ordered list of changes in two parts, each
// change with its reason, guardrails judged, verdicts and digests. It names a student by Clever id and by the fields
// that change, never by a value. docs/formats.md has the file field by field; docs/schemas/plan.schema.json checks it.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "roster/finding.hpp"
#include "roster/states.hpp"

namespace clever_sync {

/// Raised only when the same inputs would give other bytes.
inline constexpr int derivation_number = 1;

enum class Part { additions, removals };
std::string_view name_of(Part part);
std::optional<Part> parse_part(std::string_view text);

enum class Action { create, update, relink, restore, archive };
std::string_view name_of(Action action);
std::optional<Action> parse_action(std::string_view text);

struct FieldChange {
  std::string field;
  std::string from, to;  // of a student: known to make_plan, part of the digest, in no file
  friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

struct Reason {
  ReasonCode code = ReasonCode::listed;
  RuleRef rule;
  std::vector<Evidence> evidence;
  friend bool operator==(const Reason&, const Reason&) = default;
};

struct Change {
  Part part = Part::additions;
  Action action = Action::create;
  Kind kind = Kind::class_;
  CleverId clever_id;
  std::string sphero_id;         // "" for a create
  std::string school;            // the shard's school id, "" for none
  std::vector<FieldChange> set;  // sorted by field
  std::optional<UserId> primary_teacher;
  std::vector<UserId> add_students, remove_students;  // sorted
  std::vector<UserId> add_teachers, remove_teachers;  // sorted; the primary is named by primary_teacher
  std::int64_t loses_sign_in = 0;  // students who could sign in before this change and can't after it
  /// Additions that must show in live first, as `create class <id>`; sorted. Only removals have some.
  std::vector<std::string> waits_for;
  Reason reason;
  friend bool operator==(const Change&, const Change&) = default;
};

/// `archive class 58da…`: names the change in waits_for, receipts and messages.
std::string change_name(const Change& change);
std::string change_name(Action action, Kind kind, CleverId id);

enum class GuardrailVerdict { clear, hold };

struct Guardrail {
  std::string name;            // the key under `limits`, or `district-state`, or `window`
  std::string scope;           // `district`, `school:ID`, `class:ID`
  Part part = Part::removals;  // which part it holds; in the file only where part_held_by(name) says otherwise
  std::int64_t actual = 0, total = 0, limit = 0;  // limit: the percentage, or the count where there is no percentage
  GuardrailVerdict verdict = GuardrailVerdict::clear;
  /// Of a switch that is on: which window (`rollover, 2027-06-05 to 2027-08-10: additions only`), which state. A
  /// window's name is free text. Of school-gone the schools' Clever ids, `, ` between them.
  std::string detail = {};
  friend bool operator==(const Guardrail&, const Guardrail&) = default;
};
/// The part that a guardrail of this name holds; a window in which nothing is written has one guardrail for each part.
Part part_held_by(std::string_view guardrail);
/// The schools that school-gone names, for whoever has a name for them; nothing of any other guardrail.
std::vector<std::string> schools_named(const Guardrail& guardrail);
/// `classes archived: 104 of 261 (39.8 %), limit 10 %`, `window rollover, 2027-06-05 to 2027-08-10: additions only`,
/// `school gone: 1 of 14, holds from 1`.
/// Printable.
std::string arithmetic(const Guardrail& guardrail);

enum class Verdict { clear, approve, hold };
std::string_view name_of(Verdict verdict);

struct PlanInputsIds {
  std::string snapshot, rules, config, applied, live;  // git tree or blob ids, "" while there is none
  friend bool operator==(const PlanInputsIds&, const PlanInputsIds&) = default;
};

/// Totals, spelled in the file as `{"class":{"archive":2,…},…,"unchanged":n,"filtered":n,"held":n,"withheld":n}`.
struct PlanCounts {
  std::map<std::pair<Kind, Action>, std::int64_t> changes;
  std::int64_t unchanged = 0, filtered = 0, held = 0, withheld = 0;
  friend bool operator==(const PlanCounts&, const PlanCounts&) = default;
};

struct Plan {
  DistrictId district;
  Date as_of{};
  int engine = derivation_number;
  /// What makes it a what-if: `the rules of the working tree`. Nobody can approve a draft, and nothing applies one. ""
  /// for the plan as of now.
  std::string draft;
  PlanInputsIds inputs;
  PlanCounts counts;
  std::vector<Guardrail> guardrails;  // all that were judged, sorted by name and scope
  Verdict additions = Verdict::clear, removals = Verdict::clear;
  std::string additions_digest, removals_digest;
  std::vector<Finding> findings;  // sorted
  std::vector<Change> changes;    // in the order in which they are applied, additions first
  [[nodiscard]] Verdict verdict(Part part) const { return part == Part::additions ? additions : removals; }
  [[nodiscard]] const std::string& digest(Part part) const {
    return part == Part::additions ? additions_digest : removals_digest;
  }
};

/// plan.json's bytes. The whole file's digest (`digests.plan`) is of these bytes with that field empty, see
/// plan_digest.
std::string encode_plan(const Plan& plan);
/// `digests.plan`: SHA-256 of the file's canonical bytes without `digests.plan`.
std::string plan_digest(const Plan& plan);

struct ParsedPlan {
  Plan plan;           // students' values are absent
  std::string digest;  // digests.plan, checked
};
/// Throws Error{integrity} naming `where` for a file that encode_plan would not have written, whose counts are not
/// those of its changes, or whose digest is another; Error{configuration} for a format version that is not known.
ParsedPlan parse_plan(std::string_view bytes, std::string_view where);
/// The file with some of its changes alone, as whoever asks for one object cut it out: counts and digest are those of
/// the whole, and are not held against what is left.
ParsedPlan parse_plan_slice(std::string_view bytes, std::string_view where);

/// The digest that an approval names: over format, district, part, and the part's changes without evidence and
/// waits_for, with the student values that the file does not show.
std::string part_digest(const DistrictId& district, Part part, const std::vector<Change>& changes);

/// The digest of one change's content, by which a refused change is recognised.
std::string change_digest(const Change& change);

}  // namespace clever_sync
