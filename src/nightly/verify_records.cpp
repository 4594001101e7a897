// Approvals, receipts and run lines, and that only the tool wrote the tool's paths.

#include <algorithm>
#include <map>
#include <set>

#include "apply/apply.hpp"
#include "base/error.hpp"
#include "nightly/inputs.hpp"
#include "nightly/run_line.hpp"
#include "nightly/verify.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view stage_trailer = "Clever-Sync-Stage";

/// The committed plans, by digest: what approvals and receipts must speak of.
using Plans = std::map<std::string, ParsedPlan>;

Plans committed_plans(const Repository& repository, const ObjectId& tip) {
  Plans plans;
  for (const CommitInfo& commit : repository.history_of(tip, plan_path)) {
    try {
      if (auto parsed = read_plan(repository, commit.id)) {
        std::string digest = parsed->digest;
        plans.insert_or_assign(std::move(digest), std::move(*parsed));
      }
    } catch (const Error&) {
      continue;  // verify_plan says what is wrong with it
    }
  }
  return plans;
}

/// What `check` finds; what it can't read is wrong. Damage is what verifying is for, so an Error is an answer here.
template <class Check>
CheckedFact checked(const std::string& subject, const Check& check) {
  try {
    return check();
  } catch (const Error& error) {
    return {.proof = Proof::wrong, .subject = subject, .what = error.what()};
  }
}

CheckedFact check_approval(const Plans& plans, const std::string& path, const Approval& approval) {
  const auto named_by = [&approval](const auto& entry) {
    return entry.second.plan.digest(approval.part) == approval.digest;
  };
  const auto plan = std::ranges::find_if(plans, named_by);
  if (!path.ends_with("/" + approval.digest + ".json")) {
    return {.proof = Proof::wrong, .subject = path, .what = "the file's name is not the digest that it approves"};
  }
  if (plan == plans.end()) {
    return {.proof = Proof::not_proved,
            .subject = path,
            .what = "no committed plan has a part with this digest; it lets nothing through"};
  }
  return {.proof = Proof::proved,
          .subject = path,
          .what = "approves the " + std::string(name_of(approval.part)) + " of plan " + plan->first.substr(0, 12)};
}

void check_approvals(const Repository& repository, const ObjectId& tip, const Plans& plans,
                     VerificationReport& report) {
  for (const TreeFile& file : repository.files_below(tip, approvals_folder)) {
    report.facts.push_back(checked(file.path, [&]() -> CheckedFact {
      const std::string bytes = repository.read_blob(file.blob);
      if (file.path != connection_path) return check_approval(plans, file.path, parse_approval(bytes, file.path));
      parse_connection_approval(bytes, file.path);
      return {.proof = Proof::proved, .subject = file.path, .what = "names who approved the district"};
    }));
  }
}

/// Whether a plan asked for what the receipt says was sent.
bool asked_for(const Plan& plan, const ReceiptLine& receipt) {
  return std::ranges::any_of(plan.changes, [&receipt](const Change& change) {
    return change.part == receipt.part && change.action == receipt.action && change.kind == receipt.kind &&
           change.clever_id == receipt.clever_id;
  });
}

CheckedFact check_receipts(const Plans& plans, const std::string& path, const std::string& digest,
                           const std::string& bytes, const std::map<std::string, ReceiptsHead>& heads) {
  const ParsedReceipts parsed = parse_receipts(digest, bytes, path);
  const auto head = heads.find(digest);
  if (head == heads.end()) {
    return {.proof = Proof::not_proved, .subject = path, .what = "the chain is whole, but no run line keeps its head"};
  }
  if (head->second.head != parsed.head || head->second.lines != static_cast<std::int64_t>(parsed.lines.size())) {
    return {.proof = Proof::wrong,
            .subject = path,
            .what = "the last run line keeps " + std::to_string(head->second.lines) + " lines, the file has " +
                    std::to_string(parsed.lines.size()) + " with another end: it was cut or written to"};
  }
  const auto plan = plans.find(digest);
  if (plan == plans.end()) return {.proof = Proof::not_proved, .subject = path, .what = "its plan was never committed"};
  for (const auto& [run, receipt] : parsed.lines) {
    if (asked_for(plan->second.plan, receipt)) continue;
    return {.proof = Proof::wrong, .subject = path, .what = "the plan never asked for: " + receipt.change};
  }
  return {
      .proof = Proof::proved,
      .subject = path,
      .what = std::to_string(parsed.lines.size()) + " receipts, chained, as many as the run line keeps, all planned"};
}

