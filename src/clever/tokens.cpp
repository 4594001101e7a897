#include "clever/tokens.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/error.hpp"

namespace clever_sync {

namespace {

std::string base64(std::string_view bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto byte = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U; };
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const unsigned int group = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
    out.push_back(alphabet[group >> 18U]);
    out.push_back(alphabet[group >> 12U & 63U]);
    out.push_back(i + 1 < bytes.size() ? alphabet[group >> 6U & 63U] : '=');
    out.push_back(i + 2 < bytes.size() ? alphabet[group & 63U] : '=');
  }
  return out;
}

std::vector<ListedToken> fetch_token_list(Transport& transport, const CleverOptions& options, const AppClient& client,
                                          std::string_view query, const std::stop_token& stop) {
  check_secret(client.id, "clever.client.id");
  check_secret(client.secret, "clever.client.secret");
  const char separator = options.oauth.find('?') == std::string::npos ? '?' : '&';
  Request request;
  request.url = fmt::format("{}{}{}", options.oauth, separator, query);
  request.headers = {{"authorization", basic_authorization(client)}, {"accept", "application/json"}};
  const HttpOutcome outcome = transport.send(request, stop);
  if (const auto* none = std::get_if<NoAnswer>(&outcome)) {
    throw Error(
        ErrorKind::remote,
        fmt::format("Clever's list of tokens at {} gave no answer ({}): check the network and `clever.oauth` in "
                    "clever-sync.yaml, then run again",
                    options.oauth, none->what));
  }
  const Response& response = std::get<Response>(outcome);
  if (response.status == 401 || response.status == 403) {
    throw Error(ErrorKind::remote,
                fmt::format("Clever refuses the app's client id and secret ({} at {}): check `clever.client` in "
                            "clever-sync.yaml against the app's settings in Clever's dashboard",
                            response.status, options.oauth));
  }
  auto tokens = response.status == 200 ? parse_token_list(response.body) : std::nullopt;
  if (!tokens) {
    throw Error(ErrorKind::remote,
                fmt::format("Clever's list of tokens at {} can't be read (status {}): check `clever.oauth` in "
                            "clever-sync.yaml; if it is right, Clever is in trouble, so run again later",
                            options.oauth, response.status));
  }
  return *std::move(tokens);
}

}  // namespace

std::string basic_authorization(const AppClient& client) {
  return "Basic " + base64(client.id + ":" + client.secret);
}

void check_secret(std::string_view secret, std::string_view what) {
  const bool fits = std::ranges::all_of(secret, [](char c) { return c > 0x20 && c < 0x7F; });
  if (!secret.empty() && fits) return;
  throw Error(ErrorKind::configuration,
              fmt::format("what `{}` in clever-sync.yaml gives is {}: give the bare secret", what,
                          secret.empty() ? "empty" : "no secret, since it holds blanks, line breaks or other signs"));
}

std::vector<ListedToken> fetch_tokens(Transport& transport, const CleverOptions& options, const AppClient& client,
                                      const std::stop_token& stop) {
  return fetch_token_list(transport, options, client, "owner_type=district", stop);
}

std::string fetch_district_token(Transport& transport, const CleverOptions& options, const AppClient& client,
                                 const std::stop_token& stop) {
  const std::string query = "district=" + options.district.text();
  for (ListedToken& listed : fetch_token_list(transport, options, client, query, stop)) {
    if (listed.district != options.district) continue;
    check_secret(listed.token, "clever.client");
    return std::move(listed.token);
  }
  throw Error(ErrorKind::remote,
              fmt::format("Clever lists no token for district {}: the district has not authorised the app, or its "
                          "request waits for approval in Clever's dashboard (Pending Requests)",
                          options.district.text()));
}

}  // namespace clever_sync
