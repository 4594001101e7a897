#pragma once
// Waiting on a server's behalf: how long it asked for, and a sleep that an interrupt can end.

#include <chrono>
#include <optional>
#include <stop_token>

#include "base/clock.hpp"
#include "http/transport.hpp"

namespace clever_sync {

enum class Waited { whole, interrupted };

/// Sleeps on the clock in small slices, so that an interrupt is noticed within a tenth of a second.
Waited wait_on(Clock& clock, std::chrono::milliseconds duration, const std::stop_token& stop);

/// Seconds until the server's rate limit starts afresh: X-RateLimit-Reset (Unix seconds) by the server's own clock
/// where it tells it; never negative. Nothing if the field is absent or malformed. Source: Clever, "Responses and
/// errors".
std::optional<std::chrono::seconds> rate_limit_reset(const Response& response, UtcTime now);

/// X-RateLimit-Remaining, if the answer has it and it is a number.
std::optional<std::int64_t> rate_limit_remaining(const Response& response);

}  // namespace clever_sync
