// The scale of clever-sync on generated districts: each figure is the CPU time of a piece of work, held against a limit
// that is measured in the same run, in turn. Prints a Markdown section a size.
//
//     scale_bench [--pairs N] [--only WORDS] [--bound RATIO] STUDENTS...
//
// --only takes figures whose name holds the words. Exits 1 when a measured ratio is above --bound.

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
#include "limits.hpp"
#include "measure.hpp"
#include "wish.hpp"
#include "works.hpp"

namespace {

using namespace clever_sync;
using namespace clever_sync::bench;
using bench::District;
namespace fs = std::filesystem;

/// One line of the table: a work, and the limit that it is held against.
struct Figure {
  std::string name, limit_name;
  std::optional<double> aim;  // the most that the ratio should be
  Work work, limit;
  std::function<void()> prepare = [] {};
};

std::vector<Figure> plan_figures(const District& district) {
  std::vector<Figure> figures;
  const std::string parse = "read and parse the same files";
  for (const auto& [name, night, aim] : {std::tuple{"full plan, nothing changed", Night::quiet, 1.5},
                                         {"full plan, 1 % of the students changed", Night::spread, 1.5},
                                         {"full plan, the same in 5 % of the schools", Night::few, 1.5}}) {
    figures.push_back(
        {.name = name,
         .limit_name = parse,
         .aim = aim,
         .work = [files = district.plan_files(night)] { return plan_in_full(files).size(); },
         .limit = [places = places_of(district.plan_files(night))] { return parse_files_into_dom(places); }});
  }
  return figures;
}

/// Where the next pair's workspace and git's checkout stand. Each pair has new ones, and all are removed at the end of
/// the run: ext4 takes seconds to make files where many were deleted a moment ago.
class Places {
 public:
  explicit Places(std::string folder) : folder_(std::move(folder)) {}
  void next() { ++number_; }
  [[nodiscard]] std::string workspace() const { return fmt::format("{}/workspace{}", folder_, number_); }
  [[nodiscard]] std::string git() const { return fmt::format("{}/git{}", folder_, number_); }

