#pragma once
// Transport: one HTTP request, one outcome. The interface that every client of a server is written against; curl is one
// form, and the wrappers in this folder (retrying, throttled) are others, composed at the top. It knows neither Clever
// nor Sphero Edu.
//
// Every form may be used from several threads at once.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>

namespace clever_sync {

enum class Method { get, post };

struct Request {
  Method method = Method::get;
  std::string url;
  std::map<std::string, std::string> headers;  // names in lower case; Authorization included, never printed
  std::string body;
};

struct Response {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;                            // decompressed

  /// The header's value, "" if the response has none.
  [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;
};

/// The request had no complete answer. Whether the server acted on it is unknown unless `sent` is `not_sent`.
struct NoAnswer {
  enum class Sent { not_sent, maybe_sent };
  /// `unreachable`: no connection; `timed_out`: none in time, or an answer that stalled; `cut_off`: a connection that
  /// ended before the answer did; `tls`: a certificate that can't be trusted; `too_large`: more than CurlOptions allow.
  enum class Why { unreachable, timed_out, cut_off, tls, too_large, interrupted };
  Sent sent = Sent::maybe_sent;
  Why why = Why::unreachable;
  std::string what;  // one clause for people; no secret, no body
};

using HttpOutcome = std::variant<Response, NoAnswer>;

class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  /// Sends the request and waits for its whole answer. Throws Error{usage} for a URL that may not be asked at all (not
  /// https, unless the host is a loopback address).
  [[nodiscard]] virtual HttpOutcome send(const Request& request, std::stop_token stop) = 0;
};

/// True for http or https to 127.0.0.0/8, [::1] or localhost: where plain http is allowed, and other days than today.
bool is_loopback_url(std::string_view url);

/// Scheme, host and port of a URL: two URLs with the same origin may share a token. In lower case, without the port
/// that the scheme implies; "" for what is no absolute http or https URL, or names a user, so compare with a known
/// origin.
std::string url_origin(std::string_view url);

/// What may leave no URL: everything but letters, digits and -._~ as %XX.
std::string percent_encoded(std::string_view text);

/// Seconds to wait before the next request, as the server asked by Retry-After (both forms); never negative.
/// Nothing if the field is absent or malformed. Source: RFC 9110, section 10.2.3.
std::optional<std::chrono::seconds> retry_after(const Response& response, std::chrono::sys_seconds now);

/// The server's own clock where the answer tells it (the Date field), else `now`: what it says about a moment to come
/// is measured against its clock, so that a wrong one here makes no wait too long or too short.
std::chrono::sys_seconds server_time(const Response& response, std::chrono::sys_seconds now);

}  // namespace clever_sync
