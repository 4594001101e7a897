#include "nightly/plan_world.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/json.hpp"
#include "base/text_search.hpp"
#include "nightly/inputs.hpp"
#include "nightly/record_versions.hpp"
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

std::string quoted(const std::string& id) {
  return "\"" + id + "\"";
}

/// The files of those shards at a commit, read without hashing.
class Shards {
 public:
  Shards(Past& past, std::size_t position, const std::set<std::string>& files)
      : past_(past), position_(position), files_(files) {}

  /// Calls `take` with every file below the folder that belongs to the shards, or to the whole district.
  template <class Take>
  void each_below(std::string_view folder, const Take& take) {
    for (const TreeFile& file : files_below(std::string(folder))) take(file);
  }
  [[nodiscard]] Chronicle::Bytes read(const TreeFile& file) const { return past_.chronicle().read_blob(file.blob); }

  template <class Reader>
  [[nodiscard]] auto read_state(std::string_view folder) {
    Reader reader;
    each_below(folder, [&](const TreeFile& file) { reader.add_file(file.path, *read(file)); });
    return reader.finish();
  }

 private:
  /// Listed once: a district has some hundred files in each state.
  const std::vector<TreeFile>& files_below(const std::string& folder) {
    const auto [known, is_new] = listed_.try_emplace(folder);
    if (!is_new) return known->second;
    for (TreeFile& file : past_.repository().files_below(past_.chronicle().id_at(position_, folder), "")) {
      const std::string_view name = name_in(file.path);
      const bool ours = folder_in(file.path).empty() || name == absent_name || files_.contains(std::string(name));
      if (ours) known->second.push_back(std::move(file));
    }
    return known->second;
  }

  Past& past_;
  std::size_t position_;
  const std::set<std::string>& files_;
  std::map<std::string, std::vector<TreeFile>> listed_;  // by folder
};

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

/// The absent records that matter for one object: a file of them holds everybody who ever left the district, so that it
/// is looked into for single records only.
class AbsentRecords {
 public:
  AbsentRecords(Past& past, const PlanWorldWish& wish) : past_(past), asked_(wish.id.text()) {
    want(source_folder(wish.kind), asked_);
    for (const Evidence& evidence : wish.evidence) want(std::string(folder_in(evidence.path)), evidence.id);
  }
  void want(const std::string& folder, const std::string& id) { wanted_[folder].insert(id); }

  /// The file with those records alone: the wanted ones, and of sections also those that list the object.
  std::string of(const TreeFile& file) {
    std::map<std::string, std::string> lines;  // by id, as the file is sorted
    for (const std::string& id : wanted_[fmt::format("{}/{}", snapshot_folder, folder_in(file.path))]) {
      if (const std::string& line = past_.line_in(file.blob, id); !line.empty()) lines[id] = line;
    }
    if (file.path.starts_with("sections/")) {
      const auto bytes = past_.chronicle().read_blob(file.blob);
      for (const std::string_view line : lines_with(*bytes, quoted(asked_), bytes->size()))
        lines[std::string(record_of_line(line).text("id"))] = line;
    }
    RecordFileWriter writer;
    for (const auto& [id, line] : lines) writer.next_record() += line;
    return writer.finish();
  }

 private:
  Past& past_;
  std::string asked_;
  std::map<std::string, std::set<std::string>> wanted_;  // by folder
};

/// Calls `take` with the id of every record of a file.
template <class Take>
void each_id_in(std::string_view bytes, const Take& take) {
  constexpr std::string_view key = "\"id\":\"";
  for (std::size_t at = find_text(bytes, key, 0); at != std::string_view::npos; at = find_text(bytes, key, at)) {
    at += key.size();
    take(std::string(bytes.substr(at, bytes.find('"', at) - at)));
  }
}

/// The members that the object's own lines name, if it is a class.
std::set<std::string> members_in(const std::string& bytes, const CleverId& asked) {
  std::set<std::string> members;
  for (const std::string_view line : lines_with(bytes, "\"id\":" + quoted(asked.text()), bytes.size())) {
    const Json record = record_of_line(line);
    for (const char* list : {"students", "teachers"}) {
      const Json* ids = record.find(list);
      if (ids == nullptr || ids->as_array() == nullptr) continue;
      for (const Json& id : *ids->as_array()) {
        if (const std::string* text = id.as_string()) members.insert(*text);
      }
    }
  }
  return members;
}

Snapshot read_snapshot(Shards& shards, AbsentRecords& absent, const std::set<std::string>& files) {
  std::map<std::string, std::string> texts;
  std::vector<TreeFile> absent_files;
  shards.each_below(snapshot_folder, [&](const TreeFile& file) {
    if (name_in(file.path) == absent_name) {
      absent_files.push_back(file);
    } else {
      texts[file.path] = *shards.read(file);
    }
  });
  texts["manifest.json"] = manifest_of(texts["manifest.json"], texts["schools.json"], files);
  SnapshotReader reader;
  for (const auto& [path, text] : texts) reader.add_file(path, text);
  for (const TreeFile& file : absent_files) reader.add_file(file.path, absent.of(file));
  return reader.finish();
}

/// Members of the object who are shared in none of these schools: whether they left is in the absent records.
void want_missing_members(Shards& shards, const CleverId& id, AbsentRecords& absent) {
  std::set<std::string> missing;
  for (const std::string_view folder : {snapshot_folder, applied_folder, live_folder}) {
    shards.each_below(folder, [&](const TreeFile& file) {
      const bool of_classes = file.path.starts_with("sections/") || file.path.starts_with("classes/");
      if (of_classes && name_in(file.path) != absent_name) missing.merge(members_in(*shards.read(file), id));
    });
  }
  if (missing.empty()) return;
  shards.each_below(snapshot_folder, [&](const TreeFile& file) {
    const bool of_people = file.path.starts_with("students/") || file.path.starts_with("teachers/");
    if (!of_people || name_in(file.path) == absent_name) return;
    const auto bytes = shards.read(file);
    each_id_in(*bytes, [&missing](const std::string& shared) { missing.erase(shared); });
  });
  for (const std::string& each : missing) {
    absent.want(source_folder(Kind::student), each);
    absent.want(source_folder(Kind::teacher), each);
  }
}

}  // namespace

Snapshot read_snapshot_around(Past& past, std::size_t position, const PlanWorldWish& wish) {
  AbsentRecords absent(past, wish);
  Shards shards(past, position, wish.files);
  return read_snapshot(shards, absent, wish.files);
}

PlanWorld read_plan_world(Past& past, std::size_t position, const PlanWorldWish& wish) {
  Shards shards(past, position, wish.files);
  AbsentRecords absent(past, wish);
  if (wish.kind == Kind::class_) want_missing_members(shards, wish.id, absent);
  const Repository& repository = past.repository();
  const ObjectId commit = past.chronicle().id(position);
  return {.snapshot = read_snapshot(shards, absent, wish.files),
          .rules = parse_rules(read_rule_files(repository, commit)),
          .applied = shards.read_state<AppliedReader>(applied_folder),
          .live = shards.read_state<LiveReader>(live_folder),
          .policy = read_config(repository, commit).review,
          .as_of = wish.as_of};
}

}  // namespace clever_sync
