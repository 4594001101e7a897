// What questions about the past cost: why, history, status and diagnose, each asked of a workspace with many nights by
// the program itself, in a process of its own that knows nothing from before.
//
//     audit_bench STUDENTS NIGHTS [--gc] [--bound FACTOR] [--folder PLACE]
//
// --gc lets git pack the repository first, as it does by itself after some weeks. With --bound it fails when a question
// costs more than so many times what it takes to start the program and to read every object of the repository with git.
// --folder keeps the workspace there; one that is there already is asked again.

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "measure.hpp"
#include "years.hpp"

namespace {

using namespace clever_sync;
using namespace clever_sync::bench;
namespace fs = std::filesystem;

constexpr int rounds = 7;

struct Question {
  std::string name;
  double aim_ms = 0;
  std::vector<std::string> words;
};

/// The least of the rounds: the machine is shared, and what others take only adds.
Cost least_of(const std::vector<std::string>& words) {
  Cost least = measure_program(words);
  for (int i = 1; i < rounds; ++i) {
    const Cost cost = measure_program(words);
    least.cpu_seconds = std::min(least.cpu_seconds, cost.cpu_seconds);
    least.wall_seconds = std::min(least.wall_seconds, cost.wall_seconds);
  }
  return least;
}

/// What --bound holds the questions against: to start the program, and to read every object of the repository with git,
/// of which they look at a small part. CPU milliseconds; hours in a repository of years of a large district.
double limit_ms(const std::string& folder) {
  const double starting = least_of({CLEVER_SYNC_PROGRAM, "--version"}).cpu_seconds;
  const double reading =
      least_of({"/bin/sh", "-c", fmt::format("exec git -C '{}' cat-file --batch-all-objects --batch --buffer", folder)})
          .cpu_seconds;
  return (starting + reading) * 1e3;
}

std::vector<Question> questions_of(const Years& years, const std::string& folder) {
  const std::vector<std::string> start{CLEVER_SYNC_PROGRAM, "-C", folder, "--as-of", format_date(years.last_day)};
  const auto with = [&start](std::vector<std::string> words) {
    words.insert(words.begin(), start.begin(), start.end());
    return words;
  };
  const auto& [section, quiet, teacher, student, last_day] = years;
  return {{.name = "status", .aim_ms = 50, .words = with({"status"})},
          {.name = "why class, of the quietest", .aim_ms = 100, .words = with({"why", "class", quiet})},
          {.name = "why student", .aim_ms = 100, .words = with({"why", "student", student})},
          {.name = "why teacher", .aim_ms = 100, .words = with({"why", "teacher", teacher})},
          {.name = "why class, renamed often", .aim_ms = 100, .words = with({"why", "class", section})},
          {.name = "history of that class", .aim_ms = 200, .words = with({"history", "class", section})},
          {.name = "history of the quietest class", .aim_ms = 200, .words = with({"history", "class", quiet})},
          {.name = "diagnose no-data", .aim_ms = 500, .words = with({"diagnose", "no-data"})},
          {.name = "diagnose sync", .aim_ms = 500, .words = with({"diagnose", "sync"})},
          {.name = "diagnose sign-in of a student", .aim_ms = 500, .words = with({"diagnose", "sign-in", student})},
          {.name = "diagnose old-classes of a teacher",
           .aim_ms = 500,
           .words = with({"diagnose", "old-classes", teacher})}};
}

struct Options {
  YearsWish wish;
  bool gc = false;
  double bound = 0;
  std::string folder;
};

Options read_options(int argc, char** argv) {
  Options options;
  std::vector<std::string> numbers;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--gc") {
      options.gc = true;
    } else if (word == "--bound" && i + 1 < argc) {
      options.bound = std::atof(argv[++i]);
    } else if (word == "--folder" && i + 1 < argc) {
      options.folder = argv[++i];
    } else {
      numbers.push_back(word);
    }
  }
  if (!numbers.empty()) options.wish.students = std::atoll(numbers[0].c_str());
  if (numbers.size() > 1) options.wish.nights = std::atoi(numbers[1].c_str());
  options.wish.renames = std::min(options.wish.renames, options.wish.nights / 4);
  return options;
}

int run(const Options& options) {
  const bool keep = !options.folder.empty();
  const fs::path folder = fs::temp_directory_path() / fmt::format("clever-sync-years.{}", getpid());
  const fs::path place = keep ? fs::path(options.folder) : folder / "workspace";
  if (!keep) fs::create_directories(folder);
  const Years years = make_years(options.wish, place.string());
  if (options.gc) ensure(std::system(("git -C '" + place.string() + "' gc -q").c_str()) == 0, "git gc failed");
  fmt::print("### {} students, {} nights, one class renamed {} times{}, {}\n\n", options.wish.students,
             options.wish.nights, options.wish.renames, options.gc ? ", packed by git" : "", this_load());
  const double most_ms = options.bound > 0 ? options.bound * limit_ms(place.string()) : 0;
  fmt::print("| question | CPU ms | aim ms | wall ms | MiB |\n|---|---|---|---|---|\n");
  bool good = true;
  for (const Question& question : questions_of(years, place.string())) {
    const Cost cost = least_of(question.words);
    const double cpu_ms = cost.cpu_seconds * 1e3;
    const bool missed = cpu_ms > question.aim_ms;
    const char* mark = missed ? "**" : "";
    fmt::print("| {} | {}{:.0f}{} | {:.0f} | {:.0f} | {:.0f} |\n", question.name, mark, cpu_ms, mark, question.aim_ms,
               cost.wall_seconds * 1e3, cost.peak_mebibytes);
    if (options.bound > 0 && cpu_ms > most_ms) good = false;
  }
  if (!keep) fs::remove_all(folder);
  return good ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(read_options(argc, argv));
  } catch (const std::exception& error) {
    std::cerr << "audit_bench: " << error.what() << "\n";
    return 1;
  }
}
