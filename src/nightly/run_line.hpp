#pragma once
// The run line: one per run that writes (nightly, fetch, observe, apply), refused and failed ones included, in
// runs/<yyyy-mm>.jsonl of the day it ran for. It is how `status` knows what happened last night, how a missed night
// shows, and what binds a receipts file to its length. No name, no secret, no server's text.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "workspace/repository.hpp"

namespace clever_sync {

/// The refused source: PartialFetch without its sentences.
struct RefusedSource {
  std::string code, collection;
  int page = 0;
  friend bool operator==(const RefusedSource&, const RefusedSource&) = default;
};

/// What the receipts file of `plan` holds after this run: so a cut tail shows.
struct ReceiptsHead {
  std::string plan, head;
  std::int64_t lines = 0;
  friend bool operator==(const ReceiptsHead&, const ReceiptsHead&) = default;
};

struct RunLine {
  std::string run, command;
  UtcTime started{}, finished{};
  Date as_of{};
  int exit = 0;
  std::string snapshot;  // tree id of the snapshot after a complete fetch; "" if this run took none
  std::string source_state, last_sync;
  std::optional<RefusedSource> refused_source;
  std::string plan;  // digests.plan of the plan that was gated; "" if it came to none
  std::int64_t done = 0, refused = 0, skipped = 0, unknown = 0, recovered = 0;
  std::vector<ReceiptsHead> receipts;
  std::vector<std::string> waits;  // connection, sphero-connection, launch-date, identity, additions, removals, …
  std::vector<std::string> holds;  // names of the guardrails that hold what was to be applied
  std::string error;               // the sentence of the Error that ended it; "" otherwise
  friend bool operator==(const RunLine&, const RunLine&) = default;
};

std::string encode_run_line(const RunLine& line);
/// Throws Error{integrity} naming `where`.
RunLine parse_run_line(std::string_view bytes, std::string_view where);

/// `runs/2026-11.jsonl`
std::string run_file(Date as_of);

/// Every run line of a commit, oldest first.
std::vector<RunLine> read_run_lines(const Repository& repository, const ObjectId& commit);
/// The last run with a complete fetch, or nothing.
std::optional<RunLine> last_complete_fetch(const Repository& repository, const ObjectId& commit);

/// Puts the line at the end of its file.
void add_run_line(CommitBuilder& builder, const Repository& repository, const ObjectId& base, const RunLine& line);

}  // namespace clever_sync
