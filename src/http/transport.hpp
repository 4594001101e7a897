#pragma once
// Transport: one HTTP request, one outcome. The interface that every client of a server is written against; curl is one
// form, and the wrappers in this folder (retrying, throttled, recording, replaying) are others, composed at the top.
// It knows neither Clever nor Sphero Edu.
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
  enum class Why { unreachable, timed_out, cut_off, tls, too_large, refused_redirect, interrupted };
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

/// Scheme, host and port of a URL: two URLs with the same origin may share a token.
std::string url_origin(std::string_view url);

/// What may leave no URL: everything but letters, digits and -._~ as %XX.
std::string percent_encoded(std::string_view text);

/// Seconds to wait before the next request, as the server asked by Retry-After (both forms); never negative.
/// Nothing if the field is absent or malformed. Source: RFC 9110, section 10.2.3.
std::optional<std::chrono::seconds> retry_after(const Response& response, std::chrono::sys_seconds now);

}  // namespace clever_sync
