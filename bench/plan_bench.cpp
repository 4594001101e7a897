// The full plan of a generated district, every record read and parsed, held against reading and parsing the same files
// and nothing else. Both are measured in this run, in turn, in CPU time; the median of five pairs counts.
//
//     plan_bench [STUDENTS] [BOUND]      exits 1 when the median ratio is above BOUND

#include <simdjson.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "desired/desired.hpp"
#include "plan/make_plan.hpp"
#include "roster/state_codec.hpp"
#include "sandbox/generator.hpp"
#include "snapshot/snapshot.hpp"

namespace {

namespace fs = std::filesystem;
using namespace clever_sync;

constexpr int pairs = 5;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

long peak_mebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

/// A file of the district: its state, its path below the state's folder, and where it stands on disk.
struct File {
  std::string state, path, place;
};

class District {
 public:
  District(std::int64_t students, const std::string& folder)
      : folder_(folder), rules_(parse_rules(shipped_rules(*parse_date("2027-06-30")))) {
    const Snapshot snapshot =
        merge_snapshot({.roster = generate_district({.students = students, .seed = 7})}, {}, day_).snapshot;
    encode_snapshot(snapshot, sink("snapshots"));
    const DesiredResult desired = derive_desired(snapshot, rules_, day_);  // keeps the texts that managed views
    const ManagedState managed = managed_of(desired.state);
    LiveState live;
    live.managed = managed;
    encode_live(live, sink("live"));
    AppliedState applied;
    applied.managed = managed;
    applied.baseline = count_records(snapshot.roster);
    encode_applied(applied, sink("applied"));
  }

  [[nodiscard]] std::uint64_t bytes() const {
    std::uint64_t total = 0;
    for (const File& file : files_) total += fs::file_size(file.place);
    return total;
  }

  /// Reads every file and plans; the number of changes, so that nothing can be left out by the compiler.
  [[nodiscard]] std::size_t plan() const {
    SnapshotReader snapshot_reader;
    AppliedReader applied_reader;
    LiveReader live_reader;
    for (const File& file : files_) {
      const std::string bytes = read(file.place);
      if (file.state == "snapshots") snapshot_reader.add_file(file.path, bytes);
      if (file.state == "applied") applied_reader.add_file(file.path, bytes);
      if (file.state == "live") live_reader.add_file(file.path, bytes);
    }
    const Snapshot snapshot = snapshot_reader.finish();
    const AppliedState applied = applied_reader.finish();
    const LiveState live = live_reader.finish();
    const DesiredResult desired = derive_desired(snapshot, rules_, day_);
    const SnapshotCounts counts = count_records(snapshot.roster);
    const Plan plan = make_plan({.district = snapshot.roster.district,
                                 .desired = desired,
                                 .applied = applied,
                                 .live = live,
                                 .rules = rules_,
                                 .policy = {},
                                 .counts = counts,
                                 .connection_approved = true,
                                 .as_of = day_,
                                 .ids = {}});
    return encode_plan(plan).size() + plan.changes.size();
  }

  /// The limit: reads every file and parses every value of it.
  [[nodiscard]] std::size_t parse() const {
    std::size_t values = 0;
    simdjson::dom::parser parser;
    for (const File& file : files_) {
      const std::string bytes = read(file.place);
      values += count(parser.parse(bytes).value());
    }
    return values;
  }

 private:
  static std::size_t count(simdjson::dom::element element) {
    std::size_t values = 1;
    if (element.is_array()) {
      for (const simdjson::dom::element item : simdjson::dom::array(element)) values += count(item);
    } else if (element.is_object()) {
      for (const auto& field : simdjson::dom::object(element)) values += count(field.value);
    }
    return values;
  }

  static std::string read(const std::string& place) {
    std::ifstream file(place, std::ios::binary);
    std::string bytes(fs::file_size(place), '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return bytes;
  }

  /// What Sphero Edu holds when everything that is desired was applied.
  static ManagedState managed_of(const DesiredState& desired) {
    ManagedState managed;
    for (const auto& item : desired.teachers) managed.teachers.push_back(item.object);
    for (const auto& item : desired.students) managed.students.push_back(item.object);
    for (const auto& item : desired.classes) managed.classes.push_back(item.object);
    for (auto& item : managed.teachers) item.sphero_id = "t-1";
    for (auto& item : managed.students) item.sphero_id = "s-1";
    for (auto& item : managed.classes) item.sphero_id = "c-1";
    return managed;
  }

  FileSink sink(const std::string& state) {
    return [this, state](std::string_view path, std::string_view bytes) {
      const fs::path place = fs::path(folder_) / state / path;
      fs::create_directories(place.parent_path());
      std::ofstream(place, std::ios::binary) << bytes;
      files_.push_back({.state = state, .path = std::string(path), .place = place.string()});
    };
  }

  std::string folder_;
  RuleSet rules_;
  Date day_ = *parse_date("2026-10-01");
  std::vector<File> files_;
};

double measured(const District& district, std::size_t (District::*work)() const) {
  const double start = cpu_seconds();
  ensure((district.*work)() != 0, "the bench did nothing");
  return cpu_seconds() - start;
}

int bench(std::int64_t students, double bound) {
  std::string folder = (fs::temp_directory_path() / "clever-sync-bench.XXXXXX").string();
  ensure(mkdtemp(folder.data()) != nullptr, "no temporary folder");
  const District district(students, folder);
  const double megabytes = static_cast<double>(district.bytes()) / 1e6;
  const long before = peak_mebibytes();
  std::vector<double> plans, parses, ratios;
  for (int i = 0; i < pairs; ++i) {
    parses.push_back(measured(district, &District::parse));
    plans.push_back(measured(district, &District::plan));
    ratios.push_back(plans.back() / parses.back());
  }
  fs::remove_all(folder);
  for (auto* series : {&plans, &parses, &ratios}) std::sort(series->begin(), series->end());
  std::printf(
      "full plan, %lld students, %.1f MB of files: %.3f s CPU; reading and parsing them: %.3f s; ratio %.2f (%.2f to "
      "%.2f)\n",
      static_cast<long long>(students), megabytes, plans[pairs / 2], parses[pairs / 2], ratios[pairs / 2],
      ratios.front(), ratios.back());
  std::printf("peak memory %ld MiB (%ld MiB before planning, for making the district)\n", peak_mebibytes(), before);
  return bound > 0 && ratios[pairs / 2] > bound ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::int64_t students = argc > 1 ? std::atoll(argv[1]) : 100'000;
  const double bound = argc > 2 ? std::atof(argv[2]) : 0;
  try {
    return bench(students, bound);
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
