#include "nightly/moments.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view run_trailer = "Clever-Sync-Run";

std::string_view plural_of(Kind kind) {
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

std::string below(std::string_view folder, std::string_view name) {
  return std::string(folder) + "/" + std::string(name);
}

/// The commit in which the line of that run first stood in its file.
ObjectId recording_commit(const Repository& repository, const ObjectId& tip, const RunLine& line) {
  ObjectId found = tip;
  const std::string path = run_file(line.as_of);
  for (const CommitInfo& commit : repository.history_of(tip, path)) {
    const auto bytes = repository.read_file(commit.id, path);
    if (!bytes || bytes->find("\"run\":\"" + line.run + "\"") == std::string::npos) break;
    found = commit.id;
  }
  return found;
}

}  // namespace

std::string source_folder(Kind kind) {
  return below(snapshot_folder, kind == Kind::class_ ? "sections" : plural_of(kind));
}
std::string applied_folder_of(Kind kind) {
  return below(applied_folder, plural_of(kind));
}
std::string live_folder_of(Kind kind) {
  return below(live_folder, plural_of(kind));
}

RunDays run_days(const Repository& repository, const ObjectId& tip) {
  RunDays days;
  for (const RunLine& line : read_run_lines(repository, tip)) days[line.run] = line.as_of;
  return days;
}

CommitFact commit_fact(const CommitInfo& commit, const RunDays& days) {
  CommitFact fact{.id = commit.id,
                  .time = commit.time,
                  .author = commit.author_name + " <" + commit.author_email + ">",
                  .subject = commit.subject,
                  .run = {},
                  .day = std::nullopt,
                  .position = 0};
  for (const Trailer& trailer : commit.trailers) {
    if (trailer.key != run_trailer) continue;
    fact.run = trailer.value;
    if (const auto day = days.find(trailer.value); day != days.end()) fact.day = day->second;
  }
  return fact;
}

std::vector<Moment> read_moments(const Repository& repository, const ObjectId& tip, Kind kind, const RunDays& days) {
  const auto found = repository.histories_of(
      tip, {source_folder(kind), applied_folder_of(kind), live_folder_of(kind), below(applied_folder, "refused.json"),
            std::string(receipts_folder), std::string(plan_path)});
  std::vector<Moment> moments;
  moments.reserve(found.size());
  for (auto each = found.rbegin(); each != found.rend(); ++each) {
    Moment moment{.commit = commit_fact(each->commit, days),
                  .source = each->ids[0],
                  .applied = each->ids[1],
                  .live = each->ids[2],
                  .refused = each->ids[3],
                  .receipts = each->ids[4],
                  .plan = each->ids[5]};
    moment.commit.position = std::ssize(moments);
    moments.push_back(std::move(moment));
  }
  return moments;
}

ObjectId commit_for_day(const Repository& repository, const ObjectId& tip, Date day) {
  const auto lines = read_run_lines(repository, tip);
  const auto later = std::ranges::any_of(lines, [day](const RunLine& line) { return line.as_of > day; });
  if (!later) return tip;
  const auto last =
      std::find_if(lines.rbegin(), lines.rend(), [day](const RunLine& line) { return line.as_of <= day; });
  if (last == lines.rend()) {
    throw Error(ErrorKind::usage, "the first run of this workspace is for " + format_date(lines.front().as_of) +
                                      "; nothing is known of " + format_date(day));
  }
  const ObjectId recorded = recording_commit(repository, tip, *last);
  std::vector<ObjectId> after;  // newest first
  repository.walk(tip, [&](const CommitInfo& commit) {
    if (commit.id == recorded) return false;
    after.push_back(commit.id);
    return true;
  });
  ObjectId state = recorded;
  const std::vector<std::string> of_people{std::string(approvals_folder), std::string(rules_folder),
                                           std::string(config_path)};
  for (auto commit = after.rbegin(); commit != after.rend(); ++commit) {
    if (!repository.changed_only(recorded, *commit, of_people)) break;
    state = *commit;
  }
  return state;
}

}  // namespace clever_sync
