// The difference of two plans for a program: every change in the words of plan.json.
#include <algorithm>

#include "base/error.hpp"
#include "plan/change_writer.hpp"
#include "review/since.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view difference_format = "clever-sync/plan-difference@1";

Json change_json(const Change& change) {
  std::string bytes;
  append_change(change, ChangeForm::file, bytes);
  return parse_own_json(bytes, "a change");
}

Json::Array changes_json(const std::vector<const Change*>& changes) {
  Json::Array list;
  for (const Change* const change : changes) list.push_back(change_json(*change));
  return list;
}

Json plan_json(const NamedPlan& named) {
  Json json;
  json.set("as_of", format_date(named.plan.as_of));
  json.set("commit", named.commit);
  json.set("digest", named.digest);
  Json verdict;
  for (const Part part : {Part::additions, Part::removals})
    verdict.set(name_of(part), name_of(named.plan.verdict(part)));
  json.set("verdict", verdict);
  return json;
}

Json part_json(const NamedPlan& before, const NamedPlan& after, const PlanDifference& difference, Part part) {
  const PartDifference counts = count_part(difference, part);
  Json json;
  json.set("changed", counts.altered);
  json.set("gone", counts.gone);
  json.set("new", counts.added);
  json.set("same_digest", before.plan.digest(part) == after.plan.digest(part));
  json.set("unchanged", counts.unchanged);
  return json;
}

Json::Array findings_json(const Plan& plan, const Plan& other) {
  Json::Array list;
  for (const Finding& finding : plan.findings) {
    if (std::ranges::binary_search(other.findings, finding)) continue;
    Json json;
    json.set("code", finding.code);
    json.set("id", finding.id);
    json.set("kind", finding.kind);
    json.set("message", finding.message);
    list.push_back(json);
  }
  return list;
}

Json::Array holding_json(const Plan& plan) {
  Json::Array list;
  for (const Guardrail& guardrail : plan.guardrails) {
    if (guardrail.verdict != GuardrailVerdict::hold) continue;
    Json json;
    json.set("actual", guardrail.actual);
    json.set("limit", guardrail.limit);
    json.set("name", guardrail.name);
    json.set("scope", guardrail.scope);
    json.set("total", guardrail.total);
    list.push_back(json);
  }
  return list;
}

}  // namespace

Json since_json(const NamedPlan& before, const NamedPlan& after) {
  const PlanDifference difference = compare_plans(before.plan, after.plan);
  Json json;
  json.set("format", difference_format);
  json.set("before", plan_json(before));
  json.set("after", plan_json(after));
  for (const Part part : {Part::additions, Part::removals})
    json.set(name_of(part), part_json(before, after, difference, part));
  json.set("new", changes_json(difference.added));
  json.set("gone", changes_json(difference.gone));
  Json::Array altered;
  for (const AlteredChange& each : difference.altered) {
    Json pair;
    pair.set("after", change_json(*each.after));
    pair.set("before", change_json(*each.before));
    altered.push_back(pair);
  }
  json.set("changed", altered);
  json.set("holds_before", holding_json(before.plan));
  json.set("holds_after", holding_json(after.plan));
  json.set("findings_new", findings_json(after.plan, before.plan));
  json.set("findings_gone", findings_json(before.plan, after.plan));
  return json;
}

}  // namespace clever_sync
