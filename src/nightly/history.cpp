#include "nightly/history.hpp"

#include <algorithm>
#include <map>

#include "apply/apply.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "desired/desired.hpp"

namespace clever_sync {

namespace {

std::string_view folder_of(Kind kind) {
  using enum Kind;
  switch (kind) {
    case teacher:
      return "teachers";
    case student:
      return "students";
    case class_:
      return "classes";
  }
  unreachable("Kind");
}

std::string source_folder(Kind kind) {
  return std::string(snapshot_folder) + "/" + (kind == Kind::class_ ? "sections" : std::string(folder_of(kind)));
}

std::string state_folder(std::string_view state, Kind kind) {
  return std::string(state) + "/" + std::string(folder_of(kind));
}

CommitFact fact_of(const CommitInfo& commit) {
  return {.id = commit.id,
          .time = commit.time,
          .author = commit.author_name + " <" + commit.author_email + ">",
          .subject = commit.subject};
}

/// The line of a file of records that holds the record with that id; "" if none does.
std::string line_of(const std::string& bytes, const CleverId& id) {
  const std::size_t at = bytes.find("\"id\":\"" + id.text() + "\"");
  if (at == std::string::npos) return "";
  const std::size_t start = bytes.rfind('\n', at) + 1;
  std::string line = bytes.substr(start, bytes.find('\n', at) - start);
  if (line.ends_with(',')) line.pop_back();
  return line;
}

struct Place {
  std::string path, line;
};

/// Where the object stands below a folder in a commit: looked for where it was last, then in every other file.
Place find_place(const Repository& repository, const ObjectId& commit, const std::string& folder, const CleverId& id,
                 const std::string& last_path) {
  if (!last_path.empty()) {
    if (const auto bytes = repository.read_file(commit, last_path)) {
      if (std::string line = line_of(*bytes, id); !line.empty()) return {.path = last_path, .line = std::move(line)};
    }
  }
  for (const TreeFile& file : repository.files_below(commit, folder)) {
    if (file.path == last_path) continue;
    if (std::string line = line_of(repository.read_blob(file.blob), id); !line.empty()) {
      return {.path = file.path, .line = std::move(line)};
    }
  }
  return {};
}

bool is_absent_file(const std::string& path) {
  return path.ends_with("/absent.json");
}

/// Every version of the object's line below the folder, oldest first. A move to absent.json ends what was shared.
std::vector<RecordVersion> versions_below(const Repository& repository, const ObjectId& tip, const std::string& folder,
                                          const CleverId& id) {
  std::vector<RecordVersion> versions;
  auto commits = repository.history_of(tip, folder);
  std::ranges::reverse(commits);
  std::string path, line;
  for (const CommitInfo& commit : commits) {
    Place place = find_place(repository, commit.id, folder, id, path);
    const std::string now = is_absent_file(place.path) ? "" : place.line;
    if (!place.path.empty()) path = place.path;
    if (now == line) continue;
    line = now;
    versions.push_back({.commit = fact_of(commit), .path = place.path, .line = line});
  }
  return versions;
}

RuleLine rule_line(const Repository& repository, const ObjectId& commit, const RuleRef& rule) {
  RuleLine line{.rule = rule, .text = {}, .commit = std::nullopt};
  std::optional<std::string> bytes = repository.read_file(commit, rule.file);
  if (!bytes) return line;
  std::size_t start = 0;
  for (int number = 1; number < rule.line && start != std::string::npos; ++number) {
    start = bytes->find('\n', start);
    if (start != std::string::npos) ++start;
  }
  if (start == std::string::npos) return line;
  line.text = bytes->substr(start, bytes->find('\n', start) - start);
  if (const auto author = repository.blame_line(commit, rule.file, rule.line)) line.commit = fact_of(*author);
  return line;
}

/// The snapshot since which the field has had that value; nothing when the file or field is not in the tree.
std::optional<CommitFact> since(const Repository& repository, const ObjectId& commit, const Evidence& evidence) {
  const auto id = CleverId::parse(evidence.id);
  if (!id || evidence.path.empty()) return std::nullopt;
  std::optional<CommitFact> oldest;
  std::string wanted;
  for (const CommitInfo& change : repository.history_of(commit, evidence.path)) {
    const auto bytes = repository.read_file(change.id, evidence.path);
    const std::string line = bytes ? line_of(*bytes, *id) : "";
    if (line.empty()) break;
    const Json record = parse_own_json(line, evidence.path);
    const Json* field = evidence.field.empty() ? nullptr : record.find(evidence.field);
    const std::string value = evidence.field.empty() ? "there" : canonical_json(field == nullptr ? Json() : *field);
    if (oldest && value != wanted) break;
    wanted = value;
    oldest = fact_of(change);
  }
  return oldest;
}

/// The plans of the repository by digest, read once each.
class PlanFinder {
 public:
  PlanFinder(const Repository& repository, const ObjectId& tip) : repository_(repository) {
    commits_ = repository.history_of(tip, plan_path);
  }