 private:
  std::string folder_;
  int number_ = 0;
};

/// First and nightly commits, against hashing and packing the same bytes and against git.
std::vector<Figure> commit_figures(const District& district, Places& places) {
  const auto first = district.snapshot(Night::quiet);
  const auto fresh = [&places, first] {
    places.next();
    make_workspace(places.workspace());
    make_git_checkout(places.git());
    write_checkout(places.git(), first);
  };
  const auto after_first = [&places, first, fresh](std::vector<File> next) {
    return [&places, first, fresh, next] {
      fresh();
      measure([&] { return commit_snapshot(places.workspace(), first, District::first_day()); });
      commit_with_git(places.git());
      write_checkout(places.git(), next);
    };
  };
  const auto ours = [&places](std::vector<File> files, Date day) {
    return [&places, files, day] { return commit_snapshot(places.workspace(), files, day); };
  };
  const auto gits = [&places] { return commit_with_git(places.git()); };
  const std::string add_and_commit = "`git add` and `git commit`, compression 1";
  const std::string name = "first snapshot commit";
  std::vector<Figure> figures;
  figures.push_back({.name = name,
                     .limit_name = "SHA-1 and deflate of the same bytes",
                     .aim = 1.1,
                     .work = ours(first, District::first_day()),
                     .limit = [all = places_of(first)] { return hash_and_deflate_files(all); },
                     .prepare = fresh});
  figures.push_back({.name = name,
                     .limit_name = add_and_commit,
                     .aim = 0.5,
                     .work = ours(first, District::first_day()),
                     .limit = gits,
                     .prepare = fresh});
  for (const auto& [night_name, night] : {std::pair{"1 % of the students changed", Night::spread},
                                          {"the same in 5 % of the schools", Night::few},
                                          {"nothing changed", Night::quiet}}) {
    figures.push_back({.name = fmt::format("nightly commit, {}", night_name),
                       .limit_name = add_and_commit,
                       .aim = 0.5,
                       .work = ours(district.snapshot(night), District::next_day()),
                       .limit = gits,
                       .prepare = after_first(district.snapshot(night))});
  }
  return figures;
}

void print_limits(const District& district) {
  const auto places = places_of(district.plan_files(Night::quiet));
  const double gigabytes = static_cast<double>(bytes_of(places)) / 1e9;
  std::string line = fmt::format("Limits, over {:.0f} MB in {} files:", gigabytes * 1e3, places.size());
  const std::pair<const char*, std::size_t (*)(const std::vector<std::string>&)> limits[] = {
      {"read", read_files},
      {"read and parse (simdjson, on demand)", parse_files_on_demand},
      {"read and parse (simdjson, DOM)", parse_files_into_dom},
      {"read and SHA-1", hash_files},
      {"read, SHA-1 and deflate at level 1", hash_and_deflate_files}};
  for (const auto& [name, limit] : limits) {
    std::vector<Cost> costs;
    for (int i = 0; i < 3; ++i) costs.push_back(measure([&, work = limit] { return work(places); }));
    const double seconds = median(std::move(costs)).cpu_seconds;
    line += fmt::format(" {} {:.3f} s ({:.2f} GB/s);", name, seconds, gigabytes / seconds);
  }
  line.back() = '.';
  std::cout << line << "\n\n";
}

/// True if the figure is within the bound.
bool print_figure(const Figure& figure, const Wish& wish) {
  const Pairs pairs = measure_pairs(wish.pairs, figure.prepare, figure.work, figure.limit);
  const bool missed = figure.aim && pairs.ratio > *figure.aim;
  std::cout << fmt::format("| {} | {} | {:.3f} | {:.3f} | {}{:.2f}{} ({:.2f} to {:.2f}) | {} | {:.0f} |\n", figure.name,
                           figure.limit_name, pairs.work.cpu_seconds, pairs.limit.cpu_seconds, missed ? "**" : "",
                           pairs.ratio, missed ? "**" : "", pairs.least, pairs.most,
                           figure.aim ? fmt::format("{:.2f}", *figure.aim) : "-", pairs.work.peak_mebibytes)
            << std::flush;
  return !wish.bound || pairs.ratio <= *wish.bound;
}

bool run_size(const Wish& wish, std::int64_t students, const std::string& folder) {
  const District district(students, folder + "/district");
  std::cout << fmt::format("### {} students ({})\n\n", students, this_load());
  if (wish.only.empty()) print_limits(district);
  std::cout << "| figure | held against | CPU s | limit, CPU s | ratio (range) | aim | peak MiB |\n"
            << "|---|---|---|---|---|---|---|\n";
  bool within = true;
  auto figures = plan_figures(district);
  Places places(folder);
  for (Figure& figure : commit_figures(district, places)) figures.push_back(std::move(figure));
  for (const Figure& figure : figures)
    if (figure.name.find(wish.only) != std::string::npos) within = print_figure(figure, wish) && within;
  std::cout << "\n";
  return within;
}

}  // namespace

int main(int argc, char** argv) {
  use_large_pages();  // as clever-sync itself does
  const auto wish = read_wish(argc, argv, "scale_bench [--pairs N] [--only WORDS] [--bound RATIO] STUDENTS...");
  if (!wish) return 64;
  try {
    std::cout << "Measured on " << this_machine() << "; each ratio is the median of " << wish->pairs << " pairs,\n"
              << "after one that is thrown away. Beside each table stands the load of the minute before it.\n\n";
    std::string folder = (fs::temp_directory_path() / "clever-sync-bench.XXXXXX").string();
    ensure(mkdtemp(folder.data()) != nullptr, "no temporary folder");
    bool within = true;
    for (const std::int64_t students : wish->sizes) {
      within = run_size(*wish, students, fmt::format("{}/{}", folder, students)) && within;
    }
    fs::remove_all(folder);
    return within ? 0 : 1;
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
