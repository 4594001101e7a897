#include <algorithm>

#include "audit/why.hpp"
#include "base/error.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

std::string short_id(const std::string& commit) {
  return commit.substr(0, 12);
}

std::string commit_words(const CommitFact& commit) {
  return "commit " + short_id(commit.id);
}

std::string past_of(Action action) {
  using enum Action;
  switch (action) {
    case create:
      return "created";
    case update:
      return "updated";
    case relink:
      return "relinked";
    case restore:
      return "restored";
    case archive:
      return "archived";
  }
  unreachable("Action");
}

/// What a change did, in words and counts: `name, 2 students added`.
std::string effect_of(const Change& change) {
  std::string words;
  const auto add = [&words](const std::string& part) { words += (words.empty() ? "" : ", ") + part; };
  for (const FieldChange& field : change.set) {
    const bool shown = change.kind != Kind::student && !field.to.empty();
    add(field.field + (shown ? " \"" + printable(field.to, 60) + "\"" : ""));
  }
  const auto count = [&add](const auto& ids, const std::string& what) {
    if (!ids.empty()) add(std::to_string(ids.size()) + " " + what);
  };
  count(change.add_students, "students added");
  count(change.remove_students, "students taken out");
  count(change.add_teachers, "teachers added");
  count(change.remove_teachers, "teachers taken out");
  if (change.primary_teacher) add("primary teacher " + change.primary_teacher->text());
  if (change.loses_sign_in != 0) add(std::to_string(change.loses_sign_in) + " students lost sign-in");
  return words;
}

void write_rule(const RuleLine& line, const std::string& code, std::string& out) {
  out += "    because   " + code + ": " + line.rule.file + ":" + std::to_string(line.rule.line) + " " + line.rule.id +
         "\n";
  if (!line.text.empty()) out += "              | " + printable(line.text) + "\n";
  if (line.commit) {
    out += "              line by " + printable(line.commit->author) + ", " + commit_words(*line.commit) + " of " +
           format_utc_time(line.commit->time) + "\n";
  } else {
    out += "              the default that clever-sync ships\n";
  }
}

void write_evidence(const std::vector<EvidenceFact>& evidence, std::string& out) {
  std::string label = "    evidence  ";
  for (const EvidenceFact& fact : evidence) {
    out += label + fact.evidence.path + " " + fact.evidence.id;
    if (!fact.evidence.field.empty()) out += " " + fact.evidence.field;
    if (!fact.evidence.value.empty()) out += " = " + printable(fact.evidence.value);
    if (fact.since) out += ", since " + commit_words(*fact.since) + " \"" + printable(fact.since->subject) + "\"";
    out += "\n";
    label = "              ";
  }
}

void write_approval(const ApprovalFact& fact, std::string& out) {
  const Approval& approval = fact.approval;
  out += "    approved  by " + printable(approval.person) + " at " + format_utc_time(approval.at) + " in " + fact.path;
  if (fact.commit) out += " (" + commit_words(*fact.commit) + ")";
  out += ": " + printable(approval.because) + "\n";
  for (const Waiver& waiver : approval.waivers) {
    out += "              waived " + waiver.guardrail + ", at most " + std::to_string(waiver.max) + "\n";
  }
}

void write_receipt(const ReceiptFact& receipt, std::string& out) {
  const std::string day = format_utc_time(receipt.commit.time).substr(0, 10);
  const std::string as_of = receipt.planned ? format_date(receipt.planned->as_of) : day;
  const std::string verb = receipt.planned ? past_of(receipt.planned->change.action) : receipt.change;
  out += "  " + as_of + " " + (receipt.result == "done" ? verb : receipt.change + ": " + receipt.result);
  if (receipt.planned) {
    if (const std::string effect = effect_of(receipt.planned->change); !effect.empty()) out += ": " + effect;
  }
  out += "\n    applied   by run " + receipt.run + ", " + receipt.path + ":" + std::to_string(receipt.line) + " (" +
         commit_words(receipt.commit) + "), ";
  out += receipt.status == 0 ? "settled by reading Sphero Edu back"
                             : "Sphero Edu answered " + std::to_string(receipt.status);
  if (!receipt.code.empty()) out += " " + receipt.code;
  out += "\n              request " + receipt.key + "\n";
  if (!receipt.planned) return;
  const PlannedFact& planned = *receipt.planned;
  if (planned.approval) write_approval(*planned.approval, out);
  out += "    planned   in plan " + planned.plan.substr(0, 12) + " (" + commit_words(planned.commit) + ")\n";
  write_rule(planned.rule, std::string(name_of(planned.change.reason.code)), out);
  write_evidence(planned.evidence, out);
}

/// What happened to the record in Clever, oldest first as it comes.
void write_source(const std::vector<RecordVersion>& versions, std::string& out) {
  std::string before;
  for (const RecordVersion& version : versions) {
    out += "  " + version.commit.subject.substr(0, version.commit.subject.find(':')) + " (" +
           commit_words(version.commit) + "): ";
    if (version.line.empty()) {
      out += "not shared any more\n";
    } else if (before.empty()) {
      out += "shared, " + version.path + "\n";
    } else {
      out += "changed";
      std::string separator = ": ";
      for (const std::string& field : changed_fields(before, version.line)) {
        out += separator + field;
        separator = ", ";
      }
      out += "\n";
    }
    before = version.line;
  }
}

}  // namespace

std::string standing_word(const History& history) {
  if (history.standing.live_line.empty()) return "absent";
  return history.standing.live_archived ? "archived" : "open";
}

std::string render_why(const History& history) {
  std::string out = std::string(name_of(history.kind)) + " " + history.id.text();
  if (!history.name.empty()) out += " " + printable(history.name);
  if (!history.sphero_id.empty()) out += ", Sphero Edu id " + printable(history.sphero_id);
  const std::string word = standing_word(history);
  out += ": " + (word == "absent" ? std::string("not in Sphero Edu") : word + " in Sphero Edu") + "\n";
  const auto causes = why_not(history);
  if (!causes.empty()) out += "\n" + std::string(word == "open" ? "What is still to come:\n" : "Why:\n");
  for (const std::string& cause : causes) out += "  " + cause + "\n";
  if (!history.receipts.empty()) out += "\nWhat was done, newest first:\n";
  for (auto receipt = history.receipts.rbegin(); receipt != history.receipts.rend(); ++receipt)
    write_receipt(*receipt, out);
  if (!history.source.empty()) out += "\nIn Clever, oldest first:\n";
  write_source(history.source, out);
  return out;
}

}  // namespace clever_sync
