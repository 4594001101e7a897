#include "works.hpp"

#include <fmt/core.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <variant>

#include "base/error.hpp"
#include "desired/desired.hpp"
#include "limits.hpp"
#include "plan/make_plan.hpp"
#include "roster/state_codec.hpp"
#include "snapshot/snapshot.hpp"
#include "workspace/repository.hpp"

namespace clever_sync::bench {

namespace {

namespace fs = std::filesystem;

template <class Reader>
auto read_state(const std::vector<File>& files) {
  Reader reader;
  FileReader bytes;
  for (const File& file : files) reader.add_file(file.path, bytes.read(file.place));
  return reader.finish();
}

/// As a night does: file beside file.
ReadStates read_states(const std::vector<File>& applied, const std::vector<File>& live) {
  std::map<std::string, std::array<const std::string*, 2>> places;
  for (const File& file : applied) places[file.path][0] = &file.place;
  for (const File& file : live) places[file.path][1] = &file.place;
  StatesReader reader;
  FileReader applied_bytes, live_bytes;
  for (const auto& [path, of_states] : places) {
    std::optional<std::string_view> written, seen;
    if (of_states[0] != nullptr) written = applied_bytes.read(*of_states[0]);
    if (of_states[1] != nullptr) seen = live_bytes.read(*of_states[1]);
    reader.add_files(path, written, seen);
  }
  return reader.finish();
}

void run(const std::string& command) {
  ensure(std::system(command.c_str()) == 0, "a program that the bench runs failed");
}

}  // namespace

std::string plan_in_full(const PlanFiles& files) {
  const RuleSet rules = parse_rules(files.rules);
  const auto snapshot = read_state<SnapshotReader>(files.snapshot);
  const ReadStates states = read_states(files.applied, files.live);
  const DesiredResult desired = derive_desired(snapshot, rules, files.as_of);
  const SnapshotCounts counts = count_records(snapshot.roster);
  const Plan plan = make_plan({.district = snapshot.roster.district,
                               .desired = desired,
                               .applied = states.applied,
                               .live = states.live,
                               .rules = rules,
                               .policy = {},
                               .counts = counts,
                               .connection_approved = true,
                               .as_of = files.as_of,
                               .ids = {}});
  return encode_plan(plan);
}

void make_workspace(const std::string& place) {
  Repository::init(place, Repository::Layout::checked_out);
}

std::size_t commit_snapshot(const std::string& place, const std::vector<File>& files, Date day) {
  Repository repository = Repository::open(place);
  CommitBuilder builder(repository, repository.tip());
  FileReader bytes;
  for (const File& file : files) builder.put("snapshots/" + file.path, bytes.read(file.place));
  builder.remove_others_below("snapshots");
  if (!builder.changes_anything()) return 1;
  const auto outcome = builder.publish({.subject = "snapshot " + format_date(day), .body = {}, .trailers = {}},
                                       UtcTime(day.time_since_epoch()));
  return std::get<ObjectId>(outcome).size();
}

void make_git_checkout(const std::string& place) {
  run(
      fmt::format("git init -q '{0}' && git -C '{0}' config core.compression 1 && git -C '{0}' config gc.auto 0 && "
                  "git -C '{0}' config user.name bench && git -C '{0}' config user.email bench@localhost",
                  place));
}

void write_checkout(const std::string& place, const std::vector<File>& files) {
  for (const File& file : files) {
    const fs::path to = fs::path(place) / "snapshots" / file.path;
    fs::create_directories(to.parent_path());
    fs::copy_file(file.place, to, fs::copy_options::overwrite_existing);
  }
}

std::size_t commit_with_git(const std::string& place) {
  run(fmt::format("git -C '{0}' add -A && git -C '{0}' commit -q --allow-empty -m snapshot", place));
  return 1;
}

}  // namespace clever_sync::bench
