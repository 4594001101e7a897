#include "clever/next_link.hpp"

#include <algorithm>

#include "http/transport.hpp"

namespace clever_sync {

namespace {

// Of an absolute URL: where its path begins.
std::size_t path_start(std::string_view url) {
  const std::size_t scheme_end = url.find("://");
  const std::size_t host = scheme_end == std::string_view::npos ? 0 : scheme_end + 3;
  return std::min(url.find_first_of("/?#", host), url.size());
}

std::string_view path_of(std::string_view url) {
  const std::string_view rest = url.substr(path_start(url));
  return rest.substr(0, rest.find_first_of("?#"));
}

// The record that the page of this URL starts after; nothing if it names none.
std::optional<CleverId> cursor_of(std::string_view url) {
  constexpr std::string_view key = "starting_after=";
  std::size_t at = url.find('?');
  while (at != std::string_view::npos) {
    const std::string_view parameter = url.substr(at + 1);
    if (parameter.starts_with(key)) {
      const std::string_view value = parameter.substr(key.size());
      return CleverId::parse(value.substr(0, value.find_first_of("&#")));
    }
    at = url.find('&', at + 1);
  }
  return std::nullopt;
}

}  // namespace

std::variant<std::string, PageDamage> next_page_url(std::string_view url, std::string_view next_uri) {
  // "//host/…" is another host, and a backslash or a control character is read as one by some and not by others.
  const bool has_trick = std::ranges::any_of(
      next_uri, [](char c) { return c == '\\' || c == '#' || c == 0x7F || static_cast<unsigned char>(c) <= 0x20; });
  if (has_trick) return PageDamage{.code = "malformed", .reason = "its next link is no URL"};
  std::string next;
  if (next_uri.starts_with('/') && !next_uri.starts_with("//")) next = url.substr(0, path_start(url));
  next += next_uri;
  const std::string origin = url_origin(next);
  if (origin.empty() || origin != url_origin(url)) {
    return PageDamage{.code = "redirect", .reason = "its next link leads to another host, and the token stays here"};
  }
  if (path_of(next) != path_of(url)) {
    return PageDamage{.code = "malformed", .reason = "its next link leads to another collection or API version"};
  }
  return next;
}

std::optional<PageDamage> check_progress(std::string_view url, const CleverPage& page, std::string_view next_url) {
  if (page.rows == 0) return PageDamage{.code = "looping", .reason = "it has no records and yet a next page"};
  if (next_url == url) return PageDamage{.code = "looping", .reason = "its next link leads to itself"};
  const std::optional<CleverId> cursor = cursor_of(next_url);
  if (!cursor || !page.last) return std::nullopt;  // a cursor of another kind: the ids of the next page will tell
  if (*cursor < *page.last) {
    return PageDamage{.code = "looping", .reason = "its next link starts after a record before its last one"};
  }
  if (*cursor > *page.last) {
    return PageDamage{.code = "malformed", .reason = "its next link starts after a record that it does not have"};
  }
  return std::nullopt;
}

}  // namespace clever_sync
