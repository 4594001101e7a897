#include "measure.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "base/error.hpp"

namespace clever_sync::bench {

namespace {

double cpu_seconds_in(const rusage& usage) {
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// What the child does: works, and writes what it cost into the pipe.
[[noreturn]] void run_child(const Work& work, int pipe_end) {
  try {
    const auto start = std::chrono::steady_clock::now();
    ensure(work() != 0, "the bench did nothing");
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    rusage usage{}, programs{};
    getrusage(RUSAGE_SELF, &usage);
    getrusage(RUSAGE_CHILDREN, &programs);
    const Cost cost{.cpu_seconds = cpu_seconds_in(usage) + cpu_seconds_in(programs),
                    .wall_seconds = wall.count(),
                    .peak_mebibytes = static_cast<double>(std::max(usage.ru_maxrss, programs.ru_maxrss)) / 1024};
    const bool told = write(pipe_end, &cost, sizeof cost) == static_cast<ssize_t>(sizeof cost);
    _exit(told ? 0 : 1);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
  }
  _exit(1);
}

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  constexpr std::string_view key = "model name";
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with(key)) return line.substr(line.find(':') + 2);
  }
  return "a processor without a name";
}

}  // namespace

Cost measure(const Work& work) {
  std::array<int, 2> ends{};
  ensure(pipe(ends.data()) == 0, "no pipe");
  const pid_t child = fork();
  ensure(child >= 0, "no process");
  if (child == 0) run_child(work, ends[1]);
  close(ends[1]);
  Cost cost;
  const bool told = read(ends[0], &cost, sizeof cost) == static_cast<ssize_t>(sizeof cost);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  ensure(told && status == 0, "the measured work failed");
  return cost;
}

Cost measure_program(const std::vector<std::string>& words) {
  std::vector<std::string> arguments = words;
  std::vector<char*> argv;
  for (std::string& word : arguments) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const auto start = std::chrono::steady_clock::now();
  pid_t child = 0;
  const int failed = posix_spawn(&child, argv.front(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ensure(failed == 0, "the bench can't start a program");
  int status = 0;
  rusage usage{};
  ensure(wait4(child, &status, 0, &usage) == child, "the bench lost its child");
  ensure(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a program that the bench runs failed");
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  return {.cpu_seconds = cpu_seconds_in(usage),
          .wall_seconds = wall.count(),
          .peak_mebibytes = static_cast<double>(usage.ru_maxrss) / 1024};
}

Cost median(std::vector<Cost> costs) {
  const auto of = [&costs](double Cost::*figure) {
    std::vector<double> values;
    for (const Cost& cost : costs) values.push_back(cost.*figure);
    return median_of(std::move(values));
  };
  return {.cpu_seconds = of(&Cost::cpu_seconds),
          .wall_seconds = of(&Cost::wall_seconds),
          .peak_mebibytes = of(&Cost::peak_mebibytes)};
}

Pairs measure_pairs(int pairs, const std::function<void()>& prepare, const Work& work, const Work& limit) {
  std::vector<Cost> works, limits;
  std::vector<double> ratios;
  for (int pair = 0; pair <= pairs; ++pair) {
    prepare();
    const Cost of_limit = measure(limit), of_work = measure(work);
    if (pair == 0) continue;
    limits.push_back(of_limit);
    works.push_back(of_work);
    ratios.push_back(works.back().cpu_seconds / limits.back().cpu_seconds);
  }
  return {.work = median(std::move(works)),
          .limit = median(std::move(limits)),
          .ratio = median_of(ratios),
          .least = *std::min_element(ratios.begin(), ratios.end()),
          .most = *std::max_element(ratios.begin(), ratios.end())};
}

void free_space_below(const std::string& folder) {
  namespace fs = std::filesystem;
  if (!fs::exists(folder)) return;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add);  // git's objects can't be written to
    fs::resize_file(entry.path(), 0);
  }
}

std::string this_machine() {
  utsname system{};
  uname(&system);
  return fmt::format("{}, {} cores, {} {}, g++ {}", processor(), std::thread::hardware_concurrency(), system.sysname,
                     system.release, __VERSION__);
}

std::string this_load() {
  double load = 0;
  ensure(getloadavg(&load, 1) == 1, "the system does not say its load");
  return fmt::format("load {:.1f}", load);
}

}  // namespace clever_sync::bench
