// Deriving what a generated district should hold, under 60 filter rules, held against parsing its snapshot's files into
// records. Both are measured in this run, in turn, in CPU time, from bytes in memory; the median of five pairs counts,
// after one that is thrown away.
//
//     desired_bench [STUDENTS] [BOUND]      exits 1 when the median ratio is above BOUND

#include <fmt/core.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/heap.hpp"
#include "desired/desired.hpp"
#include "sandbox/generator.hpp"
#include "snapshot/snapshot.hpp"

namespace {

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

/// Sixty rules over every kind of record, of every kind of test, such as a large district collects over the years. Few
/// of them match, so that most records are held against all rules of their kind.
RuleSet sixty_rules() {
  std::string text = "version: 1\nexclude:\n";
  int count = 0;
  const auto add = [&](const std::string& rule) { text += fmt::format("  - {{id: r{}, {}}}\n", ++count, rule); };
  for (int n = 1; n <= 5; ++n) {
    add(fmt::format("sections: {{subject: [\"club {}\", \"advisory {}\"]}}", n, n));
    add(fmt::format("sections: {{name: {{matches: \"(?i)^(test|demo) section {}\"}}}}", n));
    add(fmt::format("sections: {{school.name: {{contains: \"Annex {}\"}}, period: \"{}\"}}", n, n));
    add(fmt::format("sections: {{term.end_date: {{before: today - {}d}}}}", 1000 + n));
    add(fmt::format("sections: {{teacher.title: \"Substitute {}\"}}", n));
    add(fmt::format("students: {{grade: \"1{}\", school.name: \"Annex {}\"}}", n % 3, n));
    add(fmt::format("students: {{sis_id: {{matches: \"^TEST{}[0-9]+$\"}}}}", n));
    add(fmt::format("students: {{name.first: [\"Test{}\", \"Demo{}\"], name.last_initial: Z}}", n, n));
    add(fmt::format("students: {{section.subject: \"club {}\"}}", n));
    add(fmt::format("students: {{school.name: {{matches: \"Annex {}$\"}}}}", n));
    add(fmt::format("teachers: {{email: {{matches: \"@test{}\\\\.example\"}}}}", n));
    add(fmt::format("schools: {{school_number: \"99{}\"}}", n));
  }
  ensure(count == 60, "the bench has another number of rules than it says");
  return parse_rules({{.file = "rules/filters.yaml", .text = text}});
}

struct File {
  std::string path, bytes;
};

std::vector<File> files_of(std::int64_t students, Date day) {
  const Snapshot snapshot =
      merge_snapshot({.roster = generate_district({.students = students, .seed = 7})}, {}, day).snapshot;
  std::vector<File> files;
  encode_snapshot(snapshot, [&files](std::string_view path, std::string_view bytes) {
    files.push_back({.path = std::string(path), .bytes = std::string(bytes)});
  });
  return files;
}

Snapshot parse(const std::vector<File>& files) {
  SnapshotReader reader;
  for (const File& file : files) reader.add_file(file.path, file.bytes);
  return reader.finish();
}

int bench(std::int64_t students, double bound) {
  const Date day = *parse_date("2026-10-01");
  const RuleSet rules = sixty_rules();
  const std::vector<File> files = files_of(students, day);
  std::vector<double> parses, derivations, ratios;
  std::size_t open = 0;
  for (int i = 0; i <= pairs; ++i) {
    const double start = cpu_seconds();
    const Snapshot snapshot = parse(files);
    const double parsed = cpu_seconds();
    const DesiredResult desired = derive_desired(snapshot, rules, day);
    const double derived = cpu_seconds();
    open = desired.state.students.size() - desired.left_out.size();
    if (i == 0) continue;  // pays for cold memory
    parses.push_back(parsed - start);
    derivations.push_back(derived - parsed);
    ratios.push_back(derivations.back() / parses.back());
  }
  for (auto* series : {&parses, &derivations, &ratios}) std::sort(series->begin(), series->end());
  std::printf(
      "deriving under 60 rules, %lld students: %.3f s CPU, %.3f us a student; parsing the snapshot: %.3f s; ratio %.2f "
      "(%.2f to %.2f); "
      "%zu students take part\n",
      static_cast<long long>(students), derivations[pairs / 2],
      derivations[pairs / 2] / static_cast<double>(students) * 1e6, parses[pairs / 2], ratios[pairs / 2],
      ratios.front(), ratios.back(), open);
  return bound > 0 && ratios[pairs / 2] > bound ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  use_large_pages();  // as the program does
  const std::int64_t students = argc > 1 ? std::atoll(argv[1]) : 100'000;
  const double bound = argc > 2 ? std::atof(argv[2]) : 0;
  try {
    return bench(students, bound);
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
