#include "audit/life.hpp"
#include "audit/why.hpp"

namespace clever_sync {

namespace {

Json commit_json(const CommitFact& commit) {
  Json object;
  object.set("commit", commit.id);
  object.set("time", format_utc_time(commit.time));
  object.set("author", commit.author);
  object.set("subject", commit.subject);
  return object;
}

Json rule_json(const RuleLine& line) {
  Json object;
  object.set("file", line.rule.file);
  object.set("line", line.rule.line);
  object.set("id", line.rule.id);
  object.set("text", line.text);
  if (line.commit) object.set("written", commit_json(*line.commit));
  return object;
}

Json evidence_json(const std::vector<EvidenceFact>& evidence) {
  Json::Array list;
  for (const EvidenceFact& fact : evidence) {
    Json object;
    object.set("path", fact.evidence.path);
    object.set("id", fact.evidence.id);
    object.set("field", fact.evidence.field);
    object.set("value", fact.evidence.value);
    if (fact.since) object.set("since", commit_json(*fact.since));
    list.push_back(object);
  }
  return list;
}

Json approval_json(const ApprovalFact& fact) {
  Json object = parse_own_json(encode_approval(fact.approval), fact.path);
  object.set("path", fact.path);
  if (fact.commit) object.set("committed", commit_json(*fact.commit));
  return object;
}

Json alternatives_json(const std::vector<Counterfactual>& alternatives) {
  Json::Array list;
  for (const Counterfactual& alternative : alternatives) {
    Json object;
    object.set("of", alternative.of == Counterfactual::Of::rule ? "rule" : "data");
    object.set("where", alternative.where);
    object.set("words", alternative.words);
    list.push_back(std::move(object));
  }
  return list;
}

Json planned_json(const PlannedFact& planned) {
  Json object;
  object.set("plan", planned.plan);
  object.set("as_of", format_date(planned.as_of));
  object.set("change", change_name(planned.change));
  object.set("code", name_of(planned.change.reason.code));
  object.set("committed", commit_json(planned.commit));
  object.set("rule", rule_json(planned.rule));
  object.set("evidence", evidence_json(planned.evidence));
  object.set("loses_sign_in", planned.change.loses_sign_in);
  Json::Array fields;
  for (const FieldChange& field : planned.change.set) fields.emplace_back(field.field);
  if (!fields.empty()) object.set("fields", fields);
  if (!planned.otherwise.empty()) object.set("otherwise", alternatives_json(planned.otherwise));
  if (planned.approval) object.set("approval", approval_json(*planned.approval));
  return object;
}

Json receipt_json(const ReceiptFact& receipt) {
  Json object;
  object.set("change", receipt.change);
  object.set("result", receipt.result);
  object.set("status", receipt.status);
  object.set("code", receipt.code);
  object.set("run", receipt.run);
  object.set("request", receipt.key);
  object.set("path", receipt.path);
  object.set("line", receipt.line);
  object.set("recorded", commit_json(receipt.commit));
  if (receipt.planned) object.set("planned", planned_json(*receipt.planned));
  return object;
}

/// Versions by commit, path and changed fields; the lines themselves stay in the files that may hold names.
Json versions_json(const std::vector<RecordVersion>& versions) {
  Json::Array list;
  std::string before;
  for (const RecordVersion& version : versions) {
    Json object = commit_json(version.commit);
    object.set("path", version.path);
    object.set("there", version.there());
    Json::Array fields;
    if (!before.empty() && version.there()) {
      for (const std::string& field : changed_fields(before, version.line)) fields.emplace_back(field);
    }
    if (!fields.empty()) object.set("changed", fields);
    list.push_back(object);
    before = version.there() ? version.line : "";
  }
  return list;
}

}  // namespace

Json why_json(const History& history) {
  const StandingFacts& standing = history.standing;
  Json document;
  document.set("format", "clever-sync/why@1");
  document.set("kind", name_of(history.kind));
  document.set("id", history.id.text());
  document.set("as_of", format_date(history.as_of));
  document.set("sphero_id", history.sphero_id);
  document.set("name", history.name);
  document.set("standing", standing_word(history));
  Json::Array causes;
  const auto stops = why_not(history);
  for (const Stop& cause : stops) causes.emplace_back(cause.words);
  document.set("causes", causes);
  if (!stops.empty()) document.set("first_failing_stage", name_of(stops.front().stage));
  if (standing.left_out_rule) document.set("left_out_by", rule_json(*standing.left_out_rule));
  if (!standing.ways_in.empty()) document.set("ways_in", alternatives_json(standing.ways_in));
  Json::Array receipts;
  for (auto receipt = history.receipts.rbegin(); receipt != history.receipts.rend(); ++receipt) {
    receipts.push_back(receipt_json(*receipt));
  }
  document.set("done", receipts);
  Json::Array planned;
  for (const PlannedFact& fact : standing.planned) planned.push_back(planned_json(fact));
  document.set("planned", planned);
  document.set("events", *life_json(history).find("events"));
  document.set("source", versions_json(history.source));
  document.set("applied", versions_json(history.applied));
  document.set("live", versions_json(history.live));
  document.set("nights_skipped", history.nights_skipped);
  return document;
}

}  // namespace clever_sync
