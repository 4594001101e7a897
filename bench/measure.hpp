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

/// Medians of several costs, each figure by itself.
Cost median(std::vector<Cost> costs);

/// Work and limit, run in turn.
struct Pairs {
  Cost work, limit;                       // medians
  double ratio = 0, least = 0, most = 0;  // of CPU time: the median of the pairs' ratios, and their range
};
/// `prepare` runs before each pair, unmeasured: it makes anew what the two change.
Pairs measure_pairs(int pairs, const std::function<void()>& prepare, const Work& work, const Work& limit);

/// Processor, cores, kernel and compiler, and the load of the last minute, in one sentence for the page of figures.
std::string this_machine();

}  // namespace clever_sync::bench
