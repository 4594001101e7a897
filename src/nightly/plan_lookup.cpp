#include "nightly/plan_lookup.hpp"

#include "base/error.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t shortest_digest = 6;
constexpr std::string_view last_approved = "approved";

bool may_be_digest(const std::string& text) {
  return text.size() >= shortest_digest && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// The text between a key and the next quote in the last line that begins so.
std::string_view text_in(std::string_view bytes, std::string_view beginning, std::string_view key) {
  const std::size_t start = bytes.rfind("\n" + std::string(beginning));
  if (start == std::string_view::npos) return {};
  const std::string_view line = bytes.substr(start + 1, bytes.find('\n', start + 1) - start - 1);
  const std::string mark = "\"" + std::string(key) + "\":\"";
  const std::size_t at = line.find(mark);
  if (at == std::string_view::npos) return {};
  return line.substr(at + mark.size(), line.find('"', at + mark.size()) - at - mark.size());
}

std::string_view digest_under(std::string_view bytes, std::string_view key) {
  return text_in(bytes, "\"digests\":{", key);
}

bool some_digest_begins(std::string_view bytes, const std::string& prefix) {
  for (const std::string_view key : {"plan", "additions", "removals"}) {
    if (digest_under(bytes, key).starts_with(prefix)) return true;
  }
  return false;
}

/// What the latest approval that was not revoked was given for.
std::string last_approved_plan(const Repository& repository, const ObjectId& tip) {
  std::optional<Approval> last;
  for (const TreeFile& file : repository.files_below(tip, approvals_folder)) {
    if (file.path == connection_path) continue;
    Approval approval = parse_approval(repository.read_blob(file), file.path);
    if (approval.revoked || (last && approval.at <= last->at)) continue;
    last = std::move(approval);
  }
  if (!last) {
    throw Error(ErrorKind::usage,
                "no plan of this workspace has an approval that stands; name a revision, such as HEAD~3");
  }
  return last->plan;
}

}  // namespace

PlanMark read_plan_mark(std::string_view bytes) {
  constexpr std::string_view start = "{\"as_of\":\"";
  constexpr std::size_t date_length = 10;
  std::optional<Date> day;
  if (bytes.starts_with(start)) day = parse_date(bytes.substr(start.size(), date_length));
  if (!day) throw Error(ErrorKind::integrity, std::string(plan_path) + " is no plan; restore it from the git history");
  return {.day = *day, .snapshot = std::string(text_in(bytes, "\"inputs\":{", "snapshot"))};
}

std::string claimed_digest(std::string_view bytes) {
  return std::string(digest_under(bytes, "plan"));
}

namespace {

std::optional<FoundPlan> find_file_by_digest(const Repository& repository, const ObjectId& tip,
                                             const std::string& digest_prefix) {
  for (const PathIds& moment : repository.histories_of(tip, {std::string(plan_path)})) {
    if (moment.ids.front().empty()) continue;
    std::string bytes = repository.read_blob(TreeFile{.path = std::string(plan_path), .blob = moment.ids.front()});
    if (some_digest_begins(bytes, digest_prefix))
      return FoundPlan{.commit = moment.commit.id, .bytes = std::move(bytes)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<CommittedPlan> find_plan_by_digest(const Repository& repository, const ObjectId& tip,
                                                 const std::string& digest_prefix) {
  const auto found = find_file_by_digest(repository, tip, digest_prefix);
  if (!found) return std::nullopt;
  return CommittedPlan{.commit = found->commit, .parsed = parse_plan(found->bytes, plan_path)};
}

FoundPlan find_plan_file(const Repository& repository, const ObjectId& tip, const std::string& what) {
  if (what == last_approved) {
    const std::string digest = last_approved_plan(repository, tip);
    if (auto found = find_file_by_digest(repository, tip, digest)) return *std::move(found);
    throw Error(ErrorKind::usage,
                "the last approval is of plan " + digest.substr(0, 12) + ", which this history does not hold");
  }
  if (const auto commit = what.empty() ? std::optional(tip) : repository.resolve(what)) {
    if (const ObjectId blob = repository.object_at(*commit, plan_path); !blob.empty())
      return {.commit = *commit, .bytes = repository.read_blob(TreeFile{.path = std::string(plan_path), .blob = blob})};
    throw Error(ErrorKind::usage, (what.empty() ? std::string("this workspace") : what) +
                                      " holds no plan yet; clever-sync plan makes one");
  }
  if (may_be_digest(what)) {
    if (auto found = find_file_by_digest(repository, tip, what)) return *std::move(found);
  }
  throw Error(ErrorKind::usage,
              what + " is no revision and no plan's digest of this workspace; see git log plans/plan.json");
}

CommittedPlan find_plan(const Repository& repository, const ObjectId& tip, const std::string& what) {
  const FoundPlan found = find_plan_file(repository, tip, what);
  return {.commit = found.commit, .parsed = parse_plan(found.bytes, plan_path)};
}

}  // namespace clever_sync
