#pragma once
// Target: the platform that is rostered, behind one interface, so that another platform, or Sphero Edu's next API, is
// one new file. The contract is docs/sphero-edu-api.yaml; http_target.hpp speaks it.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "http/transport.hpp"
#include "roster/states.hpp"

namespace clever_sync {

/// The version of each managed object as last read; not part of any state, since apply reads them fresh.
using Versions = std::map<std::pair<Kind, CleverId>, std::int64_t>;

struct Observation {
  LiveState live;
  Versions versions;
  /// Of the hand-made accounts, by Sphero Edu id: relinking one needs it.
  std::map<std::string, std::int64_t, std::less<>> unmanaged_versions;
};

enum class ConnectionStatus { requested, approved, suspended };
std::string_view name_of(ConnectionStatus status);

/// One operation of a batch, as in the contract.
struct Operation {
  std::string id;  // names it within the request
  enum class Action { create, update, relink, restore, archive };
  Action action = Action::create;
  Kind kind = Kind::class_;
  CleverId clever_id;
  std::optional<std::int64_t> if_version;  // every action but create
  std::string sphero_id;                   // relink
  std::map<std::string, std::string> set;  // create, update; "" clears
  std::vector<UserId> add_teachers, remove_teachers, add_students, remove_students;
  std::optional<UserId> primary_teacher;
  friend bool operator==(const Operation&, const Operation&) = default;
};
std::string_view name_of(Operation::Action action);

/// What the server said of one operation. No free text of the server is kept: a code has the form [a-z0-9-]{1,64}, and
/// what has another is `unreadable-code`.
struct OperationResult {
  std::string id;
  int status = 0;         // 200 201 404 409 412 422 503
  std::string sphero_id;  // "" if none was given
  std::optional<std::int64_t> version;
  std::string code;  // the problem's code, "" when it succeeded
  friend bool operator==(const OperationResult&, const OperationResult&) = default;
};

/// The whole batch was answered: one result per operation, in its order. An operation for which the answer holds no
/// usable result (missing, twice, of another type) has none here: it is unknown.
struct BatchAnswered {
  std::vector<std::optional<OperationResult>> results;
};
/// The server answered that it did nothing: 4xx to the whole request, or 429/503 after the last retry; or the request
/// never left, with status 0 and the code `not-sent`.
struct BatchRefused {
  int status = 0;
  std::string code;
};
/// No answer, or half of one: whether the server acted is unknown. Look at live state before going on.
struct BatchUnknown {
  std::string what;
};
using SendOutcome = std::variant<BatchAnswered, BatchRefused, BatchUnknown>;

class Target {
 public:
  Target() = default;
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;
  virtual ~Target() = default;

  /// The district's connection as Sphero Edu sees it; nothing when Sphero Edu does not know the district.
  [[nodiscard]] virtual std::optional<ConnectionStatus> fetch_connection(std::stop_token stop) = 0;
  /// Everything: teachers, students, classes, hand-made accounts. Throws Error{remote} unless all of it was read.
  [[nodiscard]] virtual Observation fetch_live(std::stop_token stop) = 0;
  /// The named objects only, for read-back and recovery. Throws Error{remote}.
  [[nodiscard]] virtual Observation fetch_objects(const std::vector<std::pair<Kind, CleverId>>& objects,
                                                  std::stop_token stop) = 0;
  /// Sends up to `max_batch` operations under the key. Safe from several threads. A stop ends the waits before and
  /// between its attempts, never a request that is on its way. The same key is used again only with
  /// the same operations and only after BatchUnknown.
  [[nodiscard]] virtual SendOutcome send_batch(const std::string& idempotency_key,
                                               const std::vector<Operation>& operations, std::stop_token stop) = 0;
};
inline constexpr std::size_t max_batch = 500;

/// The canonical body of a batch: what is sent, and what the journal hashes. Keys are sorted and absent values left
/// out, except in `set`, where "" clears a field.
std::string encode_batch(const std::vector<Operation>& operations);
/// One operation's canonical JSON.
std::string encode_operation(const Operation& operation);

}  // namespace clever_sync