/// The last word of the run lines on each receipts file.
std::map<std::string, ReceiptsHead> heads_of(const Repository& repository, const ObjectId& tip,
                                             VerificationReport& report) {
  std::map<std::string, ReceiptsHead> heads;
  report.facts.push_back(checked(std::string(runs_folder) + "/", [&]() -> CheckedFact {
    const auto lines = read_run_lines(repository, tip);
    for (const RunLine& line : lines) {
      for (const ReceiptsHead& head : line.receipts) heads.insert_or_assign(head.plan, head);
    }
    return {.proof = Proof::proved,
            .subject = std::string(runs_folder) + "/",
            .what = std::to_string(lines.size()) + " run lines, all readable"};
  }));
  return heads;
}

void check_all_receipts(const Repository& repository, const ObjectId& tip, const Plans& plans,
                        VerificationReport& report) {
  const std::map<std::string, ReceiptsHead> heads = heads_of(repository, tip, report);
  std::set<std::string> seen;
  for (const TreeFile& file : repository.files_below(tip, receipts_folder)) {
    const std::size_t start = receipts_folder.size() + 1;
    const std::string digest = file.path.substr(start, file.path.find('.', start) - start);
    seen.insert(digest);
    report.facts.push_back(checked(
        file.path, [&] { return check_receipts(plans, file.path, digest, repository.read_blob(file.blob), heads); }));
  }
  for (const auto& [plan, head] : heads) {
    if (seen.contains(plan)) continue;
    report.facts.push_back({.proof = Proof::wrong,
                            .subject = std::string(receipts_folder) + "/" + plan + ".jsonl",
                            .what = "a run line keeps its head, and the file is gone"});
  }
}

/// Files that only grow: every version must begin with the one before.
void check_growth(const Repository& repository, const ObjectId& tip, std::string_view folder,
                  VerificationReport& report) {
  for (const TreeFile& file : repository.files_below(tip, folder)) {
    std::string later = repository.read_blob(file.blob);
    bool grew = true;
    for (const CommitInfo& commit : repository.history_of(tip, file.path)) {
      std::string earlier = repository.read_file(commit.id, file.path).value_or("");
      if (!later.starts_with(earlier)) {
        grew = false;
        report.facts.push_back({.proof = Proof::wrong,
                                .subject = file.path,
                                .what = "a line was changed or taken out after commit " + commit.id.substr(0, 12)});
      }
      later = std::move(earlier);
    }
    if (grew) report.facts.push_back({.proof = Proof::proved, .subject = file.path, .what = "only ever grew"});
  }
}

bool made_by_tool(const CommitInfo& commit) {
  return std::ranges::any_of(commit.trailers, [](const Trailer& trailer) { return trailer.key == stage_trailer; });
}

void check_paths(const Repository& repository, const ObjectId& tip, VerificationReport& report) {
  for (const std::string& path : tool_owned_paths()) {
    bool clean = true;
    for (const CommitInfo& commit : repository.history_of(tip, path)) {
      if (made_by_tool(commit)) continue;
      clean = false;
      report.facts.push_back({.proof = Proof::wrong,
                              .subject = path + "/",
                              .what = "commit " + commit.id.substr(0, 12) + " by " + commit.author_name +
                                      " changed it, and is not the tool's"});
    }
    if (clean)
      report.facts.push_back(
          {.proof = Proof::proved, .subject = path + "/", .what = "changed by the tool's commits alone"});
  }
}

}  // namespace

VerificationReport verify_workspace(const Repository& repository, const ObjectId& tip, VerifyScope scope) {
  VerificationReport report;
  for (const CommitInfo& commit : repository.history_of(tip, plan_path)) {
    report.facts.push_back(verify_plan(repository, commit.id));
    if (scope == VerifyScope::current_plan) break;
  }
  const Plans plans = committed_plans(repository, tip);
  check_approvals(repository, tip, plans, report);
  check_all_receipts(repository, tip, plans, report);
  check_growth(repository, tip, runs_folder, report);
  check_growth(repository, tip, receipts_folder, report);
  check_paths(repository, tip, report);
  return report;
}

}  // namespace clever_sync
