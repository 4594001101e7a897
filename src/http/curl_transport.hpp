#pragma once
// CurlTransport: the transport over libcurl. Verifies TLS, speaks https only (plain http to loopback), accepts gzip,
// follows no redirect at all (a redirect is an answer with status 3xx), keeps connections open between requests.

#include <memory>

#include "http/transport.hpp"

namespace clever_sync {

struct CurlOptions {
  std::string user_agent = "clever-sync";
  std::chrono::milliseconds connect_timeout{10'000};
  /// Gives up when fewer than one byte a second came for that long.
  std::chrono::seconds stall_timeout{60};
  std::uint64_t max_body_bytes = std::uint64_t{256} << 20U;  // after decompression
  std::string ca_file;                                       // "" for the system's
};

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(CurlOptions options);
  ~CurlTransport() override;
  [[nodiscard]] HttpOutcome send(const Request& request, std::stop_token stop) override;

 private:
  struct Handles;  // idle curl handles, one taken per request
  CurlOptions options_;
  std::unique_ptr<Handles> handles_;
};

}  // namespace clever_sync
