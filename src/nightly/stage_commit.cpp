#include "nightly/stage_commit.hpp"

#include "base/error.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

namespace {

// More commits by people than this during one commit of ours is no coincidence.
constexpr int max_rebuilds = 20;

/// True if the person's commits between the two tips left the paths alone.
bool left_alone(const Repository& repository, const ObjectId& before, const ObjectId& after,
                const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    if (repository.object_at(before, path) != repository.object_at(after, path)) return false;
  }
  return true;
}

CommitMessage message_of(const Run& run, const StageCommit& about) {
  CommitMessage message{.subject = about.subject, .body = about.body, .trailers = {}};
  message.trailers.push_back({.key = "Clever-Sync-Stage", .value = std::string(name_of(about.stage))});
  message.trailers.push_back({.key = "Clever-Sync-Run", .value = run.id});
  if (!about.plan_digest.empty()) message.trailers.push_back({.key = "Clever-Sync-Plan", .value = about.plan_digest});
  return message;
}

}  // namespace

std::string_view name_of(Stage stage) {
  using enum Stage;
  switch (stage) {
    case init:
      return "init";
    case snapshot:
      return "snapshot";
    case observe:
      return "observe";
    case plan:
      return "plan";
    case approve:
      return "approve";
    case apply:
      return "apply";
  }
  unreachable("Stage");
}

Committed commit_stage(const Edges& edges, const Run& run, const ObjectId& base, const StageCommit& about,
                       const std::function<void(CommitBuilder&, const ObjectId& base)>& fill) {
  const std::vector<std::string> rules{std::string(rules_folder), std::string(config_path)};
  Committed result{.commit = base, .rules_moved = false};
  for (int attempt = 0; attempt < max_rebuilds; ++attempt) {
    CommitBuilder builder(edges.repository, result.commit);
    fill(builder, result.commit);
    if (!builder.changes_anything()) return result;
    const auto outcome = builder.publish(message_of(run, about), edges.clock.now());
    if (const auto* commit = std::get_if<ObjectId>(&outcome)) {
      result.commit = *commit;
      return result;
    }
    const ObjectId tip = std::get<TipMoved>(outcome).tip;
    if (!left_alone(edges.repository, result.commit, tip, tool_owned_paths())) {
      throw Error(ErrorKind::stale, "another commit changed files that only clever-sync writes while it ran (" +
                                        tip.substr(0, 12) + "); look at it with `git show " + tip.substr(0, 12) +
                                        "`, undo it, and run again");
    }
    if (!left_alone(edges.repository, result.commit, tip, rules)) result.rules_moved = true;
    result.commit = tip;
  }
  throw Error(ErrorKind::stale,
              "the branch moved " + std::to_string(max_rebuilds) +
                  " times while one commit was made; find out who commits to this workspace and run again");
}

}  // namespace clever_sync
