#include "audit/verify.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view verify_format = "clever-sync/verify@1";
constexpr std::size_t short_id = 12;
// A rewritten history breaks everything after it at once: the first places say as much as all of them.
constexpr std::size_t most_of_a_check = 20;

struct CheckWords {
  VerifyCheck check;
  std::string_view name, proves;
};
constexpr std::array check_words{
    CheckWords{VerifyCheck::plan_made_again, "plan-made-again",
               "plans, made again from the trees that they name: the same bytes"},
    CheckWords{VerifyCheck::plan_inputs, "plan-inputs", "plans that name the trees of their own commit"},
    CheckWords{VerifyCheck::plan_markdown, "plan-markdown", "plan.md files that say what the plan says"},
    CheckWords{VerifyCheck::approval_plan, "approval-plan", "approvals of a part of a plan that stood there before"},
    CheckWords{VerifyCheck::approval_waivers, "approval-waivers",
               "approvals whose waivers cover the guardrails that held"},
    CheckWords{VerifyCheck::approval_times, "approval-times",
               "approvals whose times agree with the plan and the policy"},
    CheckWords{VerifyCheck::approval_unchanged, "approval-unchanged",
               "approvals that nothing changed but being revoked or given again"},
    CheckWords{VerifyCheck::receipts_chain, "receipts-chain", "receipts, each chained to the one before"},
    CheckWords{VerifyCheck::receipts_appended, "receipts-appended", "writes of receipts that only added lines"},
    CheckWords{VerifyCheck::receipts_run_line, "receipts-run-line", "chains that end where their run line says"},
    CheckWords{VerifyCheck::receipts_plan, "receipts-plan", "receipts of a change that stands in their plan"},
    CheckWords{VerifyCheck::receipts_cleared, "receipts-cleared", "parts that were applied clear, or with an approval"},
    CheckWords{VerifyCheck::receipts_connection, "receipts-connection", "applies under an approved connection"},
    CheckWords{VerifyCheck::runs_appended, "runs-appended", "writes of run lines that only added lines"},
    CheckWords{VerifyCheck::runs_records, "runs-records", "run lines whose snapshot and plan are there"},
    CheckWords{VerifyCheck::snapshot_recorded, "snapshot-recorded", "snapshots that a run recorded"},
    CheckWords{VerifyCheck::paths_by_tool, "paths-by-tool",
               "commits to files that only clever-sync writes, each by the stage that may"},
    CheckWords{VerifyCheck::head, "head", "tip at which these files are what the last such commit wrote"},
    CheckWords{VerifyCheck::checkout, "checkout", "checkout whose files are those of the tip"},
};

const CheckWords& words_of(VerifyCheck check) {
  const auto found = std::ranges::find(check_words, check, &CheckWords::check);
  ensure(found != check_words.end(), "a check has no words");
  return *found;
}

std::string place_of(const VerifyFinding& finding) {
  std::string place = printable(finding.where);
  if (!finding.commit.empty()) {
    place += fmt::format("{}{}", place.empty() ? "commit " : " in commit ", finding.commit.substr(0, short_id));
  }
  return place;
}

void write_findings(const VerifyReport& report, Proof proof, std::string_view heading, std::string& out) {
  if (report.count(proof) == 0) return;
  out += fmt::format("{}: {}\n", heading, report.count(proof));
  std::map<VerifyCheck, std::size_t> seen;
  for (const VerifyFinding& finding : report.findings()) {
    if (finding.proof != proof || ++seen[finding.check] > most_of_a_check) continue;
    out += fmt::format("  {} {}: {}\n", proof == Proof::wrong ? "!" : "?", place_of(finding), printable(finding.words));
  }
  for (const auto& [check, count] : seen) {
    if (count <= most_of_a_check) continue;
    out += fmt::format("    … and {} more of {}; -o json lists all\n", count - most_of_a_check, name_of(check));
  }
}

Json::Array findings_json(const VerifyReport& report, Proof proof) {
  Json::Array list;
  for (const VerifyFinding& finding : report.findings()) {
    if (finding.proof != proof) continue;
    Json json;
    json.set("check", name_of(finding.check));
    json.set("commit", finding.commit);
    json.set("where", finding.where);
    json.set("words", finding.words);
    list.push_back(json);
  }
  return list;
}

}  // namespace

std::string_view name_of(VerifyCheck check) {
  return words_of(check).name;
}
std::string_view proves(VerifyCheck check) {
  return words_of(check).proves;
}

void VerifyReport::not_proved(VerifyCheck check, std::string where, std::string at, std::string words) {
  findings_.push_back({.check = check,
                       .proof = Proof::not_proved,
                       .where = std::move(where),
                       .commit = std::move(at),
                       .words = std::move(words)});
}

void VerifyReport::wrong(VerifyCheck check, std::string where, std::string at, std::string words) {
  findings_.push_back({.check = check,
                       .proof = Proof::wrong,
                       .where = std::move(where),
                       .commit = std::move(at),
                       .words = std::move(words)});
}

std::int64_t VerifyReport::count(Proof proof) const {
  return std::ranges::count(findings_, proof, &VerifyFinding::proof);
}

std::vector<std::string> beyond_proof() {
  return {
      "that the person whom an approval or a commit names really gave it: git takes any name, so a host that says "
      "who pushed, or signed commits, must say that",
      "that the whole history was not written anew: compare the tip with a copy that somebody else keeps, such as a "
      "remote that refuses forced pushes",
      "what Clever sent and what Sphero Edu did: the files are this program's record of it"};
}

std::string render_verify(const VerifyReport& report) {
  std::string out =
      fmt::format("Verified {} at commit {}: {} commits, {} of {} plans made again.\n", report.scope,
                  report.commit.substr(0, short_id), report.commits, report.plans_made_again, report.plans);
  out += "Proved:\n";
  for (const CheckWords& each : check_words) {
    const auto found = report.all_proved().find(each.check);
    if (found != report.all_proved().end()) out += fmt::format("  = {} {}\n", found->second, each.proves);
  }
  write_findings(report, Proof::not_proved, "Not proved", out);
  write_findings(report, Proof::wrong, "Wrong", out);
  out += "No repository can prove:\n";
  for (const std::string& sentence : beyond_proof()) out += "    " + sentence + "\n";
  const std::int64_t wrong = report.count(Proof::wrong);
  if (wrong == 0) return out + "Nothing is wrong.\n";
  return out + fmt::format("{} {} wrong. Look at the commits with git show, and compare with a copy of the history.\n",
                           wrong, wrong == 1 ? "thing is" : "things are");
}

Json verify_json(const VerifyReport& report) {
  Json json;
  json.set("format", verify_format);
  json.set("sound", report.count(Proof::wrong) == 0);
  json.set("scope", report.scope);
  json.set("commit", report.commit);
  json.set("commits", report.commits);
  json.set("plans", report.plans);
  json.set("plans_made_again", report.plans_made_again);
  Json::Array proved;
  for (const CheckWords& each : check_words) {
    const auto found = report.all_proved().find(each.check);
    if (found == report.all_proved().end()) continue;
    Json item;
    item.set("check", each.name);
    item.set("count", found->second);
    item.set("words", each.proves);
    proved.push_back(item);
  }
  json.set("proved", proved);
  json.set("not_proved", findings_json(report, Proof::not_proved));
  json.set("wrong", findings_json(report, Proof::wrong));
  Json::Array beyond;
  for (const std::string& sentence : beyond_proof()) beyond.push_back(sentence);
  json.set("beyond", beyond);
  return json;
}

}  // namespace clever_sync
