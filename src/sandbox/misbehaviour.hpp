#pragma once
// Misbehaviour: what a server may do wrong, on request. A rule says on which side and path, after how many requests and
// how often. docs/sandbox.md has the list for users. Nothing here knows what a roster is.

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.hpp"
#include "sandbox/http_server.hpp"

namespace clever_sync {

enum class Side { clever, sphero };
std::string_view name_of(Side side);

enum class Misdeed {
  too_many_requests,  ///< `429`
  server_error,       ///< `500`
  unavailable,        ///< `503`
  drop,               ///< the connection ends without an answer, and nothing was done
  act_then_drop,      ///< the same, but it was done
  truncate,           ///< the connection ends in the middle of the body
  half,               ///< a complete answer whose JSON ends in the middle
  html,               ///< 200 with a web page
  no_data,            ///< 200 with JSON that lacks `data` (`results`): a failure that looks like success
  redirect,           ///< 302 to another path
  loop,               ///< `next` leads to the same page again
  duplicate,          ///< the last record twice
  out_of_order,       ///< the first two records changed places
  empty,              ///< no records, no `next`
  torn,               ///< Clever reads the SIS just then: `last_sync` moves
  latency,            ///< an ordinary answer, later
  operation_refused,  ///< one operation of a batch: 422 `refused`
  operation_busy,     ///< one operation of a batch: 503 `busy`
  operation_lost,     ///< one operation of a batch: answered as done, and nothing is kept
  die,                ///< this connection and every later one of the side ends without an answer, until cleared
};

struct Misbehaviour {
  Side side = Side::clever;
  std::string path;        // `sections`, `students`, `batch`, …; `users` is students and teachers; "" is every path
  std::int64_t after = 0;  // so many matching requests (for operation_*: operations) go well first
  std::int64_t times = 1;  // then so many go wrong; 0: until cleared
  Misdeed what = Misdeed::server_error;
  std::chrono::milliseconds delay{200};  // latency
  std::chrono::seconds retry_after{1};   // 429, 503
};

/// Reads the body of POST /sandbox/misbehave; the text says what is wrong with it.
std::variant<Misbehaviour, std::string> parse_misbehaviour(const Json& body);

/// The rules in force. Safe to use from several threads.
class Misbehaviours {
 public:
  void add(Misbehaviour rule);
  void clear();
  /// What to do wrong with this request, if anything; counts it for every rule that matches.
  std::optional<Misbehaviour> next_request(Side side, std::string_view path);
  /// The same for one operation of a batch.
  std::optional<Misbehaviour> next_operation();

 private:
  struct Counted {
    Misbehaviour rule;
    std::int64_t seen = 0;
  };
  std::optional<Misbehaviour> take(Side side, std::string_view path, bool operations);

  std::mutex mutex_;
  std::vector<Counted> rules_;
  std::array<bool, 2> dead_{};
};

/// The reply that takes the place of the real one, for the misdeeds that do nothing; nothing for the others.
std::optional<SandboxReply> reply_instead(const std::optional<Misbehaviour>& wrong, Side side);
/// Spoils a finished reply, for the misdeeds of the wire.
void spoil(const std::optional<Misbehaviour>& wrong, SandboxReply& reply);

/// Whether the misdeed changes what stands on a page.
bool changes_page(Misdeed what);
/// Spoils a page before it becomes text: `records` are JSON values, `next` what leads on ("" if nothing does), `self`
/// what led here.
void spoil_page(const std::optional<Misbehaviour>& wrong, std::vector<std::string>& records, std::string& next,
                const std::string& self);

/// RFC 9457 problem details, as the Sphero Edu contract has them.
SandboxReply problem_reply(int status, std::string_view code, std::string_view title);

}  // namespace clever_sync
