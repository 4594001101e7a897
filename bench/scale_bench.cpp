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
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/heap.hpp"
#include "district.hpp"
#include "figures.hpp"
#include "limits.hpp"
#include "measure.hpp"
#include "wish.hpp"
#include "works.hpp"

namespace {

using namespace clever_sync;
using namespace clever_sync::bench;
using bench::District;
namespace fs = std::filesystem;

std::vector<Figure> plan_figures(const District& district) {
  struct Row {
    const char* name;
    Night night;
    double aim, most_mebibytes;
  };
  constexpr double full = 1.5, full_mebibytes = 1024;
  std::vector<Figure> figures;
  for (const Row& row : {Row{"full plan, nothing changed", Night::quiet, full, full_mebibytes},
                         Row{"full plan, 1 % of the students changed", Night::spread, full, full_mebibytes},
                         Row{"full plan, the same in 5 % of the schools", Night::few, full, full_mebibytes},
                         Row{"full plan, a rule changed", Night::rule, full, full_mebibytes},
                         Row{"full plan, a term rolled over", Night::term, full, full_mebibytes},
                         Row{"ordinary night's plan, 1 % of the students changed", Night::spread, 0.65, 256},
                         Row{"plan when 5 % of the schools changed", Night::few, 0.12, 0}}) {
    const PlanFiles files = district.plan_files(row.night);
    figures.push_back({.name = row.name,
                       .limit_name = "read and parse the same files",
                       .aim = row.aim,
                       .most_mebibytes = row.most_mebibytes,
                       .work = [files] { return plan_in_full(files).size(); },
                       .limit = [places = places_of(files)] { return parse_files_into_dom(places); }});
  }
  return figures;
}

/// Where the next pair's workspace and git's checkout stand. Each pair has new ones.
class Places {
 public:
  explicit Places(std::string folder) : folder_(std::move(folder)) {}
  void next() { ++number_; }
  void free_space() const { free_space_below(folder_); }
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
    if (night == Night::quiet) continue;
    figures.push_back({.name = fmt::format("nightly commit, {}", night_name),
                       .limit_name = "read old and new, SHA-1 of the new",
                       .aim = 1.5,
                       .work = ours(district.snapshot(night), District::next_day()),
                       .limit = [old = places_of(first), made = places_of(district.snapshot(
                                                             night))] { return read_files(old) + hash_files(made); },
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

/// True if every figure is within the bound.
bool run_size(const Wish& wish, std::int64_t students, const std::string& folder, FigureTable& table) {
  const District district(students, folder + "/district");
  std::cout << fmt::format("### {} students ({})\n\n", students, this_load());
  if (wish.only.empty()) print_limits(district);
  auto figures = plan_figures(district);
  Places places(folder + "/pairs");
  for (Figure& figure : commit_figures(district, places)) figures.push_back(std::move(figure));
  bool within = true;
  table.begin(students);
  for (const Figure& figure : figures) {
    if (figure.name.find(wish.only) == std::string::npos) continue;
    const Pairs pairs = table.add(figure);
    places.free_space();
    within = within && (!wish.bound || pairs.ratio <= *wish.bound);
  }
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
    FigureTable table(wish->pairs);
    for (const std::int64_t students : wish->sizes)
      within = run_size(*wish, students, fmt::format("{}/{}", folder, students), table) && within;
    fs::remove_all(folder);
    return within ? 0 : 1;
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
