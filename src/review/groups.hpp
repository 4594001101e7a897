#pragma once
// Groups: a plan's changes gathered for a reader, losslessly: one group per part, school, action, kind and reason, in
// the order of the plan within each. Also the words that all renderers share. They hold no free text but a school's
// name.

#include <string>
#include <vector>

#include "plan/plan.hpp"
#include "review/render.hpp"

namespace clever_sync {

struct ChangeGroup {
  Part part = Part::additions;
  std::string school;  // id, "" for none
  Action action = Action::create;
  Kind kind = Kind::class_;
  ReasonCode code = ReasonCode::listed;
  std::vector<const Change*> changes;
  std::int64_t loses_sign_in = 0;
};

/// Every change of the part once; groups in order of school, then as the plan applies them.
std::vector<ChangeGroup> group_changes(const Plan& plan, Part part);

/// `+ ~ - =`: create and restore, update, archive, relink.
char symbol_of(Action action);
/// `38 classes archived: term ended`
std::string title_of(const ChangeGroup& group);
/// `Lincoln Middle`, or the id when the name is not known, `no school` for none. Printable.
std::string school_words(const std::string& school, const NameBook& names);
/// `3 fields`-style words of what a change does, without free text: `name, subject; 2 students added`.
std::vector<std::string> effects_of(const Change& change);
/// What the object is called, printable and in quotes, or "" when the book does not know it.
std::string name_words(const Change& change, const NameBook& names);
/// `clear`, `waits for approval`, `held`.
std::string verdict_words(Verdict verdict);
std::int64_t count_changes(const Plan& plan, Part part);

}  // namespace clever_sync
