// What changed between two nights, by what a user would reach for instead (bench/peers), against clever-sync's full
// plan of the same night. Every answer is held against one worked out here. Prints a Markdown table a size; a peer
// whose tool is missing has a line that says so.
//
//     peer_bench PEERS_FOLDER STUDENTS...

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
#include "change_set.hpp"
#include "measure.hpp"
#include "works.hpp"

namespace {

using namespace clever_sync;
using namespace clever_sync::bench;
namespace fs = std::filesystem;

struct Peer {
  std::string name, program;
  double aim = 0;                          // how many times our CPU time it should take at least
  std::int64_t most_students = 1'000'000;  // that it can bear
  std::string sees;                        // "" for everything, else how the lines begin that it can know
};

std::vector<Peer> peers_in(const std::string& folder) {
  const auto at = [&folder](const char* name) { return folder + "/" + name; };
  return {{.name = "DuckDB, all cores", .program = at("duckdb"), .aim = 10},
          {.name = "Python's json", .program = at("python"), .aim = 25},
          {.name = "SQLite", .program = at("sqlite"), .aim = 40},
          {.name = "jq, sort and comm", .program = at("jq-and-comm"), .aim = 90},
          {.name = "PostgreSQL", .program = at("postgresql"), .aim = 100},
          {.name = "Terraform, students alone",
           .program = at("terraform"),
           .aim = 500,
           .most_students = 10'000,
           .sees = "students\t"}};
}

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

FileTexts texts_of(const std::vector<File>& files) {
  FileTexts texts;
  for (const File& file : files) texts[file.path] = text_of(file.place);
  return texts;
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

std::string answer_for(const Peer& peer, const std::vector<std::string>& truth) {
  std::string text;
  for (const std::string& line : truth) {
    if (line.starts_with(peer.sees)) text += line;
  }
  return text;
}

void print_peer(const Peer& peer, const Cost& plan, std::int64_t students, const std::string& folder,
                const std::vector<std::string>& truth) {
  const std::string why = students > peer.most_students ? "more than it can bear" : missing(peer, folder);
  if (!why.empty()) {
    std::cout << fmt::format("| {} | not measured: {} | | | |\n", peer.name, why) << std::flush;
    return;
  }
  const std::string answer = folder + "/answer";
  const Cost cost = measure([&] {
    const std::string command =
        fmt::format("'{0}' '{1}/district/quiet' '{1}/district/spread' '{2}'", peer.program, folder, answer);
    return static_cast<std::size_t>(std::system(command.c_str()) == 0 ? 1 : 0);
  });
  ensure(text_of(answer) == answer_for(peer, truth), "a peer's answer is not the right one");
  const double times = cost.cpu_seconds / plan.cpu_seconds;
  const char* const mark = times < peer.aim ? "**" : "";
  std::cout << fmt::format("| {0} | {1:.2f} | {4}{2:.0f} times{4} | {3:.0f} times | {5:.0f} |\n", peer.name,
                           cost.cpu_seconds, times, peer.aim, mark, cost.peak_mebibytes)
            << std::flush;
}

void run_size(const std::vector<Peer>& peers, std::int64_t students, const std::string& folder) {
  std::cerr << fmt::format("peers, {} students\n", students);
  const District district(students, folder + "/district");
  const auto truth = change_set(texts_of(district.snapshot(Night::quiet)), texts_of(district.snapshot(Night::spread)));
  std::vector<Cost> plans;
  for (int i = 0; i < 3; ++i)
    plans.push_back(measure([&] { return plan_in_full(district.plan_files(Night::spread)); }));
  const Cost plan = median(std::move(plans));
  std::cout << fmt::format(
      "\n#### {} students, {} changes ({})\n\n| by | CPU s | of clever-sync's full plan | aim, at least | peak MiB |\n"
      "|---|---|---|---|---|\n| clever-sync, full plan | {:.2f} | 1 | | {:.0f} |\n",
      students, truth.size(), this_load(), plan.cpu_seconds, plan.peak_mebibytes);
  for (const Peer& peer : peers) print_peer(peer, plan, students, folder, truth);
}

}  // namespace

int main(int argc, char** argv) {
  use_large_pages();  // as clever-sync itself does
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 2) {
    std::cerr << "usage: peer_bench PEERS_FOLDER STUDENTS...\n";
    return 64;
  }
  try {
    std::string folder = (fs::temp_directory_path() / "clever-sync-peers.XXXXXX").string();
    ensure(mkdtemp(folder.data()) != nullptr, "no temporary folder");
    const auto peers = peers_in(fs::absolute(arguments.front()).string());
    for (std::size_t at = 1; at < arguments.size(); ++at) {
      run_size(peers, std::atoll(arguments[at].c_str()), folder + "/" + arguments[at]);
    }
    fs::remove_all(folder);
    return 0;
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
