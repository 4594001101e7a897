#pragma once
// A session with the Data API: asks with the district's token, and looks the token up once more when Clever refuses it.

#include <atomic>
#include <mutex>
#include <stop_token>
#include <string>

#include "clever/clever_client.hpp"

namespace clever_sync {

/// Safe to use from several threads. The options must outlive it.
class CleverSession {
 public:
  /// Looks the token up if the credentials are the app's. Throws Error{remote} when that fails, Error{configuration}
  /// for a secret that can't be one.
  CleverSession(Transport& transport, const CleverOptions& options, const std::stop_token& stop);

  /// The answer, whatever its status. The first 401 of the session leads to one new look-up of the token, if the
  /// credentials allow that, and the request is sent again if the new token is another. Throws as the constructor does.
  HttpOutcome get(const std::string& url, const std::stop_token& stop);

  /// Requests sent so far, look-ups included.
  [[nodiscard]] std::int64_t requests() const { return requests_; }

 private:
  std::string current_token();
  std::string renewed_token(const std::string& refused, const std::stop_token& stop);
  std::string look_up(const AppClient& client, const std::stop_token& stop);

  Transport& transport_;
  const CleverOptions& options_;
  std::atomic<std::int64_t> requests_ = 0;
  std::mutex token_lock_;
  std::string token_;
  enum class Renewal { unused, used };
  Renewal renewal_ = Renewal::unused;
};

}  // namespace clever_sync
