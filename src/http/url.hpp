#pragma once
// The part of a URL that decides whether it may be asked at all: scheme, host and port. Stricter than curl's own parser
// on purpose: what the two could read differently (a user name, a backslash, a percent sign in the host) is no URL
// here.

#include <optional>
#include <string>
#include <string_view>

namespace clever_sync {

struct UrlAuthority {
  std::string scheme;  // "http" or "https"
  std::string host;    // in lower case; an IPv6 address keeps its brackets
  std::string port;    // "" when it is the scheme's own
};

/// Nothing for what is no absolute http or https URL, names a user, or holds a blank or a control character.
std::optional<UrlAuthority> parse_authority(std::string_view url);

/// True for 127.0.0.0/8, [::1] and localhost. curl resolves localhost to loopback itself, whatever the resolver says.
bool is_loopback_host(std::string_view host);

}  // namespace clever_sync
