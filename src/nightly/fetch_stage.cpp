#include <map>

#include "base/error.hpp"
#include "nightly/stage_commit.hpp"
#include "nightly/stages.hpp"

namespace clever_sync {

namespace {

/// `dangling-term: 3`, one line per code: findings of a fetch for the commit's body, without any record.
std::string counted(const std::vector<Finding>& findings) {
  std::map<std::string, int> counts;
  for (const Finding& finding : findings) ++counts[finding.code];
  std::string lines;
  for (const auto& [code, count] : counts) lines += code + ": " + std::to_string(count) + "\n";
  return lines;
}

std::string line_of(const FetchProgress& progress) {
  if (!progress.waiting_for.empty()) return "clever: waiting to read again: " + progress.waiting_for;
  return "clever: " + progress.collection + ", page " + std::to_string(progress.page) + ", " +
         std::to_string(progress.records) + " records";
}

StudentEmail email_of(const CleverOptions& options) {
  return options.student_email == CleverOptions::StudentEmail::keep ? StudentEmail::keep : StudentEmail::drop;
}

FetchedRoster* complete(FetchResult& result) {
  return std::get_if<FetchedRoster>(&result);
}

std::string snapshot_path(std::string_view path) {
  return std::string(snapshot_folder) + "/" + std::string(path);
}

/// What the last snapshot counted; nothing if there is none.
std::optional<SnapshotCounts> last_counts(const Repository& repository, const ObjectId& tip) {
  const std::string path = snapshot_path("manifest.json");
  const auto manifest = repository.read_file(tip, path);
  return manifest ? std::optional(parse_manifest(*manifest, path)) : std::nullopt;
}

/// One file of the last snapshot at a time: a large district fits into memory once, not twice.
MergedSnapshot merge_with_last(const Repository& repository, const ObjectId& tip, CompleteRoster tonight, Date as_of) {
  const auto line = last_complete_fetch(repository, tip);
  SnapshotMerge merge(std::move(tonight), line ? std::optional(line->as_of) : std::nullopt, as_of);
  for (const TreeFile& file : repository.files_below(repository.object_at(tip, snapshot_folder), "")) {
    // By its path, since the checkout's file has the same bytes more often than not.
    merge.add_last(file.path, repository.read_blob(TreeFile{.path = snapshot_path(file.path), .blob = file.blob}));
  }
  return merge.finish();
}

}  // namespace

std::variant<SnapshotTaken, PartialFetch> run_fetch(const Edges& edges, const Run& run, const CleverSource& clever,
                                                    const ObjectId& tip) {
  const auto observe = [&edges](const FetchProgress& progress) { edges.tell(line_of(progress)); };
  FetchResult result = fetch_roster(clever.transport, edges.clock, clever.options, last_counts(edges.repository, tip),
                                    observe, edges.stop);
  FetchedRoster* const fetched = complete(result);
  if (fetched == nullptr) return std::get<PartialFetch>(result);

  SnapshotTaken taken;
  taken.state = fetched->roster.district.state;
  taken.last_sync = fetched->roster.district.last_sync;
  taken.findings = std::move(fetched->findings);
  MergedSnapshot merged =
      merge_with_last(edges.repository, tip,
                      {.roster = std::move(fetched->roster), .student_email = email_of(clever.options)}, run.as_of);
  taken.findings.insert(taken.findings.end(), merged.findings.begin(), merged.findings.end());
  taken.subject = snapshot_subject(merged.change, run.as_of);
  const auto committed = commit_stage(
      edges, run, tip,
      {.stage = Stage::snapshot, .subject = taken.subject, .body = counted(taken.findings), .plan_digest = {}},
      [&merged](CommitBuilder& builder, const ObjectId&) {
        encode_snapshot(merged.snapshot, [&builder](std::string_view path, std::string_view bytes) {
          builder.put(snapshot_path(path), bytes);
        });
        builder.remove_others_below(snapshot_folder);
      });
  taken.commit = committed.commit;
  taken.tree = edges.repository.object_at(committed.commit, snapshot_folder);
  taken.snapshot = std::move(merged.snapshot);
  return taken;
}

}  // namespace clever_sync
