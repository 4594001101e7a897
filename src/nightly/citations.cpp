#include "nightly/citations.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "nightly/inputs.hpp"

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

/// The fact's value in a record's line, as canonical JSON; nothing if there is no line.
std::optional<std::string> value_in(const std::string& line, const Evidence& evidence) {
  if (line.empty()) return std::nullopt;
  if (evidence.field.empty()) return "there";
  const Json record = parse_own_json(line, evidence.path);
  const Json* field = record.find(evidence.field);
  return canonical_json(field == nullptr ? Json() : *field);
}

}  // namespace

RuleLine cite_rule(Past& past, std::size_t position, const RuleRef& rule) {
  RuleLine line{.rule = rule, .text = {}, .commit = std::nullopt};
  const std::optional<std::string> bytes = past.chronicle().read_file(position, rule.file);
  if (!bytes) return line;
  line.text = line_number(*bytes, rule.line);
  const auto written = past.chronicle().writer_of_line(position, rule.file, rule.line);
  if (written) line.commit = past.fact_of(written->commit, written->position);
  return line;
}

std::optional<CommitFact> since_when(Past& past, std::size_t position, const Evidence& evidence) {
  if (!CleverId::parse(evidence.id) || evidence.path.empty()) return std::nullopt;
  const auto& steps = past.chronicle().steps_of(evidence.path);
  auto after = std::ranges::upper_bound(steps, position, {}, &Chronicle::Step::position);
  const std::string* line = nullptr;
  std::optional<std::string> wanted;
  std::optional<std::size_t> since;
  while (after != steps.begin()) {
    --after;
    if (after->id.empty()) break;
    const std::string& here = past.line_in(after->id, evidence.id);
    if (line == nullptr || here != *line) {
      const auto value = value_in(here, evidence);
      if (line == nullptr) wanted = value;
      if (!value || value != wanted) break;
      line = &here;
    }
    since = after->position;
  }
  if (!since) return std::nullopt;
  return past.fact(*since);
}

std::optional<ApprovalFact> cite_approval(Past& past, std::size_t position, const std::string& part_digest) {
  const std::string path = std::string(approvals_folder) + "/" + part_digest + ".json";
  const Chronicle::Step* const step = past.chronicle().step_at(position, path);
  if (step == nullptr || step->id.empty()) return std::nullopt;
  return ApprovalFact{.approval = parse_approval(*past.chronicle().read_blob(step->id), path),
                      .path = path,
                      .commit = past.fact(step->position)};
}

}  // namespace clever_sync
