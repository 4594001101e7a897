#include <fmt/core.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/json.hpp"
#include "review/approval.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view approval_format = "clever-sync/approval@1";
constexpr std::string_view connection_format = "clever-sync/connection@1";

[[noreturn]] void refuse(std::string_view where, std::string_view what) {
  throw Error(ErrorKind::integrity, fmt::format("{} {}; restore it from git's history, or approve again", where, what));
}

Json revocation_to_json(const Revocation& revoked) {
  Json json{Json::Object{}};
  json.set("at", format_utc_time(revoked.at));
  json.set("because", revoked.because);
  json.set("person", revoked.person);
  return json;
}

/// The members that both files have.
template <class AnyApproval>
Json common_members(const AnyApproval& approval, std::string_view format) {
  Json json{Json::Object{}};
  json.set("at", format_utc_time(approval.at));
  json.set("because", approval.because);
  json.set("format", format);
  json.set("person", approval.person);
  if (approval.revoked) json.set("revoked", revocation_to_json(*approval.revoked));
  return json;
}

UtcTime time_member(const Json& json, std::string_view key, std::string_view where) {
  const std::optional<UtcTime> time = parse_utc_time(json.text(key));
  if (!time) refuse(where, fmt::format("has no time in \"{}\"", key));
  return *time;
}

std::optional<Revocation> parse_revocation(const Json& json, std::string_view where) {
  const Json* const revoked = json.find("revoked");
  if (revoked == nullptr) return std::nullopt;
  return Revocation{.person = std::string(revoked->text("person")),
                    .at = time_member(*revoked, "at", where),
                    .because = std::string(revoked->text("because"))};
}

Json parse_document(std::string_view bytes, std::string_view format, std::string_view where) {
  Json json = parse_own_json(bytes, where);
  if (json.text("format") != format) refuse(where, fmt::format("is not in the format {}", format));
  return json;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// A file that was edited by hand is refused even where it still makes sense: an approval is what the tool wrote.
void require_same_bytes(std::string_view written, std::string_view read, std::string_view where) {
  if (written != read) refuse(where, "is not as clever-sync writes it");
}

std::vector<Waiver> parse_waivers(const Json& json, std::string_view where) {
  std::vector<Waiver> waivers;
  const Json* const list = json.find("waivers");
  if (list == nullptr || list->as_array() == nullptr) refuse(where, "has no list of waivers");
  for (const Json& item : *list->as_array()) {
    const Json* const max = item.find("max");
    const std::optional<std::int64_t> value = max == nullptr ? std::nullopt : max->as_integer();
    if (!value || item.text("guardrail").empty()) refuse(where, "has a waiver without guardrail or maximum");
    if (std::ranges::find(waivers, item.text("guardrail"), &Waiver::guardrail) != waivers.end())
      refuse(where, "waives a guardrail twice");
    waivers.push_back(Waiver{.guardrail = std::string(item.text("guardrail")), .max = *value});
  }
  return waivers;
}

}  // namespace

std::string encode_approval(const Approval& approval) {
  Json json = common_members(approval, approval_format);
  json.set("digest", approval.digest);
  json.set("expires", format_utc_time(approval.expires));
  json.set("part", name_of(approval.part));
  json.set("plan", approval.plan);
  std::vector<Waiver> waivers = approval.waivers;
  std::ranges::sort(waivers, {}, &Waiver::guardrail);
  Json::Array list;
  for (const Waiver& waiver : waivers) {
    Json item{Json::Object{}};
    item.set("guardrail", waiver.guardrail);
    item.set("max", waiver.max);
    list.push_back(std::move(item));
  }
  json.set("waivers", std::move(list));
  return canonical_json(json) + "\n";
}

Approval parse_approval(std::string_view bytes, std::string_view where) {
  const Json json = parse_document(bytes, approval_format, where);
  const std::optional<Part> part = parse_part(json.text("part"));
  if (!part) refuse(where, "names no part of a plan");
  Approval approval{.part = *part,
                    .digest = std::string(json.text("digest")),
                    .person = std::string(json.text("person")),
                    .at = time_member(json, "at", where),
                    .expires = time_member(json, "expires", where),
                    .because = std::string(json.text("because")),
                    .waivers = parse_waivers(json, where),
                    .plan = std::string(json.text("plan")),
                    .revoked = parse_revocation(json, where)};
  // An approval is somebody's word: one that says neither whose nor why is none.
  if (is_blank(approval.person)) refuse(where, "names no person");
  if (is_blank(approval.because)) refuse(where, "gives no reason");
  require_same_bytes(encode_approval(approval), bytes, where);
  return approval;
}

std::string encode_connection_approval(const ConnectionApproval& approval) {
  Json json = common_members(approval, connection_format);
  json.set("district", approval.district.text());
  return canonical_json(json) + "\n";
}

ConnectionApproval parse_connection_approval(std::string_view bytes, std::string_view where) {
  const Json json = parse_document(bytes, connection_format, where);
  const std::optional<DistrictId> district = DistrictId::parse(json.text("district"));
  if (!district) refuse(where, "names no district");
  ConnectionApproval approval{.district = *district,
                              .person = std::string(json.text("person")),
                              .at = time_member(json, "at", where),
                              .because = std::string(json.text("because")),
                              .revoked = parse_revocation(json, where)};
  require_same_bytes(encode_connection_approval(approval), bytes, where);
  return approval;
}

}  // namespace clever_sync
