#include "direct_transport.hpp"

#include <algorithm>
#include <charconv>

namespace clever_sync::bench {

namespace {

std::string decoded(std::string_view text) {
  constexpr int hexadecimal = 16;
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned char byte = 0;
    const bool coded = text[at] == '%' && at + 2 < text.size() &&
                       std::from_chars(text.data() + at + 1, text.data() + at + 3, byte, hexadecimal).ec == std::errc{};
    out.push_back(coded ? static_cast<char>(byte) : text[at]);
    if (coded) at += 2;
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> query_of(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> query;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    query.emplace_back(decoded(pair.substr(0, equals)), decoded(pair.substr(std::min(equals + 1, pair.size()))));
  }
  return query;
}

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

}  // namespace

HttpOutcome DirectTransport::send(const Request& request, std::stop_token /*stop*/) {
  std::string_view rest = request.url;
  rest.remove_prefix(std::min(rest.find("://") + 3, rest.size()));
  rest.remove_prefix(std::min(rest.find('/'), rest.size()));
  const std::string_view path = rest.substr(0, rest.find('?'));
  rest.remove_prefix(std::min(path.size() + 1, rest.size()));
  const SandboxRequest asked{.method = request.method == Method::get ? "GET" : "POST",
                             .path = decoded(path),
                             .query = query_of(rest),
                             .headers = request.headers,
                             .body = request.body};
  const bool for_clever = path.starts_with("/v3.1") || path.starts_with("/oauth");
  const SandboxReply reply = for_clever ? clever_.answer(asked) : sphero_.answer(asked);
  Response response{.status = reply.status, .headers = {}, .body = reply.body ? *reply.body : std::string()};
  response.headers["content-type"] = reply.content_type;
  for (const auto& [name, value] : reply.headers) response.headers[lower_case(name)] = value;
  return response;
}

}  // namespace clever_sync::bench
