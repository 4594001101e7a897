// Whole nights of a generated district in a real workspace, up to the gate: nothing is approved, so that what Sphero
// Edu answers counts for nothing. A night "from records" reads Clever's and Sphero Edu's records from canonical files
// in the place of pages, merges and writes them again; one "from files" finds the files as fetch and observe wrote
// them. Prints a Markdown table a size.
//
//     night_bench [--pairs N] [--only WORDS] [--bound RATIO] STUDENTS...
//
// --only takes figures whose name holds the words. Exits 1 when a whole night costs more than RATIO times its aim.

#include <fmt/core.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/heap.hpp"
#include "district.hpp"
#include "figures.hpp"
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

std::size_t night_from_records(const std::string& place, const PlanFiles& files) {
  RunAt night(place, files.as_of);
  Snapshot snapshot = merge_with_last(night, files.snapshot);
  const ObjectId commit = commit_snapshot(night, snapshot);
  return apply(night, commit, files.live, std::move(snapshot));
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
std::size_t night_from_files(const std::string& place, const PlanFiles& files) {
  RunAt night(place, files.as_of);
  ObjectId tip = commit_files(night, night.repository.tip(), Stage::snapshot, snapshot_folder, files.snapshot);
  tip = commit_files(night, tip, Stage::observe, live_folder, files.live);
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

/// A workspace on the morning after the first night, with the rules that the next one has.
void make_settled_workspace(const std::string& place, const District& district, const std::vector<RuleFile>& rules) {
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
  for (const RuleFile& file : files.rules) builder.put(file.file, file.text);
  const auto published = builder.publish({.subject = "first night", .body = {}, .trailers = {}}, night.run.started);
  apply(night, std::get<ObjectId>(published), files.live, std::nullopt);

  CommitBuilder edit(night.repository, night.repository.tip());
  for (const RuleFile& file : rules) edit.put(file.file, file.text);
  if (!edit.changes_anything()) return;
  const auto edited = edit.publish({.subject = "rules", .body = {}, .trailers = {}}, night.run.started);
  ensure(std::holds_alternative<ObjectId>(edited), "somebody else commits to the bench's workspace");
}

constexpr double night_aim = 2.5, quiet_night_aim = 1.2;

/// Makes the workspace anew for a night's rules.
using Renew = std::function<void(const std::vector<RuleFile>& rules)>;

/// What is held against each of a night's two ways.
void add_night(std::vector<Figure>& figures, const char* name, double aim, const PlanFiles& files, const Work& limit,
               const std::string& limit_name, const std::string& place, const Renew& renew) {
  const auto prepare = [renew, rules = files.rules] { renew(rules); };
  figures.push_back({.name = fmt::format("whole night from records, {}", name),
                     .limit_name = limit_name,
                     .aim = aim,
                     .work = [&place, files] { return night_from_records(place, files); },
                     .limit = limit,
                     .prepare = prepare});
  figures.push_back({.name = fmt::format("whole night from files, {}", name),
                     .limit_name = limit_name,
                     .aim = aim,
                     .work = [&place, files] { return night_from_files(place, files); },
                     .limit = limit,
                     .prepare = prepare});
}

std::vector<Figure> figures_of(const District& district, const std::string& place, const Renew& renew) {
  std::vector<Figure> figures;
  const PlanFiles last = district.plan_files(Night::quiet);
  figures.push_back({.name = "plan when nothing changed",
                     .limit_name = "read and parse the same files",
                     .aim = 0.02,
                     .work = [&place] { return quiet_plan(place); },
                     .limit = [places = places_of(last)] { return parse_files_into_dom(places); }});
  for (const auto& [name, night] : {std::pair{"1 % of the students changed", Night::spread},
                                    {"the same in 5 % of the schools", Night::few},
                                    {"a rule changed", Night::rule},
                                    {"a term rolled over", Night::term},
                                    {"nothing changed", Night::quiet}}) {
    const PlanFiles files = district.plan_files(night);
    std::vector<std::string> read = places_of(last), made = places_of(files.snapshot);
    read.insert(read.end(), made.begin(), made.end());
    for (const std::string& file : places_of(files.live)) made.push_back(file);
    add_night(
        figures, name, night_aim, files, [read, made] { return parse_files_into_dom(read) + hash_files(made); },
        "read and parse both nights, read and SHA-1 the new one", place, renew);
    if (night != Night::quiet) continue;
    add_night(
        figures, name, quiet_night_aim, files, [made] { return hash_files(made); }, "read and SHA-1 the new night",
        place, renew);
  }
  return figures;
}

bool run_size(const Wish& wish, std::int64_t students, const std::string& folder, FigureTable& table) {
  const District district(students, folder + "/district");
  std::cout << fmt::format("### Whole nights, {} students ({})\n\n", students, this_load());
  std::string place;
  int workspaces = 0;
  const Renew renew = [&](const std::vector<RuleFile>& rules) {
    place = fmt::format("{}/workspaces/{}", folder, ++workspaces);
    measure([&] {
      make_settled_workspace(place, district, rules);
      return std::size_t{1};
    });
  };
  renew(district.plan_files(Night::quiet).rules);
  table.begin(students);
  bool within = true;
  for (const Figure& figure : figures_of(district, place, renew)) {
    if (figure.name.find(wish.only) == std::string::npos) continue;
    const Pairs pairs = table.add(figure);
    free_space_below(folder + "/workspaces");
    // In a small district a quiet plan costs what opening the workspace costs.
    if (wish.bound && figure.aim == night_aim) within = within && pairs.ratio <= *wish.bound * figure.aim;
  }
  std::cout << "\n";
  return within;
}

}  // namespace

int main(int argc, char** argv) {
  use_large_pages();  // as clever-sync itself does
  const auto wish = read_wish(argc, argv, "night_bench [--pairs N] [--only WORDS] [--bound RATIO] STUDENTS...");
  if (!wish) return 64;
  try {
    std::string folder = (fs::temp_directory_path() / "clever-sync-bench.XXXXXX").string();
    ensure(mkdtemp(folder.data()) != nullptr, "no temporary folder");
    FigureTable table(wish->pairs);
    bool within = true;
    for (const std::int64_t students : wish->sizes)
      within = run_size(*wish, students, fmt::format("{}/{}", folder, students), table) && within;
    fs::remove_all(folder);
    return within ? 0 : 1;
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
