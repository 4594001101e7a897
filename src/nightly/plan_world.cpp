#include "nightly/plan_world.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "nightly/inputs.hpp"
#include "roster/state_codec.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view absent_name = "absent.json";

std::string_view name_in(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

std::string_view folder_in(std::string_view path) {
  const std::size_t end = path.rfind('/');
  return end == std::string_view::npos ? std::string_view() : path.substr(0, end);
}

/// Ids that live or applied of the schools hold: whose absence matters here.
std::set<std::string> managed_ids(const AppliedState& applied, const LiveState& live) {
  std::set<std::string> ids;
  for (const ManagedState* state : {&applied.managed, &live.managed}) {
    for (const auto& each : state->classes) ids.insert(each.id.text());
    for (const auto& each : state->students) ids.insert(each.id.text());
    for (const auto& each : state->teachers) ids.insert(each.id.text());
  }
  return ids;
}

/// The lines of absent.json whose id is wanted, and those that name the object asked about: sections that listed it.
/// Lines are found by the text of ids, not parsed.
std::string absent_of(const std::string& bytes, const std::set<std::string>& wanted, const CleverId& asked) {
  constexpr std::string_view key = "\"id\":\"";
  const std::string name = "\"" + asked.text() + "\"";
  RecordFileWriter writer;
  for (std::size_t at = bytes.find('\n'); at != std::string::npos;) {
    const std::size_t start = at + 1, end = bytes.find('\n', start);
    if (end == std::string::npos) break;
    std::string_view line = std::string_view(bytes).substr(start, end - start);
    if (line.ends_with(',')) line.remove_suffix(1);
    const std::size_t id = line.find(key);
    const bool is_wanted =
        id != std::string_view::npos && wanted.contains(std::string(line.substr(id + key.size(), id_text_bytes)));
    if (is_wanted || line.find(name) != std::string_view::npos) writer.next_record() += line;
    at = end;
  }
  return writer.finish();
}

template <class Reader>
auto read_shards(const Repository& repository, const ObjectId& commit, std::string_view folder,
                 const std::set<std::string>& files) {
  Reader reader;
  for (const TreeFile& file : repository.files_below(commit, folder)) {
    const std::string path = file.path.substr(folder.size() + 1);
    if (!folder_in(path).empty() && !files.contains(std::string(name_in(path)))) continue;
    reader.add_file(path, repository.read_blob(file.blob));
  }
  return reader.finish();
}

void add(Counts& total, const Counts& more, std::int64_t sign) {
  total.sections += sign * more.sections;
  total.students += sign * more.students;
  total.teachers += sign * more.teachers;
}

/// The manifest as it would count these shards alone: the reader holds what it gets against it.
std::string manifest_of(const std::string& whole, const std::string& schools, const std::set<std::string>& files) {
  SnapshotCounts counts = parse_manifest(whole, "snapshots/manifest.json");
  Counts without_school = counts.district, taken;
  for (auto& [school, each] : counts.schools) {
    add(without_school, each, -1);
    if (!files.contains(school.text() + ".json")) each = {};
    add(taken, each, 1);
  }
  // A school that records name but Clever does not share is counted only where such a record is.
  std::erase_if(counts.schools, [&](const auto& each) {
    return each.second == Counts{} && schools.find("\"id\":\"" + each.first.text() + "\"") == std::string::npos;
  });
  if (files.contains("_none.json")) add(taken, without_school, 1);
  counts.district = taken;
  return encode_manifest(counts);
}

Snapshot snapshot_with(const Repository& repository, const ObjectId& commit, const std::set<std::string>& files,
                       const std::set<std::string>& absent_ids, const CleverId& asked) {
  const auto text_of = [&](const std::string& name) {
    return repository.read_file(commit, std::string(snapshot_folder) + "/" + name).value_or("");
  };
  SnapshotReader reader;
  for (const TreeFile& file : repository.files_below(commit, snapshot_folder)) {
    const std::string path = file.path.substr(snapshot_folder.size() + 1);
    const std::string name(name_in(path));
    if (path == "manifest.json") {
      reader.add_file(path, manifest_of(text_of(path), text_of("schools.json"), files));
    } else if (name == absent_name) {
      reader.add_file(path, absent_of(repository.read_blob(file.blob), absent_ids, asked));
    } else if (folder_in(path).empty() || files.contains(name)) {
      reader.add_file(path, repository.read_blob(file.blob));
    }
  }
  return reader.finish();
}

}  // namespace

Snapshot read_snapshot_of(const Repository& repository, const ObjectId& commit, const std::set<std::string>& files,
                          const CleverId& id) {
  return snapshot_with(repository, commit, files, {id.text()}, id);
}

PlanWorld read_plan_world(const Repository& repository, const ObjectId& commit, const std::set<std::string>& files,
                          const CleverId& id, Date as_of) {
  PlanWorld world;
  world.applied = read_shards<AppliedReader>(repository, commit, applied_folder, files);
  world.live = read_shards<LiveReader>(repository, commit, live_folder, files);
  std::set<std::string> absent_ids = managed_ids(world.applied, world.live);
  absent_ids.insert(id.text());
  world.snapshot = snapshot_with(repository, commit, files, absent_ids, id);
  world.rules = parse_rules(read_rule_files(repository, commit));
  world.policy = read_config(repository, commit).review;
  world.as_of = as_of;
  return world;
}

}  // namespace clever_sync
