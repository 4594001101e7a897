#include "plan/change_writer.hpp"

#include "base/json.hpp"

namespace clever_sync {

namespace {

void append_evidence(const std::vector<Evidence>& evidence, std::string& out) {
  char separator = '[';
  for (const Evidence& fact : evidence) {
    out.push_back(separator);
    separator = ',';
    ObjectWriter object(out);
    object.add("field", fact.field);
    object.add("id", fact.id);
    object.add("path", fact.path);
    object.add("value", fact.value);
    object.finish();
  }
  out.push_back(']');
}

void add_reason(const Reason& reason, ChangeForm form, ObjectWriter& change) {
  change.add_object("reason", [&](ObjectWriter& object) {
    object.add("code", name_of(reason.code));
    if (form == ChangeForm::file && !reason.evidence.empty()) {
      std::string evidence;
      append_evidence(reason.evidence, evidence);
      object.add_raw("evidence", evidence);
    }
    if (reason.rule == RuleRef{}) return;
    object.add_object("rule", [&](ObjectWriter& rule) {
      rule.add("file", reason.rule.file);
      rule.add("id", reason.rule.id);
      // Not in the digest: a comment above the rule moves its line, and no approval should fall for that.
      if (form == ChangeForm::file) rule.add_integer("line", reason.rule.line);
    });
  });
}

void add_set(const Change& change, ChangeForm form, ObjectWriter& object) {
  const bool names_only = form == ChangeForm::file && change.kind == Kind::student;
  object.add_object("set", [&](ObjectWriter& set) {
    for (const FieldChange& field : change.set) {
      if (names_only || (field.from.empty() && field.to.empty())) {
        set.add_raw(field.field, "{}");
        continue;
      }
      set.add_object(field.field, [&](ObjectWriter& values) {
        values.add("from", field.from);
        values.add("to", field.to);
      });
    }
  });
}

}  // namespace

void append_change(const Change& change, ChangeForm form, std::string& out) {
  const bool whole = form != ChangeForm::content;
  ObjectWriter object(out);
  object.add("action", name_of(change.action));
  object.add_ids("add_students", change.add_students);
  object.add_ids("add_teachers", change.add_teachers);
  object.add_id("clever_id", change.clever_id);
  object.add("kind", name_of(change.kind));
  if (whole) object.add_integer("loses_sign_in", change.loses_sign_in);
  object.add("part", name_of(change.part));
  if (change.primary_teacher) object.add_id("primary_teacher", *change.primary_teacher);
  if (whole) add_reason(change.reason, form, object);
  object.add_ids("remove_students", change.remove_students);
  object.add_ids("remove_teachers", change.remove_teachers);
  if (whole) object.add("school", change.school);
  add_set(change, form, object);
  object.add("sphero_id", change.sphero_id);
  if (form == ChangeForm::file) object.add_texts("waits_for", change.waits_for);
  object.finish();
}

}  // namespace clever_sync
