// Whole nights of a generated district in a real workspace, up to the gate: nothing is approved, so that what Sphero
// Edu answers counts for nothing. A night "from records" reads Clever's and Sphero Edu's records from canonical files
// in the place of pages, merges and writes them again; one "from files" finds the files as fetch and observe wrote
// them. Prints a Markdown table a size, and how the cost of a student grows with the district.
//
//     night_bench [--pairs N] [--bound RATIO] STUDENTS...
//
// Exits 1 when a whole night costs more than RATIO times its aim.

#include <fmt/core.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/heap.hpp"
#include "district.hpp"
#include "limits.hpp"
#include "measure.hpp"
#include "nightly/stage_commit.hpp"
#include "nightly/stages.hpp"
#include "roster/state_codec.hpp"
#include "snapshot/snapshot.hpp"
#include "wish.hpp"

namespace {

using namespace clever_sync;
using namespace clever_sync::bench;
using bench::District;
using bench::PlanFiles;
namespace fs = std::filesystem;

template <class Reader>
auto read_state(const std::vector<File>& files) {
  Reader reader;
  FileReader bytes;
  for (const File& file : files) reader.add_file(file.path, bytes.read(file.place));
  return reader.finish();
}

/// Sphero Edu, as files.
class FileTarget final : public Target {
 public:
  explicit FileTarget(std::vector<File> live) : live_(std::move(live)) {}
  std::optional<ConnectionStatus> fetch_connection(std::stop_token) override { return ConnectionStatus::approved; }
  Observation fetch_live(std::stop_token) override {
    return {.live = read_state<LiveReader>(live_), .versions = {}, .unmanaged_versions = {}};
  }
  Observation fetch_objects(const std::vector<std::pair<Kind, CleverId>>&, std::stop_token) override { return {}; }
  SendOutcome send_batch(const std::string&, const std::vector<Operation>&, std::stop_token) override {
    return BatchUnknown{.what = "nothing is approved, so nothing is sent"};
  }

