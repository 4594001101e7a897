#pragma once
// Status: what happened last night, what waits for whom, and what comes next, from facts that `nightly` read. Also the
// one line and the code that a monitoring system wants. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/page.hpp"
#include "base/date.hpp"
#include "base/json.hpp"
#include "plan/plan.hpp"
#include "roster/states.hpp"

namespace clever_sync {

/// A run line, as far as answers use it.
struct NightFact {
  std::string run, command;
  UtcTime started{}, finished{};
  Date as_of{};
  int exit = 0;
  std::string source_state, last_sync;
  std::string refused_code, refused_collection;  // of a refused source
  std::string error;
  std::int64_t done = 0, refused = 0, skipped = 0, unknown = 0;
  std::vector<std::string> waits, holds;
  Json line;  // the whole
};

/// A run that has begun to write to Sphero Edu and left no run line: it is still at work, or it was cut off. Known only
/// in the workspace where it ran, and only of now.
struct UnendedRun {
  std::string run;  // "" if its journal does not say
  std::optional<Date> as_of;
  std::string damage;  // what is wrong with its journal, as every run says that stops at it; "" for nothing
};

/// Who has to act.
enum class Owner { nobody, district, clever, sphero, us };
std::string_view name_of(Owner owner);

/// Something that waits, for whom, and what to do.
struct WaitFact {
  Owner owner = Owner::us;
  std::string what;  // removals, additions, connection, sphero-connection, launch-date, identity, stale-snapshot
  std::string words;
};

struct StatusFacts {
  Date as_of{};
  UtcTime now{};
  std::optional<NightFact> last_run, last_fetch;
  std::optional<UnendedRun> unended;
  bool fetched = false;      // there is a snapshot, even if no run line tells of it
  std::vector<Date> missed;  // days without a run since the first, up to yesterday
  std::string plan_digest;   // "" before the first plan
  std::string plan_summary;
  Date plan_as_of{};
  std::int64_t plan_changes = 0;
  Verdict additions = Verdict::clear, removals = Verdict::clear;
  bool connection_approved = false;
  std::optional<Date> launch_date, pause_end;  // the district's, in the last snapshot
  std::vector<WaitFact> waits;
  std::vector<RefusedChange> refused;
};

/// What a run's exit code means, one clause.
std::string exit_words(int exit);
/// `nightly for 2026-11-24: done; 3 changes done`
std::string night_sentence(const NightFact& night);
/// `run 20261124T110004Z-1a2b for 2026-11-24 has begun to write to Sphero Edu and has not ended…`
std::string unended_sentence(const UnendedRun& unended);
/// What Clever says of the district's own sync.
struct CleverSync {
  std::string state;      // paused, pending, error
  std::string last_sync;  // as Clever wrote it, "" if it does not say
  std::optional<Date> pause_end;
  Date as_of{};
};
/// That the data is not current, why, and how old it is. Said in these words wherever it is said.
std::string stale_words(const CleverSync& sync);
/// The same of the last fetch; "" when its data was current.
std::string stale_sentence(const StatusFacts& facts);
/// What happens next and when, a sentence each.
std::vector<std::string> next_events(const StatusFacts& facts);

std::string render_status(const StatusFacts& facts);
Page status_page(const StatusFacts& facts);
/// `clever-sync/status@1`
Json status_json(const StatusFacts& facts);

/// In the manner of monitoring plugins. Source: Monitoring Plugins Development Guidelines, "Plugin Return Codes":
/// 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; one line with performance data after a bar.
struct Check {
  int code = 3;
  std::string line;
};
Check check_status(const StatusFacts& facts);
/// The line for a workspace that can't be read.
Check unknown_check(const std::string& why);

}  // namespace clever_sync
