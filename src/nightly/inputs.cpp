#include "nightly/inputs.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/disk.hpp"
#include "base/error.hpp"
#include "roster/state_codec.hpp"
#include "snapshot/snapshot.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view rule_file_ending = ".yaml";

std::string below(std::string_view folder, std::string_view name) {
  return std::string(folder) + "/" + std::string(name);
}

/// The bytes of a file that stands or stood in the folder. The checkout's file is asked first: it has the same bytes
/// more often than not.
std::string bytes_of(const Repository& repository, std::string_view folder, const TreeFile& file) {
  return repository.read_blob(TreeFile{.path = below(folder, file.path), .blob = file.blob});
}

/// Feeds every file of the tree, which stands or stood at `folder`, to a reader, one at a time.
template <class Reader>
auto read_state(const Repository& repository, const ObjectId& tree, std::string_view folder) {
  Reader reader;
  for (const TreeFile& file : repository.files_below(tree, "")) {
    reader.add_file(file.path, bytes_of(repository, folder, file));
  }
  return reader.finish();
}

/// Applied and live beside one another; a blob that stands in both is read once.
ReadStates read_states(const Repository& repository, const PlanInputsIds& ids) {
  const std::vector<TreeFile> applied = repository.files_below(ids.applied, "");
  const std::vector<TreeFile> live = repository.files_below(ids.live, "");
  StatesReader reader;
  auto written = applied.begin();
  auto seen = live.begin();
  while (written != applied.end() || seen != live.end()) {
    if (seen == live.end() || (written != applied.end() && written->path < seen->path)) {
      reader.add_files(written->path, bytes_of(repository, applied_folder, *written), std::nullopt);
      ++written;
    } else if (written == applied.end() || seen->path < written->path) {
      reader.add_files(seen->path, std::nullopt, bytes_of(repository, live_folder, *seen));
      ++seen;
    } else {
      const std::string both = bytes_of(repository, applied_folder, *written);
      if (written->blob == seen->blob) {
        reader.add_files(written->path, both, both);
      } else {
        reader.add_files(written->path, both, bytes_of(repository, live_folder, *seen));
      }
      ++written;
      ++seen;
    }
  }
  return reader.finish();
}

/// Applied, where live is known: of the blobs that stand in both none is read.
AppliedState read_applied_beside(const Repository& repository, const PlanInputsIds& ids, const LiveState& live) {
  std::map<std::string, ObjectId> live_blobs;
  for (TreeFile& file : repository.files_below(ids.live, "")) live_blobs.emplace(std::move(file.path), file.blob);
  std::set<std::string> same;
  std::vector<TreeFile> other;
  for (TreeFile& file : repository.files_below(ids.applied, "")) {
    const auto in_live = live_blobs.find(file.path);
    if (in_live != live_blobs.end() && in_live->second == file.blob) {
      same.insert(std::move(file.path));
    } else {
      other.push_back(std::move(file));
    }
  }
  AppliedReader reader(live, same);
  for (const TreeFile& file : other) reader.add_file(file.path, bytes_of(repository, applied_folder, file));
  return reader.finish();
}

RuleFile read_rule_file(const std::string& path, std::string file) {
  FileDisk disk;
  auto text = disk.read_file(path);
  if (!text) throw Error(ErrorKind::configuration, path + " vanished while it was read; run the command again");
  return {.file = std::move(file), .text = std::move(*text)};
}

}  // namespace

std::vector<std::string> tool_owned_paths() {
  std::vector<std::string> paths;
  for (const std::string_view path :
       {snapshot_folder, std::string_view("sphero"), std::string_view("plans"), receipts_folder, runs_folder}) {
    paths.emplace_back(path);
  }
  return paths;
}

Config read_config(const Repository& repository, const ObjectId& commit) {
  const auto text = repository.read_file(commit, config_path);
  if (!text) {
    throw Error(ErrorKind::configuration,
                repository.path() +
                    " holds no committed clever-sync.yaml; make a workspace with `clever-sync init DIR --district ID`");
  }
  return parse_config(*text, config_path);
}

Config read_config(const Repository& repository, const InputSource& source) {
  if (source.work_folder.empty()) return read_config(repository, source.rules_commit);
  const RuleFile file = read_rule_file(source.work_folder + "/" + std::string(config_path), std::string(config_path));
  return parse_config(file.text, file.file);
}

std::vector<RuleFile> read_rule_files_of_tree(const Repository& repository, const ObjectId& tree) {
  std::vector<RuleFile> files;
  for (const TreeFile& file : repository.files_below(tree, "")) {
    if (!file.path.ends_with(rule_file_ending)) continue;
    files.push_back({.file = below(rules_folder, file.path), .text = repository.read_blob(file.blob)});
  }
  return files;
}

