#include "clever/session.hpp"

#include "clever/tokens.hpp"

namespace clever_sync {

CleverSession::CleverSession(Transport& transport, const CleverOptions& options, const std::stop_token& stop)
    : transport_(transport), options_(options) {
  if (const auto* given = std::get_if<DistrictToken>(&options.credentials)) {
    check_secret(given->token, "clever.token");
    token_ = given->token;
    return;
  }
  token_ = look_up(std::get<AppClient>(options.credentials), stop);
}

HttpOutcome CleverSession::get(const std::string& url, const std::stop_token& stop) {
  std::string token = current_token();
  for (;;) {
    Request request;
    request.url = url;
    request.headers = {{"authorization", "Bearer " + token}, {"accept", "application/json"}};
    ++requests_;
    HttpOutcome outcome = transport_.send(request, stop);
    const auto* response = std::get_if<Response>(&outcome);
    if (response == nullptr || response->status != 401) return outcome;
    std::string renewed = renewed_token(token, stop);
    if (renewed == token) return outcome;
    token = std::move(renewed);
  }
}

std::string CleverSession::current_token() {
  const std::lock_guard lock(token_lock_);
  return token_;
}

// The token to try after this one was refused: the same again when there is no other. Held under the lock while it
// asks, so that six reads that are refused at once make one look-up.
std::string CleverSession::renewed_token(const std::string& refused, const std::stop_token& stop) {
  const std::lock_guard lock(token_lock_);
  const auto* client = std::get_if<AppClient>(&options_.credentials);
  if (token_ == refused && client != nullptr && renewal_ == Renewal::unused) {
    renewal_ = Renewal::used;
    token_ = look_up(*client, stop);
  }
  return token_;
}

std::string CleverSession::look_up(const AppClient& client, const std::stop_token& stop) {
  ++requests_;
  return fetch_district_token(transport_, options_, client, stop);
}

}  // namespace clever_sync
