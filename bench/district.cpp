#include "district.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "base/json.hpp"
#include "desired/desired.hpp"
#include "measure.hpp"
#include "roster/state_codec.hpp"
#include "sandbox/events.hpp"
#include "sandbox/generator.hpp"
#include "snapshot/snapshot.hpp"

namespace clever_sync::bench {

namespace {

namespace fs = std::filesystem;

/// Writes below a folder, one folder after another as they come.
FileSink sink_below(const fs::path& folder) {
  return [folder](std::string_view path, std::string_view bytes) {
    const fs::path place = folder / path;
    fs::create_directories(place.parent_path());
    std::ofstream(place, std::ios::binary) << bytes;
  };
}

/// The fall term ends on 2026-12-18, and its classes are archived when more than 14 days have passed.
const Date fall_classes_end = *parse_date("2027-01-02");

std::vector<RuleFile> rules_of(Night night) {
  std::vector<RuleFile> files = shipped_rules(*parse_date("2027-06-30"));
  if (night != Night::rule) return files;
  const std::string none = "\nexclude: []\n";
  const auto filters = std::ranges::find(files, "rules/filters.yaml", &RuleFile::file);
  ensure(filters != files.end() && filters->text.find(none) != std::string::npos, "the shipped filters are others");
  filters->text.replace(filters->text.find(none), none.size(),
                        "\nexclude:\n  - {id: no-arts, sections: {subject: arts and music}, because: bench}\n");
  return files;
}

/// What Sphero Edu holds when everything that is desired was applied.
ManagedState managed_of(const DesiredState& desired) {
  ManagedState managed;
  for (const auto& item : desired.teachers) managed.teachers.push_back(item.object);
  for (const auto& item : desired.students) managed.students.push_back(item.object);
  for (const auto& item : desired.classes) managed.classes.push_back(item.object);
  for (auto& item : managed.teachers) item.sphero_id = "t-100001";
  for (auto& item : managed.students) item.sphero_id = "s-1000001";
  for (auto& item : managed.classes) item.sphero_id = "c-100001";
  return managed;
}

void write_sphero(const Snapshot& snapshot, const fs::path& folder) {
  const RuleSet rules = parse_rules(rules_of(Night::quiet));
  const DesiredResult desired = derive_desired(snapshot, rules, District::first_day());  // holds the texts
  LiveState live;
  live.managed = managed_of(desired.state);
  encode_live(live, sink_below(folder / "live"));
  AppliedState applied;
  applied.managed = std::move(live.managed);
  applied.baseline = count_records(snapshot.roster);
  encode_applied(applied, sink_below(folder / "applied"));
}

/// The roster of the next night, out of the same generator.
Roster next_roster(std::int64_t students, std::int64_t schools_percent) {
  World world = make_world(generate_district({.students = students, .seed = 7}), District::first_day());
  begin_day(world, District::next_day());
  Json event;
  event.set("event", "churn");
  event.set("schools_percent", schools_percent);
  ensure(std::holds_alternative<EventDone>(play_churn(world, event)), "the bench's night was refused");
  return std::move(world.roster);
}

}  // namespace

District::District(std::int64_t students, std::string folder) : folder_(std::move(folder)) {
  measure([this, students] {
    write(students);
    return std::size_t{1};
  });
}

void District::write(std::int64_t students) const {
  Snapshot first =
      merge_snapshot({.roster = generate_district({.students = students, .seed = 7})}, {}, first_day()).snapshot;
  first.taken = first_day();
  encode_snapshot(first, sink_below(fs::path(folder_) / snapshot_folder(Night::quiet)));
  write_sphero(first, folder_);
  for (const auto& [night, schools_percent] : {std::pair{Night::spread, 100}, {Night::few, 5}}) {
    const Snapshot next =
        merge_snapshot({.roster = next_roster(students, schools_percent)}, first, next_day()).snapshot;
    encode_snapshot(next, sink_below(fs::path(folder_) / snapshot_folder(night)));
  }
}

PlanFiles District::plan_files(Night night) const {
  return {.snapshot = snapshot(night),
          .applied = files_below("applied"),
          .live = files_below("live"),
          .rules = rules_of(night),
          .as_of = night == Night::term ? fall_classes_end : next_day()};
}

std::string District::snapshot_folder(Night night) {
  switch (night) {
    case Night::quiet:
    case Night::rule:
    case Night::term:
      return "quiet";
    case Night::spread:
      return "spread";
    case Night::few:
      return "few";
  }
  unreachable("Night");
}

std::vector<File> District::files_below(const std::string& state) const {
  const fs::path top = fs::path(folder_) / state;
  std::vector<File> files;
  for (const auto& entry : fs::recursive_directory_iterator(top)) {
    if (!entry.is_regular_file()) continue;
    files.push_back({.path = entry.path().lexically_relative(top).generic_string(), .place = entry.path().string()});
  }
  std::ranges::sort(files, {}, &File::path);
  return files;
}

std::vector<std::string> places_of(const std::vector<File>& files) {
  std::vector<std::string> places;
  for (const File& file : files) places.push_back(file.place);
  return places;
}

std::vector<std::string> places_of(const PlanFiles& files) {
  std::vector<std::string> places;
  for (const auto* of_state : {&files.snapshot, &files.applied, &files.live})
    for (const File& file : *of_state) places.push_back(file.place);
  return places;
}

}  // namespace clever_sync::bench