std::vector<RuleFile> read_rule_files(const Repository& repository, const ObjectId& commit) {
  return read_rule_files_of_tree(repository, repository.object_at(commit, rules_folder));
}

std::vector<RuleFile> read_rule_files_of_folder(const std::string& folder) {
  namespace fs = std::filesystem;
  const fs::path inner = fs::path(folder) / rules_folder;
  const fs::path rules = fs::is_directory(inner) ? inner : fs::path(folder);
  if (!fs::is_directory(rules)) {
    throw Error(ErrorKind::configuration, "there is no folder " + inner.string() + "; name a folder that holds rules/");
  }
  std::vector<RuleFile> files;
  for (const auto& entry : fs::directory_iterator(rules)) {
    if (entry.path().extension() != rule_file_ending) continue;
    files.push_back(read_rule_file(entry.path().string(), below(rules_folder, entry.path().filename().string())));
  }
  std::ranges::sort(files, {}, &RuleFile::file);
  return files;
}

Snapshot read_snapshot_of_tree(const Repository& repository, const ObjectId& tree) {
  return read_state<SnapshotReader>(repository, tree, snapshot_folder);
}
AppliedState read_applied_of_tree(const Repository& repository, const ObjectId& tree) {
  return read_state<AppliedReader>(repository, tree, applied_folder);
}
LiveState read_live_of_tree(const Repository& repository, const ObjectId& tree) {
  return read_state<LiveReader>(repository, tree, live_folder);
}

Snapshot read_snapshot(const Repository& repository, const ObjectId& commit) {
  return read_snapshot_of_tree(repository, repository.object_at(commit, snapshot_folder));
}
AppliedState read_applied(const Repository& repository, const ObjectId& commit) {
  return read_applied_of_tree(repository, repository.object_at(commit, applied_folder));
}
LiveState read_live(const Repository& repository, const ObjectId& commit) {
  return read_live_of_tree(repository, repository.object_at(commit, live_folder));
}

std::optional<ParsedPlan> read_plan(const Repository& repository, const ObjectId& commit) {
  const auto bytes = repository.read_file(commit, plan_path);
  if (!bytes) return std::nullopt;
  return parse_plan(*bytes, plan_path);
}

std::optional<Approval> read_approval(const Repository& repository, const ObjectId& commit,
                                      const std::string& part_digest) {
  const std::string path = below(approvals_folder, part_digest + ".json");
  const auto bytes = repository.read_file(commit, path);
  if (!bytes) return std::nullopt;
  return parse_approval(*bytes, path);
}

std::optional<ConnectionApproval> read_connection_approval(const Repository& repository, const ObjectId& commit,
                                                           const DistrictId& district) {
  const auto bytes = repository.read_file(commit, connection_path);
  if (!bytes) return std::nullopt;
  auto approval = parse_connection_approval(*bytes, connection_path);
  if (approval.district != district || approval.revoked) return std::nullopt;
  return approval;
}

PlanInputsIds input_ids(const Repository& repository, const InputSource& source) {
  return {.snapshot = repository.object_at(source.snapshot_commit, snapshot_folder),
          .rules = repository.object_at(source.rules_commit, rules_folder),
          .config = repository.object_at(source.rules_commit, config_path),
          .applied = repository.object_at(source.commit, applied_folder),
          .live = repository.object_at(source.commit, live_folder)};
}

WorkspaceInputs read_inputs(const Repository& repository, const InputSource& source) {
  return read_inputs(repository, source, {});
}

WorkspaceInputs read_inputs(const Repository& repository, const InputSource& source, AtHand at_hand) {
  WorkspaceInputs inputs;
  inputs.commit = source.commit;
  inputs.config = read_config(repository, source);
  inputs.rules = parse_rules(source.work_folder.empty() ? read_rule_files(repository, source.rules_commit)
                                                        : read_rule_files_of_folder(source.work_folder));
  inputs.ids = input_ids(repository, source);
  inputs.snapshot =
      at_hand.snapshot ? *std::move(at_hand.snapshot) : read_snapshot_of_tree(repository, inputs.ids.snapshot);
  if (at_hand.live) {
    inputs.applied = read_applied_beside(repository, inputs.ids, *at_hand.live);
    inputs.live = *std::move(at_hand.live);
  } else {
    ReadStates states = read_states(repository, inputs.ids);
    inputs.applied = std::move(states.applied);
    inputs.live = std::move(states.live);
  }
  inputs.connection_approved = read_connection_approval(repository, source.commit, inputs.config.district).has_value();
  // Files on disk have no id: a plan of them names none, rather than that of what was committed.
  if (!source.work_folder.empty()) inputs.ids.rules = inputs.ids.config = "";
  return inputs;
}

}  // namespace clever_sync
