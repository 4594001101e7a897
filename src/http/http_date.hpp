#pragma once
// The dates of HTTP header fields: Date, and the second form of Retry-After.

#include <optional>
#include <string_view>

#include "base/date.hpp"

namespace clever_sync {

/// All three forms that a recipient has to read: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` (a
/// year below 70 is of this century), `Sun Nov  6 08:49:37 1994`. The name of the day is not checked. Nothing for any
/// other text. Source: RFC 9110, section 5.6.7.
std::optional<UtcTime> parse_http_date(std::string_view text);

}  // namespace clever_sync