  struct Found {
    CommitInfo commit;
    ParsedPlan parsed;
  };
  const Found* find(const std::string& digest) {
    while (next_ < commits_.size() && !found_.contains(digest)) {
      const CommitInfo& commit = commits_[next_++];
      if (auto parsed = read_plan(repository_, commit.id)) {
        std::string found_digest = parsed->digest;
        found_.insert_or_assign(std::move(found_digest), Found{.commit = commit, .parsed = std::move(*parsed)});
      }
    }
    const auto found = found_.find(digest);
    return found == found_.end() ? nullptr : &found->second;
  }

 private:
  const Repository& repository_;
  std::vector<CommitInfo> commits_;
  std::size_t next_ = 0;
  std::map<std::string, Found> found_;
};

std::optional<ApprovalFact> approval_fact(const Repository& repository, const ObjectId& tip, const Plan& plan,
                                          Part part) {
  const std::string& digest = plan.digest(part);
  const auto approval = read_approval(repository, tip, digest);
  if (!approval) return std::nullopt;
  const std::string path = std::string(approvals_folder) + "/" + digest + ".json";
  const auto commits = repository.history_of(tip, path);
  ApprovalFact fact{.approval = *approval, .path = path, .commit = std::nullopt};
  if (!commits.empty()) fact.commit = fact_of(commits.back());
  return fact;
}

PlannedFact planned_fact(const Repository& repository, const ObjectId& tip, const CommitInfo& commit,
                         const ParsedPlan& parsed, const Change& change) {
  PlannedFact fact{.commit = fact_of(commit),
                   .plan = parsed.digest,
                   .as_of = parsed.plan.as_of,
                   .change = change,
                   .rule = rule_line(repository, commit.id, change.reason.rule),
                   .evidence = {},
                   .approval = approval_fact(repository, tip, parsed.plan, change.part)};
  for (const Evidence& evidence : change.reason.evidence) {
    fact.evidence.push_back({.evidence = evidence, .since = since(repository, commit.id, evidence)});
  }
  return fact;
}

/// The commit that wrote the file's last line that this run added.
CommitFact recorded_in(const Repository& repository, const ObjectId& tip, const std::string& path,
                       const std::string& run) {
  const auto commits = repository.history_of(tip, path);
  for (auto commit = commits.rbegin(); commit != commits.rend(); ++commit) {
    const auto bytes = repository.read_file(commit->id, path);
    if (bytes && bytes->find("\"" + run + "\"") != std::string::npos) return fact_of(*commit);
  }
  return {};
}

ReceiptFact receipt_fact(const Repository& repository, const ObjectId& tip, PlanFinder& plans, const std::string& path,
                         const std::string& plan_digest, int line, const std::string& run, const ReceiptLine& receipt) {
  ReceiptFact fact{.commit = recorded_in(repository, tip, path, run),
                   .path = path,
                   .line = line,
                   .run = run,
                   .plan = plan_digest,
                   .change = receipt.change,
                   .key = receipt.key,
                   .status = receipt.status,
                   .code = receipt.code,
                   .sphero_id = receipt.sphero_id,
                   .result = receipt.result,
                   .planned = std::nullopt};
  const PlanFinder::Found* found = plans.find(plan_digest);
  if (found == nullptr) return fact;
  for (const Change& change : found->parsed.plan.changes) {
    if (change.part != receipt.part || change_name(change) != receipt.change) continue;
    fact.planned = planned_fact(repository, tip, found->commit, found->parsed, change);
    break;
  }
  return fact;
}

std::vector<ReceiptFact> receipts_of(const Repository& repository, const ObjectId& tip, Kind kind, const CleverId& id) {
  std::vector<ReceiptFact> facts;
  PlanFinder plans(repository, tip);
  for (const TreeFile& file : repository.files_below(tip, receipts_folder)) {
    const std::string bytes = repository.read_blob(file.blob);
    if (bytes.find(id.text()) == std::string::npos) continue;
    const std::size_t start = receipts_folder.size() + 1;
    const std::string digest = file.path.substr(start, file.path.find('.', start) - start);
    const ParsedReceipts parsed = parse_receipts(digest, bytes, file.path);
    for (std::size_t i = 0; i < parsed.lines.size(); ++i) {
      const auto& [run, receipt] = parsed.lines[i];
      if (receipt.kind != kind || receipt.clever_id != id) continue;
      facts.push_back(receipt_fact(repository, tip, plans, file.path, digest, static_cast<int>(i) + 1, run, receipt));
    }
  }
  std::ranges::stable_sort(facts, [](const ReceiptFact& a, const ReceiptFact& b) {
    return std::tie(a.commit.time, a.run, a.path, a.line) < std::tie(b.commit.time, b.run, b.path, b.line);
  });
  return facts;
}

/// What the current plan, the gates and the rules say of the object.
void add_plan_standing(const Repository& repository, const WorkspaceInputs& inputs, const History& history, UtcTime now,
                       StandingFacts& standing) {
  const auto parsed = read_plan(repository, inputs.commit);
  if (!parsed) return;
  const CommitInfo commit = repository.history_of(inputs.commit, plan_path).front();
  for (const Change& change : parsed->plan.changes) {
    if (change.kind != history.kind || change.clever_id != history.id) continue;
    standing.planned.push_back(planned_fact(repository, inputs.commit, commit, *parsed, change));
  }
  for (const Finding& finding : parsed->plan.findings) {
    if (finding.id == history.id.text()) standing.findings.push_back(finding);
  }
  for (const Part part : {Part::additions, Part::removals}) {
    const Gate gate =
        gate_part(parsed->plan, part, read_approval(repository, inputs.commit, parsed->plan.digest(part)), now);
    if (std::holds_alternative<NotApproved>(gate)) standing.waiting.emplace_back(name_of(part));
    if (const auto* held = std::get_if<HeldBack>(&gate)) {
      for (Guardrail guardrail : held->guardrails) {
        guardrail.part = part;
        standing.holding.push_back(guardrail);
      }
    }
  }
}

StandingFacts standing_of(const Repository& repository, const WorkspaceInputs& inputs, const History& history,
                          Date as_of, UtcTime now) {
  StandingFacts standing;
  const Place place = find_place(repository, inputs.commit, source_folder(history.kind), history.id, "");
  if (!place.line.empty()) {
    RecordVersion version{.commit = {}, .path = place.path, .line = place.line};
    (is_absent_file(place.path) ? standing.absent : standing.shared) = version;
  }
  standing.ever_shared = !history.source.empty();
  for (const LeftOut& left_out : derive_desired(inputs.snapshot, inputs.rules, as_of).left_out) {
    if (left_out.kind != history.kind || left_out.id != history.id) continue;
    standing.left_out = left_out;
    standing.left_out_rule = rule_line(repository, inputs.commit, *left_out.rule);
  }
  for (const RefusedChange& refused : inputs.applied.refused) {
    if (refused.kind == history.kind && refused.id == history.id) standing.refused = refused;
  }
  standing.live_line =
      find_place(repository, inputs.commit, state_folder(live_folder, history.kind), history.id, "").line;
  standing.live_archived = standing.live_line.find("\"archived\":true") != std::string::npos;
  add_plan_standing(repository, inputs, history, now, standing);
  return standing;
}

}  // namespace

History gather_history(const Repository& repository, const WorkspaceInputs& inputs, Kind kind, const CleverId& id,
                       Date as_of, UtcTime now) {
  History history;
  history.kind = kind;
  history.id = id;
  const ObjectId& tip = inputs.commit;
  history.source = versions_below(repository, tip, source_folder(kind), id);
  history.applied = versions_below(repository, tip, state_folder(applied_folder, kind), id);
  history.live = versions_below(repository, tip, state_folder(live_folder, kind), id);
  history.receipts = receipts_of(repository, tip, kind, id);
  history.standing = standing_of(repository, inputs, history, as_of, now);
  const auto matches = find_matches(inputs, kind, id.text(), StudentNames::leave_out);
  if (!matches.empty()) history.name = matches.front().name;
  for (const auto* versions : {&history.applied, &history.live}) {
    for (const RecordVersion& version : *versions) {
      if (!version.line.empty()) history.sphero_id = parse_own_json(version.line, version.path).text("sphero_id");
    }
  }
  return history;
}

}  // namespace clever_sync
