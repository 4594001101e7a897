#pragma once
// Measuring: what a piece of work costs in CPU time and memory, in a process of its own, and the ratio of two works
// that are run in turn. Seconds of two runs can't be compared on a machine that others use; ratios of one run can.

#include <functional>
#include <string>
#include <vector>

namespace clever_sync::bench {

/// Gives a number that depends on all of its work, so that the compiler can leave nothing out.
using Work = std::function<std::size_t()>;

struct Cost {
  double cpu_seconds = 0;  // of the process and the programs that it ran
  double wall_seconds = 0;
  double peak_mebibytes = 0;  // of the process, or of the largest program that it ran
};

/// Runs the work in a child process. Throws Error{bug} if it fails there (its message went to stderr) or gives 0.
Cost measure(const Work& work);

/// Runs a program and throws away what it prints to stdout. Throws Error{bug} if it can't be started or fails. Linux
/// counts what this process ever held at once into the program's peak, so a bench that starts programs does all that
/// is large in child processes, by `measure`.
Cost measure_program(const std::vector<std::string>& words);

/// Medians of several costs, each figure by itself.
Cost median(std::vector<Cost> costs);

/// Work and limit, run in turn.
struct Pairs {
  Cost work, limit;                       // medians
  double ratio = 0, least = 0, most = 0;  // of CPU time: the median of the pairs' ratios, and their range
};
/// `prepare` runs before each pair, unmeasured: it makes anew what the two change. One pair more is run first and
/// thrown away: it pays for cold files and cold memory.
Pairs measure_pairs(int pairs, const std::function<void()>& prepare, const Work& work, const Work& limit);

/// Empties every file below the folder, which need not exist, and removes none: to make files where many were removed
/// some minutes ago costs ext4 without a journal up to four times the CPU, and whoever is measured next would pay.
void free_space_below(const std::string& folder);

/// Processor, cores, kernel and compiler, for the page of figures.
std::string this_machine();
/// `load 1.3`: how many processes wanted to run in the last minute, to be said beside each table.
std::string this_load();

}  // namespace clever_sync::bench
