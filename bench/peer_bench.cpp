// The same change set by what a user would reach for instead (bench/peers): what a night changes in Sphero Edu, out of
// the snapshot, applied and live, against clever-sync's full plan. Each peer's answer is held against that plan. Every
// program that is measured is started anew, clever-sync's share of this one as well. Prints a Markdown table a size; a
// peer whose tool is missing has a line that says so.
//
//     peer_bench PEERS_FOLDER STUDENTS...
//     peer_bench --plan DISTRICT_FOLDER PLAN_FILE      what is measured as clever-sync

#include <fmt/core.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/heap.hpp"
#include "measure.hpp"
#include "plan_changes.hpp"
#include "works.hpp"

namespace {

using namespace clever_sync;
using namespace clever_sync::bench;
using bench::District;
namespace fs = std::filesystem;

struct Peer {
  std::string name, program;
  double aim = 0;                          // how many times our CPU time it should take at least
  double memory_aim = 0;                   // how many times our peak memory; 0: no aim
  std::int64_t most_students = 1'000'000;  // that it can bear
  std::string sees;                        // "" for everything, else how the lines begin that it can know
};

std::vector<Peer> peers_in(const std::string& folder) {
  const auto at = [&folder](const char* name) { return folder + "/" + name; };
  return {{.name = "DuckDB, all cores", .program = at("duckdb"), .aim = 10, .memory_aim = 20},
          {.name = "Python's json", .program = at("python"), .aim = 25},
          {.name = "SQLite", .program = at("sqlite"), .aim = 40},
          {.name = "jq, sort and comm", .program = at("jq-and-comm"), .aim = 90},
          {.name = "PostgreSQL", .program = at("postgresql"), .aim = 100},
          {.name = "Terraform, students alone",
           .program = at("terraform"),
           .aim = 500,
           .most_students = 10'000,
           .sees = "student\t"}};
}

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// "" if the peer's tool is here, else what is missing.
std::string missing(const Peer& peer, const std::string& folder) {
  const std::string said = folder + "/said";
  const int status = std::system(fmt::format("'{}' --check 2>'{}'", peer.program, said).c_str());
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return "";
  std::string why = text_of(said);
  while (why.ends_with('\n')) why.pop_back();
  return why.empty() ? "it can't be started" : why;
}

/// A district, and what is asked of it.
struct Task {
  std::int64_t students = 0;
  std::string folder;
  std::vector<std::string> plan_words;  // clever-sync, as a program of its own
  std::string plan;                     // the file that it writes

