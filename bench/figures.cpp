#include "figures.hpp"

#include <fmt/core.h>

#include <iostream>

namespace clever_sync::bench {

namespace {

constexpr std::int64_t size_of_aims = 1'000'000;
constexpr double noise = 1.1;  // a cost per student that grew by less did not grow, as far as one run can tell

}  // namespace

std::string marked(const std::string& figure, bool missed, std::int64_t students) {
  const char* const mark = !missed ? "" : students < size_of_aims ? "*" : "**";
  return mark + figure + mark;
}

std::string aim_text(const std::string& aim, std::int64_t students) {
  return students < size_of_aims ? aim + " †" : aim;
}

void FigureTable::begin(std::int64_t students) {
  students_ = students;
  std::cout
      << "| figure | held against | CPU s | limit, CPU s | ratio (range) | aim | CPU µs a student | of the smallest "
         "district's | peak MiB | aim |\n|---|---|---|---|---|---|---|---|---|---|\n";
}

Pairs FigureTable::add(const Figure& figure) {
  const Pairs pairs = measure_pairs(pairs_, figure.prepare, figure.work, figure.limit);
  const double each = pairs.work.cpu_seconds / static_cast<double>(students_) * 1e6;
  const double grown = each / first_.emplace(figure.name + figure.limit_name, each).first->second;
  const double peak = pairs.work.peak_mebibytes;
  const auto aim = [this](double value, const std::string& text) {
    return value > 0 ? aim_text(text, students_) : std::string("-");
  };
  std::cout << fmt::format(
                   "| {} | {} | {:.3f} | {:.3f} | {} ({:.3f} to {:.3f}) | {} | {:.3f} | {} | {} | {} |\n", figure.name,
                   figure.limit_name, pairs.work.cpu_seconds, pairs.limit.cpu_seconds,
                   marked(fmt::format("{:.3f}", pairs.ratio), figure.aim > 0 && pairs.ratio > figure.aim, students_),
                   pairs.least, pairs.most, aim(figure.aim, fmt::format("{:.2f}", figure.aim)), each,
                   marked(fmt::format("{:.2f} ×", grown), grown > noise, size_of_aims),
                   marked(fmt::format("{:.0f}", peak), figure.most_mebibytes > 0 && peak > figure.most_mebibytes,
                          students_),
                   aim(figure.most_mebibytes, fmt::format("{:.0f}", figure.most_mebibytes)))
            << std::flush;
  return pairs;
}

}  // namespace clever_sync::bench