 private:
  std::vector<File> live_;
};

/// A run of the workspace, with the edges that it needs.
struct RunAt {
  explicit RunAt(const std::string& place, Date day)
      : repository(Repository::open(place)),
        run{.id = "20261001T020000Z-0000",
            .command = "nightly",
            .started = UtcTime(day.time_since_epoch()),
            .as_of = day} {}
  Repository repository;
  SystemClock clock;
  FileDisk disk;
  Run run;
  [[nodiscard]] Edges edges() {
    return {.repository = repository,
            .clock = clock,
            .disk = disk,
            .stop = {},
            .stop_code = [] { return ExitCode::interrupted; },
            .tell = [](const std::string&) {}};
  }
};

std::string snapshots(std::string_view path) {
  return fmt::format("{}/{}", snapshot_folder, path);
}

ObjectId commit_snapshot(RunAt& night, const Snapshot& snapshot) {
  return commit_stage(night.edges(), night.run, night.repository.tip(),
                      {.stage = Stage::snapshot, .subject = "snapshot", .body = {}, .plan_digest = {}},
                      [&snapshot](CommitBuilder& builder, const ObjectId&) {
                        encode_snapshot(snapshot, [&builder](std::string_view path, std::string_view bytes) {
                          builder.put(snapshots(path), bytes);
                        });
                        builder.remove_others_below(snapshot_folder);
                      })
      .commit;
}

/// What fetch does with the records that Clever sent.
Snapshot merge_with_last(const RunAt& night, const std::vector<File>& files) {
  SnapshotMerge merge({.roster = read_state<SnapshotReader>(files).roster, .student_email = StudentEmail::drop},
                      District::first_day(), night.run.as_of);
  for (const TreeFile& file :
       night.repository.files_below(night.repository.object_at(night.repository.tip(), snapshot_folder), "")) {
    merge.add_last(file.path, night.repository.read_blob(TreeFile{.path = snapshots(file.path), .blob = file.blob}));
  }
  return merge.finish().snapshot;
}

std::size_t apply(RunAt& night, const ObjectId& tip, const std::vector<File>& live, std::optional<Snapshot> snapshot) {
  FileTarget target(live);
  RunLine line{.run = night.run.id, .command = "nightly", .as_of = night.run.as_of};
  return run_apply(night.edges(), night.run, target, {}, tip, std::move(snapshot), line).commit.size();
}

std::size_t whole_night(const std::string& place, const std::vector<File>& tonight, const std::vector<File>& live) {
  RunAt night(place, District::next_day());
  Snapshot snapshot = merge_with_last(night, tonight);
  const ObjectId commit = commit_snapshot(night, snapshot);
  return apply(night, commit, live, std::move(snapshot));
}

ObjectId commit_files(RunAt& night, const ObjectId& tip, Stage stage, std::string_view folder,
                      const std::vector<File>& files) {
  FileReader bytes;
  return commit_stage(night.edges(), night.run, tip,
                      {.stage = stage, .subject = "files", .body = {}, .plan_digest = {}},
                      [&](CommitBuilder& builder, const ObjectId&) {
                        for (const File& file : files)
                          builder.put(fmt::format("{}/{}", folder, file.path), bytes.read(file.place));
                        builder.remove_others_below(folder);
                      })
      .commit;
}

/// Without what fetch and observe do with records: both have written their files already.
std::size_t night_from_files(const std::string& place, const std::vector<File>& tonight,
                             const std::vector<File>& live) {
  RunAt night(place, District::next_day());
  ObjectId tip = commit_files(night, night.repository.tip(), Stage::snapshot, snapshot_folder, tonight);
  tip = commit_files(night, tip, Stage::observe, live_folder, live);
  auto quiet = find_quiet_plan(night.repository, tip, night.run.as_of, UtcTime(night.run.started));
  if (quiet && commit_quiet_plan(night.edges(), night.run, *quiet, tip)) return tip.size();
  return run_plan(night.edges(), night.run, tip, {}).commit.size();
}

std::size_t quiet_plan(const std::string& place) {
  const RunAt night(place, District::next_day());
  const auto quiet =
      find_quiet_plan(night.repository, night.repository.tip(), night.run.as_of, UtcTime(night.run.started));
  ensure(quiet.has_value(), "the bench's quiet night is not quiet");
  return quiet->made.json.size();
}

/// A workspace on the morning after the first night.
void make_settled_workspace(const std::string& place, const District& district) {
  Repository::init(place, Repository::Layout::checked_out);
  RunAt night(place, District::first_day());
  CommitBuilder builder(night.repository, night.repository.tip());
  const PlanFiles files = district.plan_files(Night::quiet);
  FileReader bytes;
  const auto put = [&](std::string_view folder, const std::vector<File>& of_state) {
    for (const File& file : of_state) builder.put(fmt::format("{}/{}", folder, file.path), bytes.read(file.place));
  };
  put(snapshot_folder, files.snapshot);
  put(applied_folder, files.applied);
  put(live_folder, files.live);
  const auto snapshot_district = read_state<SnapshotReader>(files.snapshot).roster.district.id;
  builder.put(config_path, render_config(snapshot_district, "Bench", "America/Phoenix"));
  for (const RuleFile& file : shipped_rules(*parse_date("2027-06-30"))) builder.put(file.file, file.text);
  const auto published = builder.publish({.subject = "first night", .body = {}, .trailers = {}}, night.run.started);
  apply(night, std::get<ObjectId>(published), files.live, std::nullopt);
}

/// One line of the table; the CPU seconds of the work are kept by name.
struct Figure {
  std::string name, limit_name;
  double aim;
  Work work, limit;
  std::function<void()> prepare = [] {};
};

constexpr double night_aim = 2.5, quiet_night_aim = 1.2;

std::vector<Figure> figures_of(const District& district, std::string& place, const std::function<void()>& renew) {
  std::vector<Figure> figures;
  const auto plan_places = places_of(district.plan_files(Night::quiet));
  figures.push_back({.name = "plan when nothing changed",
                     .limit_name = "read and parse the same files",
                     .aim = 0.02,
                     .work = [&place] { return quiet_plan(place); },
                     .limit = [plan_places] { return parse_files_into_dom(plan_places); }});
  const std::string parse_and_hash = "read and parse both nights, read and SHA-1 the new one";
  for (const auto& [name, night] : {std::pair{"1 % of the students changed", Night::spread},
                                    {"the same in 5 % of the schools", Night::few},
                                    {"nothing changed", Night::quiet}}) {
    const std::vector<File> tonight = district.snapshot(night), live = district.plan_files(night).live;
    std::vector<std::string> read = plan_places, made;
    made = places_of(tonight);
    read.insert(read.end(), made.begin(), made.end());
    for (const std::string& file : places_of(live)) made.push_back(file);
    const Work from_records = [&place, tonight, live] { return whole_night(place, tonight, live); };
    const Work from_files = [&place, tonight, live] { return night_from_files(place, tonight, live); };
    const Work both = [read, made] { return parse_files_into_dom(read) + hash_files(made); };
    const Work hash = [made] { return hash_files(made); };
    const std::string records = fmt::format("whole night from records, {}", name);
    const std::string files = fmt::format("whole night from files, {}", name);
    figures.push_back({records, parse_and_hash, night_aim, from_records, both, renew});
    figures.push_back({files, parse_and_hash, night_aim, from_files, both, renew});
    if (night != Night::quiet) continue;
    figures.push_back({records, "read and SHA-1 the new night", quiet_night_aim, from_records, hash, renew});
    figures.push_back({files, "read and SHA-1 the new night", quiet_night_aim, from_files, hash, renew});
  }
  return figures;
}

/// CPU microseconds a student, by figure and size.
using Costs = std::map<std::string, std::map<std::int64_t, double>>;

bool run_size(const Wish& wish, std::int64_t students, const std::string& folder, Costs& costs) {
  const District district(students, folder + "/district");
  std::cout << fmt::format("### Whole nights, {} students ({})\n\n", students, this_load())
            << "| figure | held against | CPU s | limit, CPU s | ratio (range) | aim | peak MiB |\n"
            << "|---|---|---|---|---|---|---|\n";
  std::string place;
  int workspaces = 0;
  const auto renew = [&] {
    place = fmt::format("{}/workspace{}", folder, ++workspaces);
    measure([&] {
      make_settled_workspace(place, district);
      return std::size_t{1};
    });
  };
  renew();
  bool within = true;
  for (const Figure& figure : figures_of(district, place, renew)) {
    const Pairs pairs = measure_pairs(wish.pairs, figure.prepare, figure.work, figure.limit);
    const std::string_view mark = pairs.ratio > figure.aim ? "**" : "";
    std::cout << fmt::format("| {} | {} | {:.3f} | {:.3f} | {}{:.3f}{} ({:.3f} to {:.3f}) | {:.2f} | {:.0f} |\n",
                             figure.name, figure.limit_name, pairs.work.cpu_seconds, pairs.limit.cpu_seconds, mark,
                             pairs.ratio, mark, pairs.least, pairs.most, figure.aim, pairs.work.peak_mebibytes)
              << std::flush;
    costs[figure.name][students] = pairs.work.cpu_seconds / static_cast<double>(students) * 1e6;
    const bool judged =
        figure.aim == night_aim;  // in a small district a quiet plan costs what opening the workspace costs
    if (wish.bound && judged) within = within && pairs.ratio <= *wish.bound * figure.aim;
  }
  std::cout << "\n";
  return within;
}

void print_growth(const Costs& costs) {
  std::cout << "CPU microseconds a student, by size of the district:\n\n";
  for (const auto& [name, sizes] : costs) {
    std::cout << "- " << name << ":";
    for (const auto& [students, cost] : sizes) std::cout << fmt::format(" {:.3f} ({} students)", cost, students);
    std::cout << "\n";
  }
  std::cout << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  use_large_pages();  // as clever-sync itself does
  const auto wish = read_wish(argc, argv, "night_bench [--pairs N] [--bound RATIO] STUDENTS...");
  if (!wish) return 64;
  try {
    std::string folder = (fs::temp_directory_path() / "clever-sync-bench.XXXXXX").string();
    ensure(mkdtemp(folder.data()) != nullptr, "no temporary folder");
    Costs costs;
    bool within = true;
    for (const std::int64_t students : wish->sizes)
      within = run_size(*wish, students, fmt::format("{}/{}", folder, students), costs) && within;
    print_growth(costs);
    fs::remove_all(folder);
    return within ? 0 : 1;
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
