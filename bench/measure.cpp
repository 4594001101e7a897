#include "measure.hpp"

#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <thread>

#include "base/error.hpp"

namespace clever_sync::bench {

namespace {

double cpu_seconds_of(int who) {
  rusage usage{};
  getrusage(who, &usage);
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
    const Cost cost{.cpu_seconds = cpu_seconds_of(RUSAGE_SELF) + cpu_seconds_of(RUSAGE_CHILDREN),
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
  for (int pair = 0; pair < pairs; ++pair) {
    prepare();
    limits.push_back(measure(limit));
    works.push_back(measure(work));
    ratios.push_back(works.back().cpu_seconds / limits.back().cpu_seconds);
  }
  return {.work = median(std::move(works)),
          .limit = median(std::move(limits)),
          .ratio = median_of(ratios),
          .least = *std::min_element(ratios.begin(), ratios.end()),
          .most = *std::max_element(ratios.begin(), ratios.end())};
}

std::string this_machine() {
  utsname system{};
  uname(&system);
  double load = 0;
  getloadavg(&load, 1);
  return fmt::format("{}, {} cores, {} {}, g++ {}, load {:.1f}", processor(), std::thread::hardware_concurrency(),
                     system.sysname, system.release, __VERSION__, load);
}

}  // namespace clever_sync::bench
