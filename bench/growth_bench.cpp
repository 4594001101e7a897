// How a workspace's repository grows night by night, when 1 % of the students change every night, spread over all
// schools: each night is one snapshot commit, and git is asked to tidy as after every run. Prints a Markdown line.
//
//     growth_bench STUDENTS NIGHTS
//
// Exits 1 when a figure misses its aim.

#include <fmt/core.h>
#include <sys/resource.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "change_set.hpp"
#include "sandbox/events.hpp"
#include "sandbox/generator.hpp"
#include "snapshot/snapshot.hpp"
#include "workspace/repository.hpp"

namespace {

using namespace clever_sync;
using namespace clever_sync::bench;
namespace fs = std::filesystem;

constexpr double most_bytes_a_change = 200;
constexpr double most_nights_in_between = 3;

std::uintmax_t bytes_below(const std::string& folder) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

double cpu_seconds(int who) {
  rusage usage{};
  getrusage(who, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// What the files that differ take when each is deflated by itself, as git's loose objects are.
std::uint64_t whole_bytes(const FileTexts& before, const FileTexts& after) {
  std::uint64_t bytes = 0;
  for (const auto& [path, text] : after) {
    const auto old = before.find(path);
    if (old != before.end() && old->second == text) continue;
    std::string out(compressBound(text.size()), '\0');
    uLongf size = out.size();
    const int code = compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
                               text.size(), 1);
    ensure(code == Z_OK, "zlib does not compress");
    bytes += size;
  }
  return bytes;
}

void commit(Repository& repository, const FileTexts& texts, Date day) {
  CommitBuilder builder(repository, repository.tip());
  for (const auto& [path, text] : texts) builder.put("snapshots/" + path, text);
  builder.remove_others_below("snapshots");
  const auto outcome = builder.publish({.subject = "snapshot " + format_date(day), .body = {}, .trailers = {}},
                                       UtcTime(day.time_since_epoch()));
  ensure(std::holds_alternative<ObjectId>(outcome), "somebody else commits to the bench's workspace");
}

/// The district's nights, one after another, from the sandbox's generator.
class Nights {
 public:
  explicit Nights(std::int64_t students)
      : world_(make_world(generate_district({.students = students, .seed = 7}), day_)),
        snapshot_(merge_snapshot({.roster = world_.roster}, {}, day_).snapshot) {}

  [[nodiscard]] Date day() const { return day_; }
  [[nodiscard]] FileTexts texts() const {
    FileTexts texts;
    encode_snapshot(snapshot_,
                    [&texts](std::string_view path, std::string_view bytes) { texts[std::string(path)] = bytes; });
    return texts;
  }
  void next() {
    day_ += std::chrono::days(1);
    Json churn;
    churn.set("event", "churn");
    churn.set("schools_percent", 100);
    begin_day(world_, day_);
    ensure(std::holds_alternative<EventDone>(play_churn(world_, churn)), "the bench's night was refused");
    Snapshot last = std::move(snapshot_);
    snapshot_ = merge_snapshot({.roster = world_.roster}, last, day_).snapshot;
  }

 private:
  Date day_ = *parse_date("2026-10-01");
  World world_;
  Snapshot snapshot_;
};

/// After a night's commit and tidying.
struct Evening {
  std::uintmax_t bytes = 0;
  std::uint64_t changes = 0;  // so far
};

struct Growth {
  std::uint64_t changes = 0, whole = 0;  // whole: of all nights after the first
  std::uintmax_t first = 0, last = 0, tidied = 0;
  std::vector<Evening> evenings;
  double commit_seconds = 0, tidy_seconds = 0, last_tidy_seconds = 0;
};

void tidy_and_check(const std::string& place, Growth& growth) {
  growth.last = bytes_below(place + "/.git/objects");
  growth.tidy_seconds = cpu_seconds(RUSAGE_CHILDREN);
  ensure(std::system(fmt::format("git -C '{}' gc -q --prune=now", place).c_str()) == 0, "git gc failed");
  growth.last_tidy_seconds = cpu_seconds(RUSAGE_CHILDREN) - growth.tidy_seconds;
  growth.tidied = bytes_below(place + "/.git/objects");
  ensure(std::system(fmt::format("git -C '{}' fsck --full --strict >&2", place).c_str()) == 0, "git fsck complains");
}

Growth grow(const std::string& place, std::int64_t students, int nights) {
  Repository repository = Repository::init(place, Repository::Layout::checked_out);
  Nights district(students);
  Growth growth;
  FileTexts before;
  for (int night = 0; night <= nights; ++night) {
    if (night > 0) district.next();
    FileTexts texts = district.texts();
    const double at_start = cpu_seconds(RUSAGE_SELF);
    commit(repository, texts, district.day());
    growth.commit_seconds += cpu_seconds(RUSAGE_SELF) - at_start;
    ensure(maintain(repository).empty(), "git could not tidy the bench's workspace");
    if (night == 0) {
      growth.first = bytes_below(place + "/.git/objects");
    } else {
      growth.changes += change_set(before, texts).size();
      growth.whole += whole_bytes(before, texts);
    }
    growth.evenings.push_back({.bytes = bytes_below(place + "/.git/objects"), .changes = growth.changes});
    before = std::move(texts);
    if (night % 20 == 0) std::cerr << fmt::format("growth, {} students: night {} of {}\n", students, night, nights);
  }
  tidy_and_check(place, growth);
  return growth;
}

/// True if the aims are reached.
bool print_growth(const Growth& growth, std::int64_t students, int nights) {
  const auto a_change = [&growth](std::uintmax_t bytes) {
    return static_cast<double>(bytes - std::min(bytes, growth.first)) / static_cast<double>(growth.changes);
  };
  const double night = static_cast<double>(growth.whole) / nights;
  // What git gc would have left of an evening is taken to grow evenly with the changes.
  double in_between = 0;
  for (const Evening& evening : growth.evenings) {
    const double tidied =
        static_cast<double>(growth.first) + a_change(growth.tidied) * static_cast<double>(evening.changes);
    in_between = std::max(in_between, (static_cast<double>(evening.bytes) - tidied) / night);
  }
  const double commit = growth.commit_seconds / nights;
  std::cout << fmt::format(
      "| {} | {} | {} | {:.2f} | {:.3f} | {:.0f} | {:.0f} | {:.1f} | {:.3f} | {:.2f} | {:.3f} | {:.2f} |\n", students,
      nights, growth.changes, static_cast<double>(growth.first) / 1e6, night / 1e6, a_change(growth.last),
      a_change(growth.tidied), in_between, commit, commit / static_cast<double>(students) * 1e6,
      growth.tidy_seconds / nights, growth.last_tidy_seconds);
  return a_change(growth.tidied) <= most_bytes_a_change && in_between <= most_nights_in_between;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: growth_bench STUDENTS NIGHTS\n";
    return 64;
  }
  const std::int64_t students = std::atoll(argv[1]);
  const int nights = std::atoi(argv[2]);
  try {
    std::string folder = (fs::temp_directory_path() / "clever-sync-growth.XXXXXX").string();
    ensure(mkdtemp(folder.data()) != nullptr, "no temporary folder");
    const Growth growth = grow(folder + "/workspace", students, nights);
    fs::remove_all(folder);
    return print_growth(growth, students, nights) ? 0 : 1;
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
