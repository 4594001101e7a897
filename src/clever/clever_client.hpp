#pragma once
// Clever's side: reads a district over the Data API v3.1 and says whether it got all of it. A read that is not proved
// complete is a PartialFetch and can become no snapshot. Records are reduced to the allow-list of roster/roster.hpp
// while they are parsed; nothing else of an answer is kept, logged or named in a message.
//
// Sources: the v3.1 description of the API; dev.clever.com "Paging and limits", "Responses and errors", "Districts".

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "http/transport.hpp"
#include "roster/finding.hpp"
#include "roster/roster.hpp"
#include "roster/states.hpp"

namespace clever_sync {

/// How to be let in: a district's token, or the app's client id and secret, with which the token is looked up anew at
/// each run (Clever may rotate it). The strings are secrets: never printed, never in an Error.
struct DistrictToken {
  std::string token;
};
struct AppClient {
  std::string id;
  std::string secret;
};
using Credentials = std::variant<DistrictToken, AppClient>;

struct CleverOptions {
  std::string api;    // https://api.clever.com/v3.1
  std::string oauth;  // https://clever.com/oauth/tokens
  DistrictId district;
  Credentials credentials;
  /// Students' e-mail addresses are read only if the committed mapping names them.
  enum class StudentEmail { drop, keep };
  StudentEmail student_email = StudentEmail::drop;
  int page_limit = 10'000;  // Clever's maximum; a larger one is 413
  int torn_reads = 3;       // how often a torn read is begun again
  std::chrono::seconds torn_wait{20};
};

/// Why a read can't become a snapshot: which collection and page, and what to do. Exit 7.
struct PartialFetch {
  /// Stable: `torn running no-data-array not-ascending looping redirect not-json malformed status emptied
  /// unresolved-school bad-id wrong-district duplicate cut-short no-answer`.
  std::string code;
  std::string collection;  // `sections`, "" for the whole
  int page = 0;            // from 1; 0 when it is none
  std::string reason;      // what was wrong there, one clause
  std::string advice;      // what to do next, one clause
};
/// All of it but the code, for people: `sections, page 3: the answer is not JSON …: run again; …`.
std::string describe(const PartialFetch& refusal);

struct FetchedRoster {
  Roster roster;
  std::vector<Finding> findings;  // dangling ids, unknown grades, withdrawn fields, …
  std::int64_t requests = 0;
};

using FetchResult = std::variant<FetchedRoster, PartialFetch>;

/// Progress, told from several threads at once.
struct FetchProgress {
  std::string collection;
  int page = 0;
  std::int64_t records = 0;
  /// Not empty when nothing is read for a while: what is waited for. The rest is then empty.
  std::string waiting_for;
};

/// Reads the whole district: /districts before and after, and between them the six collections side by side.
/// `last` are the counts of the last complete snapshot: a collection that had records and is now empty is refused
/// (`emptied`). Throws Error{remote} when Clever does not answer or refuses the token; nothing is left behind.
FetchResult fetch_roster(Transport& transport, Clock& clock, const CleverOptions& options,
                         const std::optional<SnapshotCounts>& last,
                         const std::function<void(const FetchProgress&)>& observe, const std::stop_token& stop);

/// One district that the credentials can see.
struct Connection {
  DistrictId id;
  std::string name;
  DistrictState state = DistrictState::success;
  std::optional<Date> launch_date;
  std::string last_sync;  // as Clever wrote it; "" if it never did
  std::string trouble;    // what blocks data, if anything does; "" otherwise
};
/// Every district behind the credentials, in order of id. `today` tells the day in a district's time zone, by which its
/// launch date is judged. Throws Error{remote}.
std::vector<Connection> fetch_connections(Transport& transport, const CleverOptions& options,
                                          const std::function<Date(const DistrictId&)>& today,
                                          const std::stop_token& stop);

/// Whether the district shares the section or person with these credentials right now. Source: the v3.1 description,
/// `GET /sections/{id}` and `GET /users/{id}`: 404 for what the token may not see. Throws Error{remote} for any other
/// answer.
bool fetch_sharing(Transport& transport, const CleverOptions& options, Kind kind, const CleverId& id,
                   const std::stop_token& stop);

/// What a new workspace takes over from Clever about `options.district`.
struct DistrictProfile {
  std::string name;
  /// Of the tz database; "" if the places of its schools do not settle it, since Clever has no field for it.
  std::string time_zone;
  /// How the time zone was found, or why not: one clause without any address.
  std::string grounds;
};
/// Reads the district and the state and ZIP code of every school. Throws Error{remote} when the credentials do not
/// open the district or its schools can't be read to the end.
DistrictProfile fetch_profile(Transport& transport, const CleverOptions& options, const std::stop_token& stop);

}  // namespace clever_sync
