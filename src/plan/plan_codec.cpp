// plan.json, written. Every top-level key starts a line and every change, finding and guardrail has a line of its own,
// so that `git diff` between two nights shows the changes that differ and not one endless line.
#include "base/json.hpp"
#include "plan/change_writer.hpp"
#include "plan/plan_writer.hpp"

namespace clever_sync {

namespace {

/// The lines of the file's object: keys in sorted order, which the calls keep.
class Document {
 public:
  explicit Document(std::string& out) : out_(out) {}

  std::string& key(std::string_view name) {
    out_ += first_ ? "{" : ",\n";
    first_ = false;
    append_json_string(name, out_);
    out_.push_back(':');
    return out_;
  }
  template <class Items, class Append>
  void lines(std::string_view name, const Items& items, const Append& append) {
    key(name);
    out_.push_back('[');
    bool first = true;
    for (const auto& item : items) {
      out_ += first ? "\n" : ",\n";
      first = false;
      append(item);
    }
    out_ += first ? "]" : "\n]";
  }

 private:
  std::string& out_;
  bool first_ = true;
};

void add_actions(Kind kind, const PlanCounts& counts, ObjectWriter& object) {
  object.add_object(name_of(kind), [&](ObjectWriter& actions) {
    for (const Action action : {Action::archive, Action::create, Action::relink, Action::restore, Action::update}) {
      const auto found = counts.changes.find({kind, action});
      if (found != counts.changes.end() && found->second != 0) actions.add_integer(name_of(action), found->second);
    }
  });
}

void append_counts(const PlanCounts& counts, std::string& out) {
  ObjectWriter object(out);
  add_actions(Kind::class_, counts, object);
  object.add_integer("filtered", counts.filtered);
  object.add_integer("held", counts.held);
  add_actions(Kind::student, counts, object);
  add_actions(Kind::teacher, counts, object);
  object.add_integer("unchanged", counts.unchanged);
  object.add_integer("withheld", counts.withheld);
  object.finish();
}

void append_finding(const Finding& finding, std::string& out) {
  ObjectWriter object(out);
  object.add("code", finding.code);
  object.add("id", finding.id);
  object.add("kind", finding.kind);
  object.add("message", finding.message);
  object.finish();
}

void append_guardrail(const Guardrail& guardrail, std::string& out) {
  ObjectWriter object(out);
  object.add_integer("actual", guardrail.actual);
  object.add("detail", guardrail.detail);
  object.add_integer("limit", guardrail.limit);
  object.add("name", guardrail.name);
  // The name tells the part, save for a window in which nothing at all is written.
  if (guardrail.part != part_held_by(guardrail.name)) object.add("part", name_of(guardrail.part));
  object.add("scope", guardrail.scope);
  object.add_integer("total", guardrail.total);
  object.add("verdict", guardrail.verdict == GuardrailVerdict::hold ? "hold" : "clear");
  object.finish();
}

void append_inputs(const PlanInputsIds& inputs, std::string& out) {
  ObjectWriter object(out);
  object.add("applied", inputs.applied);
  object.add("config", inputs.config);
  object.add("live", inputs.live);
  object.add("rules", inputs.rules);
  object.add("snapshot", inputs.snapshot);
  object.finish();
}

}  // namespace

PlanBytes write_plan(const Plan& plan) {
  PlanBytes written;
  std::string& out = written.bytes;
  Document document(out);
  append_json_string(format_date(plan.as_of), document.key("as_of"));
  document.lines("changes", plan.changes, [&](const Change& change) { append_change(change, ChangeForm::file, out); });
  append_counts(plan.counts, document.key("counts"));
  {
    ObjectWriter digests(document.key("digests"));
    digests.add("additions", plan.additions_digest);
    written.digest_at = out.size();
    digests.add("removals", plan.removals_digest);
    digests.finish();
  }
  append_json_string(plan.district.text(), document.key("district"));
  if (!plan.draft.empty()) append_json_string(plan.draft, document.key("draft"));
  document.key("engine") += std::to_string(plan.engine);
  document.lines("findings", plan.findings, [&](const Finding& finding) { append_finding(finding, out); });
  append_json_string(plan_format, document.key("format"));
  document.lines("guardrails", plan.guardrails, [&](const Guardrail& rail) { append_guardrail(rail, out); });
  append_inputs(plan.inputs, document.key("inputs"));
  {
    ObjectWriter verdict(document.key("verdict"));
    verdict.add("additions", name_of(plan.additions));
    verdict.add("removals", name_of(plan.removals));
    verdict.finish();
  }
  out += "}\n";
  return written;
}

std::string insert_digest(PlanBytes plan, std::string_view digest) {
  std::string key = R"(,"plan":)";
  append_json_string(digest, key);
  plan.bytes.insert(plan.digest_at, key);
  return std::move(plan.bytes);
}

}  // namespace clever_sync
