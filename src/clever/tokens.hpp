#pragma once
// The tokens that Clever lists for an app: one per district that has authorised it. They are looked up at each run, for
// Clever may replace them.
// Source: Clever, API explorer, `GET /oauth/tokens` (Basic auth with the client id and secret).

#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "clever/clever_client.hpp"

namespace clever_sync {

struct ListedToken {
  DistrictId district;
  std::string token;    // a secret
  std::string created;  // as Clever wrote it; "" if it did not
};

/// The tokens of districts in an answer of `/oauth/tokens`, in order of district, the newest of each district only.
/// Nothing if the answer is no such list. Entries of other owners, or without a token, are left out. Pure.
std::optional<std::vector<ListedToken>> parse_token_list(std::string_view body);

/// Every district that has authorised the app. Throws Error{remote}.
std::vector<ListedToken> fetch_tokens(Transport& transport, const CleverOptions& options, const AppClient& client,
                                      const std::stop_token& stop);
/// The token of `options.district`. Throws Error{remote}, also when Clever lists none: the district has not authorised
/// the app, or the request waits.
std::string fetch_district_token(Transport& transport, const CleverOptions& options, const AppClient& client,
                                 const std::stop_token& stop);

/// The value of an Authorization header: `Basic …`, by RFC 7617.
std::string basic_authorization(const AppClient& client);

/// Throws Error{configuration}, without the secret, for one that could not stand in a header: empty, or with blanks or
/// line breaks. `what` names the setting: `clever.token`.
void check_secret(std::string_view secret, std::string_view what);

}  // namespace clever_sync
