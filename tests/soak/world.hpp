#pragma once
// The world of the soak: a district that changes at random, a Clever and a Sphero Edu that misbehave at random, a
// sharing edit that lands in the middle of a read, and nights run in this process, whose waits take no time.

#include <functional>
#include <string>

#include "end_to_end/harness.hpp"
#include "http/transport.hpp"
#include "nightly/nightly.hpp"
#include "sandbox/random.hpp"
#include "soak/truth.hpp"

namespace clever_sync::soak {

/// Goes on with the machine's time, and a sleep is over at once.
class SkippingClock final : public Clock {
 public:
  [[nodiscard]] UtcTime now() override;
  [[nodiscard]] std::chrono::milliseconds monotonic() override;
  void sleep(std::chrono::milliseconds duration) override { skipped_ += duration.count(); }

 private:
  SystemClock system_;
  std::atomic<std::int64_t> skipped_{0};
};

/// How a night ended.
struct Night {
  int exit = 0;
  std::string said;
  bool complete = false;  // the read was believed
};

class SoakWorld {
 public:
  explicit SoakWorld(std::uint64_t seed);

  /// Things that happen by day: people and classes come, go and change, sharing is edited, the SIS runs or stops.
  void let_a_day_pass(Date day);
  /// Some misdeeds for the night; says which.
  std::string misbehave_tonight();
  /// Whether a sharing edit may land in the middle of the night's read: then a refusal is right, also in peace.
  enum class Sharing { may_change, stays };
  Night run_night(Date day, Sharing sharing);
  /// The sandbox behaves, and the district is in order.
  void make_peace();

  [[nodiscard]] const RunningSandbox& running() const { return running_; }
  /// Opened anew at each call: another process may have written.
  [[nodiscard]] Repository repository() const { return Repository::open(path_); }
  /// The program in the workspace.
  [[nodiscard]] end_to_end::Outcome run(std::vector<std::string> arguments) const;

 private:
  class Meddler;
  void happen(const std::string& json) const;
  std::string pick(const Ids& ids);
  void change_sharing();
  void change_roster();
  bool chance(std::uint64_t percent) { return random_.below(100) < percent; }

  SplitMix64 random_;
  RunningSandbox running_;
  SkippingClock clock_;
  end_to_end::TemporaryFolder folder_;
  std::string path_;
  std::vector<std::string> unshared_;
  Truth by_day_;  // whom a sharing edit can touch: by night Clever may not tell
};

}  // namespace clever_sync::soak
