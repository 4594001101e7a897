#pragma once
// The words that all renderers share. What comes from the district (names, values) is made printable and cut here; what
// it must be escaped for besides is the renderer's own business.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "review/groups.hpp"
#include "review/render.hpp"

namespace clever_sync {

/// `+ ~ - =`: create and restore, update, archive, relink.
char symbol_of(Action action);
/// `archived`
std::string_view past_of(Action action);
/// `38 sections ended with Fall 2026: 38 archives, 0 students lose sign-in`, `1 class created: listed`. Printable: a
/// term's name is free text.
std::string title_of(const ChangeGroup& group, const NameBook& names);
/// `rules/lifecycle.yaml:5 classes.archive.after_term_end_days`
std::string rule_words(const RuleRef& rule);
/// What all of the group rests on: `because of rules/lifecycle.yaml:5 classes.archive.after_term_end_days; snapshots/
/// terms.json 58da… end_date "2026-11-10"`. Printable, cut; "" if a change cites nothing.
std::string because_words(const ChangeGroup& group);
/// `snapshots/terms.json 58da… end_date "2026-11-10"`. Printable, cut.
std::string evidence_words(const Evidence& evidence);
/// `Lincoln Middle`, or the id when the name is not known, `no school` for none. Printable; in quotes where a
/// spreadsheet would take it for a formula.
std::string school_words(const std::string& school, const NameBook& names);
/// What a change does beside setting fields, without free text: `2 students added`, `3 students lose sign-in`.
std::vector<std::string> effects_of(const Change& change);
/// What the object is called, printable and in quotes, or "" when the book does not know it.
std::string name_words(const Change& change, const NameBook& names);
/// A field's value, printable, cut and in quotes; never to be called for a student's.
std::string value_words(std::string_view value);
/// `class 58da…`, `district`: what a finding is about.
std::string finding_subject(const Finding& finding);
/// `clear`, `waits for approval`, `held`.
std::string verdict_words(Verdict verdict);
/// `Draft, with the rules of the working tree: not committed, can't be approved, is never applied.` Printable.
std::string draft_words(const Plan& plan);
/// `1 change`, `3 changes`
std::string change_count_words(std::int64_t count);
/// `1 student loses sign-in`, `3 students lose sign-in`
std::string sign_in_words(std::int64_t count);
/// `Unchanged: 7, filtered: 2, held: 1, withheld: 0.`
std::string counts_words(const PlanCounts& counts);
/// `the district`, `Lincoln Middle`, `class 58da… "Algebra I"`. Printable.
std::string scope_words(const std::string& scope, const NameBook& names);
/// `classes archived: 104 of 261 (39.8 %), limit 10 %, in Lincoln Middle, holds the removals; to waive it: --waive
/// classes-archived --max 104`. Printable. The maximum is that of all scopes of the name that hold in the plan, since
/// one waiver covers them all.
std::string guardrail_words(const Guardrail& guardrail, const Plan& plan, const NameBook& names);

}  // namespace clever_sync
