#include "nightly/citations.hpp"

#include "base/json.hpp"
#include "nightly/inputs.hpp"
#include "nightly/record_versions.hpp"

namespace clever_sync {

namespace {

std::string line_number(const std::string& bytes, int wanted) {
  std::size_t start = 0;
  for (int number = 1; number < wanted; ++number) {
    start = bytes.find('\n', start);
    if (start == std::string::npos) return "";
    ++start;
  }
  return bytes.substr(start, bytes.find('\n', start) - start);
}

/// The fact's value in a version of its file, as canonical JSON; nothing if the record is not in it.
std::optional<std::string> value_in(const Repository& repository, const ObjectId& blob, const Evidence& evidence) {
  const std::string line = blob.empty() ? "" : line_of_record(repository.read_blob(blob), evidence.id);
  if (line.empty()) return std::nullopt;
  if (evidence.field.empty()) return "there";
  const Json record = parse_own_json(line, evidence.path);
  const Json* field = record.find(evidence.field);
  return canonical_json(field == nullptr ? Json() : *field);
}

}  // namespace

RuleLine cite_rule(const Repository& repository, const ObjectId& commit, const RuleRef& rule, const RunDays& days) {
  RuleLine line{.rule = rule, .text = {}, .commit = std::nullopt};
  const std::optional<std::string> bytes = repository.read_file(commit, rule.file);
  if (!bytes) return line;
  line.text = line_number(*bytes, rule.line);
  if (const auto author = repository.blame_line(commit, rule.file, rule.line)) line.commit = commit_fact(*author, days);
  return line;
}

std::optional<CommitFact> since_when(const Repository& repository, const ObjectId& commit, const Evidence& evidence,
                                     const RunDays& days) {
  if (!CleverId::parse(evidence.id) || evidence.path.empty()) return std::nullopt;
  const auto changes = repository.histories_of(commit, {evidence.path});
  if (changes.empty()) return std::nullopt;
  const auto wanted = value_in(repository, changes.front().ids.front(), evidence);
  if (!wanted) return std::nullopt;
  const auto holds = [&](std::size_t i) { return value_in(repository, changes[i].ids.front(), evidence) == wanted; };
  // Doubling steps back while it holds, then halving: a fact that is as old as the history costs few looks. One that
  // changed and changed back within a step counts as having held.
  std::size_t known = 0, step = 1, limit = changes.size();
  while (known + step < limit) {
    if (!holds(known + step)) {
      limit = known + step;
      break;
    }
    known += step;
    step *= 2;
  }
  while (known + 1 < limit) {
    const std::size_t middle = known + (limit - known) / 2;
    (holds(middle) ? known : limit) = middle;
  }
  return commit_fact(changes[known].commit, days);
}

std::optional<ApprovalFact> cite_approval(const Repository& repository, const ObjectId& commit,
                                          const std::string& part_digest, const RunDays& days) {
  const auto approval = read_approval(repository, commit, part_digest);
  if (!approval) return std::nullopt;
  ApprovalFact fact{.approval = *approval,
                    .path = std::string(approvals_folder) + "/" + part_digest + ".json",
                    .commit = std::nullopt};
  const auto commits = repository.history_of(commit, fact.path);
  if (!commits.empty()) fact.commit = commit_fact(commits.front(), days);
  return fact;
}

}  // namespace clever_sync
