#include "http/url.hpp"

#include <algorithm>
#include <charconv>

#include "http/transport.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";

bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_host_name(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return is_one_of(c, letters) || is_one_of(c, digits) || is_one_of(c, "-._");
  });
}

bool is_bracketed_address(std::string_view host) {
  return host.size() > 2 && host.front() == '[' && host.back() == ']' &&
         std::ranges::all_of(host.substr(1, host.size() - 2),
                             [](char c) { return is_one_of(c, "0123456789abcdef:."); });
}

/// A number from 1 to 65535 without leading zeros.
bool is_port(std::string_view text) {
  unsigned int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && text.front() != '0' && value <= 65'535;
}

/// A decimal number from 0 to 255, without the leading zero that some resolvers read as octal.
bool is_octet(std::string_view text) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text.front() == '0')) return false;
  if (!std::ranges::all_of(text, [](char c) { return is_one_of(c, digits); })) return false;
  return text.size() < 3 || text <= "255";
}

}  // namespace

std::optional<UrlAuthority> parse_authority(std::string_view url) {
  // Blanks and control characters end a URL for one reader and not for another.
  if (std::ranges::any_of(url, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; }))
    return std::nullopt;
  const std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  UrlAuthority out;
  out.scheme = lower_case(url.substr(0, scheme_end));
  if (out.scheme != "http" && out.scheme != "https") return std::nullopt;

  const std::string_view rest = url.substr(scheme_end + 3);
  const std::string authority = lower_case(rest.substr(0, rest.find_first_of("/?#")));
  const std::size_t colon = authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
  out.host = authority.substr(0, colon);
  if (!is_host_name(out.host) && !is_bracketed_address(out.host)) return std::nullopt;
  if (colon != std::string::npos) {
    out.port = authority.substr(colon + 1);
    if (out.port.empty() || !is_port(out.port)) return std::nullopt;
  }
  if (out.port == (out.scheme == "https" ? "443" : "80")) out.port.clear();
  return out;
}

bool is_loopback_host(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  if (!host.starts_with("127.")) return false;
  host.remove_prefix(4);
  for (int part = 0; part < 3; ++part) {
    const std::size_t dot = host.find('.');
    if ((dot == std::string_view::npos) != (part == 2) || !is_octet(host.substr(0, dot))) return false;
    if (part < 2) host.remove_prefix(dot + 1);
  }
  return true;
}

bool is_loopback_url(std::string_view url) {
  const std::optional<UrlAuthority> authority = parse_authority(url);
  return authority && is_loopback_host(authority->host);
}

std::string url_origin(std::string_view url) {
  const std::optional<UrlAuthority> authority = parse_authority(url);
  if (!authority) return {};
  std::string out = authority->scheme + "://" + authority->host;
  if (!authority->port.empty()) out += ":" + authority->port;
  return out;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || is_one_of(c, "-._~");
    if (plain) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(hex[byte >> 4U]);
      out.push_back(hex[byte & 0xFU]);
    }
  }
  return out;
}

}  // namespace clever_sync
