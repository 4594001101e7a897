#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "clever/tokens.hpp"

namespace clever_sync {

namespace dom = simdjson::dom;

namespace {

std::string_view text_of(const dom::object& object, std::string_view key) {
  std::string_view value;
  return object.at_key(key).get(value) == simdjson::SUCCESS ? value : std::string_view{};
}

std::optional<ListedToken> parse_token(const dom::object& entry) {
  dom::object owner;
  if (entry.at_key("owner").get(owner) != simdjson::SUCCESS || text_of(owner, "type") != "district")
    return std::nullopt;
  const auto district = DistrictId::parse(text_of(owner, "id"));
  const std::string_view token = text_of(entry, "access_token");
  if (!district || token.empty()) return std::nullopt;
  return ListedToken{
      .district = *district, .token = std::string(token), .created = std::string(text_of(entry, "created"))};
}

}  // namespace

std::optional<std::vector<ListedToken>> parse_token_list(std::string_view body) {
  dom::parser parser;
  dom::element document;
  dom::object root;
  dom::array data;
  if (parser.parse(body.data(), body.size()).get(document) != simdjson::SUCCESS ||
      document.get(root) != simdjson::SUCCESS || root.at_key("data").get(data) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  std::vector<ListedToken> tokens;
  for (const dom::element item : data) {
    dom::object entry;
    dom::object inner;
    if (item.get(entry) != simdjson::SUCCESS) return std::nullopt;
    if (entry.at_key("data").get(inner) == simdjson::SUCCESS) entry = inner;
    if (auto token = parse_token(entry)) tokens.push_back(*std::move(token));
  }
  // The newest first within a district; Clever writes moments in a form that sorts as text.
  std::ranges::stable_sort(tokens, [](const ListedToken& a, const ListedToken& b) {
    return std::tie(a.district, b.created) < std::tie(b.district, a.created);
  });
  const auto same_district = [](const ListedToken& a, const ListedToken& b) { return a.district == b.district; };
  tokens.erase(std::unique(tokens.begin(), tokens.end(), same_district), tokens.end());
  return tokens;
}

}  // namespace clever_sync
