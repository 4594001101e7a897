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

// The value of a parameter of the URL, as it stands there; nothing if it has none of that name.
std::optional<std::string_view> parameter_of(std::string_view url, std::string_view name) {
  std::size_t at = url.find('?');
  while (at != std::string_view::npos) {
    const std::string_view parameter = url.substr(at + 1);
    if (parameter.starts_with(name) && parameter.substr(name.size()).starts_with('=')) {
      const std::string_view value = parameter.substr(name.size() + 1);
      return value.substr(0, value.find_first_of("&#"));
    }
    at = url.find('&', at + 1);
  }
  return std::nullopt;
}

// Below the API without a detour: a dot segment or an escape may lead anywhere else.
bool is_below(std::string_view api_path, std::string_view path) {
  while (api_path.ends_with('/')) api_path.remove_suffix(1);
  if (!path.starts_with(api_path) || !path.substr(api_path.size()).starts_with('/')) return false;
  return path.find("/.") == std::string_view::npos && path.find('%') == std::string_view::npos;
}

bool is_collection(std::string_view name) {
  return name == "users" ||
         std::ranges::any_of(all_collections, [&](CleverCollection c) { return name == name_of(c); });
}

// What a walk reads: its own path says it, a path of another form does not, and then the records will.
bool leads_astray(std::string_view api_path, std::string_view url, std::string_view next) {
  const std::string_view path = path_of(next);
  const std::string_view last = path.substr(path.rfind('/') + 1);
  if (path != path_of(url) && is_collection(last) && path.size() == api_path.size() + 1 + last.size()) return true;
  const auto role = parameter_of(url, "role"), next_role = parameter_of(next, "role");
  return role && next_role && *role != *next_role;
}

// What a reference means on the page at `url`: another query of its path, a path of its host, or a name beside it. What
// is none of these stands for itself. Source: RFC 3986, section 5.2, without the dot segments.
std::string resolved(std::string_view url, std::string_view uri) {
  const std::string_view path = path_of(url);
  std::string_view base;
  if (uri.starts_with('?')) base = url.substr(0, path_start(url) + path.size());
  if (uri.starts_with('/') && !uri.starts_with("//")) base = url.substr(0, path_start(url));
  const std::string_view name = uri.substr(0, uri.find_first_of("/?"));
  const bool is_plain_name = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  if (is_plain_name) base = url.substr(0, path_start(url) + path.rfind('/') + 1);
  return std::string(base) + std::string(uri);
}

}  // namespace

std::variant<std::string, PageDamage> next_page_url(std::string_view api, std::string_view url,
                                                    std::string_view next_uri) {
  // "//host/…" is another host, and a backslash or a control character is read as one by some and not by others.
  const bool has_trick = std::ranges::any_of(
      next_uri, [](char c) { return c == '\\' || c == '#' || c == 0x7F || static_cast<unsigned char>(c) <= 0x20; });
  if (has_trick) return PageDamage{.code = "malformed", .reason = "its next link is no URL"};
  std::string next = resolved(url, next_uri);
  const std::string origin = url_origin(next);
  if (origin.empty() || origin != url_origin(url)) {
    return PageDamage{.code = "redirect", .reason = "its next link leads to another host, and the token stays here"};
  }
  while (api.ends_with('/')) api.remove_suffix(1);
  if (!is_below(path_of(api), path_of(next)) || leads_astray(path_of(api), url, next)) {
    return PageDamage{.code = "malformed", .reason = "its next link leads to another collection or API version"};
  }
  return next;
}

std::optional<PageDamage> check_progress(const std::set<std::string, std::less<>>& visited, const CleverPage& page,
                                         std::string_view next_url) {
  if (page.rows == 0) return PageDamage{.code = "looping", .reason = "it has no records and yet a next page"};
  if (visited.contains(next_url)) {
    return PageDamage{.code = "looping", .reason = "its next link leads to a page that was read already"};
  }
  const auto text = parameter_of(next_url, "starting_after");
  const auto cursor = text ? CleverId::parse(*text) : std::nullopt;
  if (!cursor || !page.first || !page.last || *cursor == *page.last) return std::nullopt;
  if (*cursor > *page.last) {
    return PageDamage{.code = "malformed", .reason = "its next link starts after a record that it does not have"};
  }
  // Between the two it would give some records again, which the next page's ids show.
  if (*cursor > *page.first) return std::nullopt;
  return PageDamage{.code = "looping", .reason = "its next link starts after a record before its own"};
}

}  // namespace clever_sync
