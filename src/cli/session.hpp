#pragma once
// Session: what a command works with, opened once: the workspace, its configuration, the clock, the console; and the
// edges for the commands that go out. The only place where secrets meet transports.

#include <memory>
#include <optional>
#include <string>

#include "apply/apply.hpp"
#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/signals.hpp"
#include "http/curl_transport.hpp"
#include "http/retrying_transport.hpp"
#include "nightly/edges.hpp"
#include "nightly/run_line.hpp"
#include "rules/config.hpp"
#include "sphero/http_target.hpp"

namespace clever_sync {

/// What every command gets.
struct Context {
  const GlobalArguments& arguments;
  Console& console;
  const StopOnSignal& signals;
  Clock& clock;
  Disk& disk;
};

/// An opened workspace.
struct Workspace {
  Repository repository;
  ObjectId tip;
  Config config;
};

/// Opens the workspace of -C and reads its committed configuration. Throws Error{configuration}.
Workspace open_workspace(const Context& context);
/// As open_workspace, and refuses one that a commit can't be made in: detached, mid-merge, dirty tool-owned paths.
Workspace open_for_writing(const Context& context);
/// As open_for_writing, but first completes what a run that died left of its checkout. The caller holds the lock.
Workspace open_for_run(const Context& context);

/// Whether both APIs are on this machine, as in the demo and the tests: only there a run may be for another day.
bool is_on_loopback(const Config& config);

/// The day it is now in the district.
Date today_in(const Context& context, const Config& config);
/// The day of the last complete snapshot; nothing before the first.
std::optional<Date> last_snapshot_day(const Workspace& workspace);
/// --as-of, or today in the district, but never a day before the last snapshot's.
Date as_of_for_reading(const Context& context, const Workspace& workspace);
/// The day of a run. --as-of other than today is refused unless both APIs are on loopback, and for a day before the
/// last snapshot's. Throws Error{usage}.
Date as_of_for_running(const Context& context, const Workspace& workspace);

/// curl, throttled and retried, with progress of waits on the console.
class Network {
 public:
  enum class Posts { never, resend_under_key };
  /// A night waits for a server that is in trouble as long as it may come back; a person who asks wants to know that it
  /// is in trouble, in half a minute at most.
  enum class Patience { of_a_night, of_a_person };
  Network(const Context& context, Posts posts, Patience patience);
  [[nodiscard]] Transport& transport() { return retrying_; }

 private:
  CurlTransport curl_;
  ThrottledTransport throttled_;
  RetryingTransport retrying_;
};

CleverOptions clever_options(const Config& config, CleverOptions::StudentEmail student_email);
SpheroOptions sphero_options(const Config& config);

Edges edges_of(const Context& context, Workspace& workspace);
Run begin_run(const Context& context, const std::string& command, Date as_of);

/// The lock of a run that writes, or nothing, said on the console (exit 5).
std::optional<RunLock> lock_for(const Context& context, const Workspace& workspace, const Run& run);

}  // namespace clever_sync