  [[nodiscard]] std::vector<std::string> words_for(const Peer& peer, const std::string& answer) const {
    const std::string below = folder + "/district/";
    return {peer.program,
            below + District::snapshot_folder(Night::spread),
            below + "applied",
            below + "live",
            format_date(District::next_day()),
            answer};
  }
};

/// The lines of clever-sync's plan, as many as the peer can know. Asked for in a process that ends, so that this one
/// stays small.
void write_answer_of_plan(const Task& task, const std::string& sees, const std::string& file) {
  measure([&] {
    const std::string changes = plan_changes(parse_plan(text_of(task.plan), task.plan).plan);
    std::ofstream out(file, std::ios::binary);
    std::size_t lines = 1;
    for (std::size_t at = 0; at < changes.size(); at = changes.find('\n', at) + 1, ++lines) {
      const std::string line = changes.substr(at, changes.find('\n', at) + 1 - at);
      if (line.starts_with(sees)) out << line;
    }
    return lines;
  });
}

bool are_equal(const std::string& file, const std::string& other) {
  return std::system(fmt::format("cmp '{}' '{}' >&2", file, other).c_str()) == 0;
}

/// In turn with clever-sync, so that both have the same neighbours. The largest districts are measured once, the others
/// five times after a time that is thrown away.
void print_peer(const Peer& peer, const Task& task) {
  const std::string why = task.students > peer.most_students ? "more than it can bear" : missing(peer, task.folder);
  if (!why.empty()) {
    std::cout << fmt::format("| {} | not measured: {} | | | | | | | |\n", peer.name, why) << std::flush;
    return;
  }
  constexpr std::int64_t large = 100'000;
  const std::string answer = task.folder + "/answer", truth = task.folder + "/truth";
  std::vector<Cost> plans, peers;
  for (int round = task.students > large ? 1 : 0; round <= (task.students > large ? 1 : 5); ++round) {
    const Cost of_plan = measure_program(task.plan_words), of_peer = measure_program(task.words_for(peer, answer));
    if (round == 0) continue;
    plans.push_back(of_plan);
    peers.push_back(of_peer);
  }
  write_answer_of_plan(task, peer.sees, truth);
  ensure(are_equal(answer, truth), "a peer's answer is not that of the plan");
  const Cost plan = median(std::move(plans)), cost = median(std::move(peers));
  const double times = cost.cpu_seconds / plan.cpu_seconds, heavier = cost.peak_mebibytes / plan.peak_mebibytes;
  const char* const mark = times < peer.aim ? "**" : "";
  const char* const memory_mark = heavier < peer.memory_aim ? "**" : "";
  std::cout << fmt::format("| {} | {:.3f} | {:.3f} | {}{:.1f} ×{} | {:.0f} × | {:.2f} | {:.0f} | {}{:.1f} ×{} | {} |\n",
                           peer.name, cost.cpu_seconds, plan.cpu_seconds, mark, times, mark, peer.aim,
                           cost.cpu_seconds / static_cast<double>(task.students) * 1e6, cost.peak_mebibytes,
                           memory_mark, heavier, memory_mark,
                           peer.memory_aim > 0 ? fmt::format("{:.0f} ×", peer.memory_aim) : "-")
            << std::flush;
}

void run_size(const std::vector<Peer>& peers, std::int64_t students, const std::string& folder) {
  std::cerr << fmt::format("peers, {} students\n", students);
  const District district(students, folder + "/district");
  Task task{.students = students, .folder = folder, .plan_words = {}, .plan = folder + "/plan.json"};
  task.plan_words = {fs::read_symlink("/proc/self/exe").string(), "--plan", folder + "/district", task.plan};
  std::vector<Cost> plans;
  for (int round = 0; round < 6; ++round) plans.push_back(measure_program(task.plan_words));
  plans.erase(plans.begin());
  const Cost plan = median(std::move(plans));
  write_answer_of_plan(task, "", folder + "/truth");
  const std::string changes = text_of(folder + "/truth");
  std::cout << fmt::format(
      "\n#### {} students, {} lines of changes ({})\n\n"
      "| by | CPU s | clever-sync beside it | CPU, of clever-sync's | aim, at least | CPU µs a student | peak MiB | "
      "memory, of clever-sync's | aim, at least |\n|---|---|---|---|---|---|---|---|---|\n"
      "| clever-sync, full plan | {:.3f} | | 1 × | | {:.2f} | {:.0f} | 1 × | |\n",
      students, std::count(changes.begin(), changes.end(), '\n'), this_load(), plan.cpu_seconds,
      plan.cpu_seconds / static_cast<double>(students) * 1e6, plan.peak_mebibytes);
  for (const Peer& peer : peers) print_peer(peer, task);
}

int write_plan(const std::string& folder, const std::string& file) {
  use_large_pages();  // as clever-sync itself does
  std::ofstream(file, std::ios::binary) << plan_in_full(District(folder).plan_files(Night::spread));
  return 0;
}

int run(const std::vector<std::string>& arguments) {
  std::string folder = (fs::temp_directory_path() / "clever-sync-peers.XXXXXX").string();
  ensure(mkdtemp(folder.data()) != nullptr, "no temporary folder");
  const auto peers = peers_in(fs::absolute(arguments.front()).string());
  for (std::size_t at = 1; at < arguments.size(); ++at)
    run_size(peers, std::atoll(arguments[at].c_str()), folder + "/" + arguments[at]);
  fs::remove_all(folder);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 2) {
    std::cerr << "usage: peer_bench PEERS_FOLDER STUDENTS...\n";
    return 64;
  }
  try {
    return arguments.size() == 3 && arguments.front() == "--plan" ? write_plan(arguments[1], arguments[2])
                                                                  : run(arguments);
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
