#pragma once
// CurlTransport: the transport over libcurl. Verifies TLS, speaks https only (plain http to loopback), accepts gzip,
// follows no redirect at all (a redirect is an answer with status 3xx), keeps connections open between requests. It
// never sends a POST twice, and it writes no log: a request's headers hold a secret. An interrupt ends a GET at once;
// a POST that has begun is finished within the time limits, since whether it was acted on would be unknown.
//
// Proxies: https_proxy, all_proxy and no_proxy count as they do for curl; loopback is never asked through a proxy.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "http/transport.hpp"

namespace clever_sync {

struct CurlOptions {
  std::string user_agent = "clever-sync";
  std::chrono::milliseconds connect_timeout{10'000};
  /// Gives up when fewer than one byte a second came for that long.
  std::chrono::seconds stall_timeout{60};
  /// For one request in all, so that an answer that trickles ends too.
  std::chrono::seconds total_timeout{600};
  std::uint64_t max_body_bytes = std::uint64_t{256} << 20U;  // after decompression
  std::string ca_file{};                                     // PEM; "" for the system's
};

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(CurlOptions options);
  ~CurlTransport() override;
  /// Throws also Error{configuration} when `ca_file` can't be read, or when a request header holds a control character
  /// (a token with a line break at its end); the message names the header, never its value.
  [[nodiscard]] HttpOutcome send(const Request& request, std::stop_token stop) override;

 private:
  struct Handles;  // idle curl handles with their connections, one taken per request
  CurlOptions options_;
  std::unique_ptr<Handles> handles_;
};

}  // namespace clever_sync
