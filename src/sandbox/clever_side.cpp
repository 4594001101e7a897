#include "sandbox/clever_side.hpp"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <optional>

#include "sandbox/clever_records.hpp"

namespace clever_sync {
namespace {

constexpr std::string_view data_prefix = "/v3.1/";
constexpr std::string_view tokens_path = "/oauth/tokens";

SandboxReply message_reply(int status, std::string_view message) {
  return make_reply(status, fmt::format(R"({{"message":"{}"}})", message));
}

// Source: RFC 4648, section 4.
std::string base64(std::string_view bytes) {
  static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto byte = [&](std::size_t offset) {
      return at + offset < bytes.size() ? static_cast<unsigned char>(bytes[at + offset]) : 0U;
    };
    const unsigned group = byte(0) << 16U | byte(1) << 8U | byte(2);
    out.push_back(digits[group >> 18U]);
    out.push_back(digits[group >> 12U & 63U]);
    out.push_back(at + 1 < bytes.size() ? digits[group >> 6U & 63U] : '=');
    out.push_back(at + 2 < bytes.size() ? digits[group & 63U] : '=');
  }
  return out;
}

std::optional<Collection> collection_of(std::string_view name, std::optional<std::string_view> role) {
  for (const Collection collection :
       {Collection::districts, Collection::schools, Collection::terms, Collection::courses, Collection::sections}) {
    if (name == name_of(collection)) return collection;
  }
  if (name != "users") return std::nullopt;
  if (!role || role->empty()) return Collection::users;
  if (*role == "student") return Collection::students;
  if (*role == "teacher") return Collection::teachers;
  if (*role == "staff") return Collection::staff;
  if (*role == "district_admin" || *role == "contact") return Collection::nobody;
  return std::nullopt;
}

// The collection's own path with the parameters that a next page needs too.
std::string uri_of(const SandboxRequest& request) {
  std::string uri = request.path;
  char joint = '?';
  for (const std::string_view name : {"role", "limit", "count"}) {
    if (const auto value = request.parameter(name)) {
      uri += fmt::format("{}{}={}", joint, name, *value);
      joint = '&';
    }
  }
  return uri;
}

}  // namespace

CleverSide::CleverSide(World world, CleverAccess access, Misbehaviours& misbehaviours, Clock& clock)
    : world_(std::move(world)),
      pages_(world_),
      access_(std::move(access)),
      misbehaviours_(misbehaviours),
      clock_(clock) {}

std::map<std::string, std::int64_t> CleverSide::requests() {
  const std::lock_guard lock(mutex_);
  return requests_;
}

SandboxReply CleverSide::answer(const SandboxRequest& request) {
  const bool data = request.path.starts_with(data_prefix);
  std::string name = "other";
  if (data) {
    const std::string rest = request.path.substr(data_prefix.size());
    const auto collection = collection_of(rest.substr(0, rest.find('/')), request.parameter("role"));
    if (collection) name = name_of(*collection);
  } else if (request.path == tokens_path) {
    name = "tokens";
  }
  const auto wrong = misbehaviours_.next_request(Side::clever, name);
  {
    const std::lock_guard lock(mutex_);
    ++requests_[name];
    if (wrong && wrong->what == Misdeed::torn) sync_again(world_);
  }
  auto reply = reply_instead(wrong, Side::clever);  // without the lock: it may sleep
  if (!reply) {
    const std::lock_guard lock(mutex_);
    reply = data               ? answer_data(request, wrong)
            : name == "tokens" ? answer_tokens(request)
                               : message_reply(404, "Resource not found");
  }
  if (wrong && wrong->what == Misdeed::too_many_requests) {
    const auto reset = clock_.now() + wrong->retry_after;
    reply->headers.emplace_back("X-RateLimit-Remaining", "0");
    reply->headers.emplace_back("X-RateLimit-Reset", fmt::format("{}", reset.time_since_epoch().count()));
  }
  spoil(wrong, *reply);
  return *reply;
}

SandboxReply CleverSide::answer_tokens(const SandboxRequest& request) {
  const std::string expected = "Basic " + base64(access_.client_id + ":" + access_.client_secret);
  if (request.header("authorization") != expected) return message_reply(401, "Invalid client credentials");
  const std::string district = world_.roster.district.id.text();
  const auto wanted = request.parameter("district");
  const auto owner_type = request.parameter("owner_type");
  if (owner_type && *owner_type != "district") return message_reply(400, "owner_type must be district");
  std::string data;
  if (!wanted || *wanted == district) {
    data = fmt::format(R"({{"id":"572757a2b8a1d10100000001","created":"2026-07-20T16:00:00.000Z",)"
                       R"("owner":{{"type":"district","id":"{}"}},"access_token":"{}",)"
                       R"("scopes":["read:sis","read:district_admins","read:school_admins","read:user_id"]}})",
                       district, access_.token);
  }
  return make_reply(200, fmt::format(R"({{"data":[{}],"links":[{{"rel":"self","uri":"{}"}}]}})", data, tokens_path));
}

SandboxReply CleverSide::answer_data(const SandboxRequest& request, const std::optional<Misbehaviour>& wrong) {
  if (request.method != "GET") return message_reply(501, "Not implemented");
  if (access_.token.empty() || request.header("authorization") != "Bearer " + access_.token) {
    return message_reply(401, "Invalid access token");
  }
  SandboxReply counted;
  if (!within_limit(counted)) return counted;

  SandboxReply reply = message_reply(404, "Resource not found");
  const std::string rest = request.path.substr(data_prefix.size());
  const std::size_t slash = rest.find('/');
  if (const auto collection = collection_of(rest.substr(0, slash), request.parameter("role"))) {
    if (slash == std::string::npos) {
      reply = answer_list(request, *collection, wrong);
    } else if (const auto id = CleverId::parse(rest.substr(slash + 1))) {
      if (auto record = pages_.single(*collection, *id, request.path)) reply = make_reply(200, std::move(*record));
    }
  }
  reply.headers.insert(reply.headers.end(), counted.headers.begin(), counted.headers.end());
  return reply;
}

SandboxReply CleverSide::answer_list(const SandboxRequest& request, Collection collection,
                                     const std::optional<Misbehaviour>& wrong) {
  PageRequest page{.collection = collection, .uri = uri_of(request), .starting_after = {}, .ending_before = {}};
  if (const auto limit = request.parameter("limit")) {
    const auto [end, error] = std::from_chars(limit->data(), limit->data() + limit->size(), page.limit);
    if (error != std::errc{} || end != limit->data() + limit->size() || page.limit == 0) {
      return message_reply(400, "limit must be a positive integer");
    }
    if (page.limit > clever_page_most) return message_reply(413, "limit must not be over 10000");
  }
  if (const auto after = request.parameter("starting_after")) {
    page.starting_after = CleverId::parse(*after);
    if (!page.starting_after) return message_reply(400, "starting_after must be an id");
  }
  if (const auto before = request.parameter("ending_before")) {
    page.ending_before = CleverId::parse(*before);
    if (!page.ending_before) return message_reply(400, "ending_before must be an id");
    if (page.starting_after) return message_reply(400, "starting_after and ending_before exclude each other");
  }
  if (request.parameter("count") == "true") page.count = PageRequest::Count::yes;

  SandboxReply reply;
  reply.body = pages_.page(page, wrong);
  if (!wrong && request.header("accept-encoding").find("gzip") != std::string_view::npos) {
    reply.body = pages_.gzipped(reply.body);
    reply.headers.emplace_back("Content-Encoding", "gzip");
  }
  return reply;
}

// A fixed window: "not averages; the allowed count resets every minute". Source: dev.clever.com, "Responses and
// errors".
bool CleverSide::within_limit(SandboxReply& reply) {
  const std::int64_t minute = clock_.now().time_since_epoch().count() / 60;
  if (minute != minute_) in_this_minute_ = 0;
  minute_ = minute;
  ++in_this_minute_;
  const std::int64_t remaining = access_.requests_per_minute - in_this_minute_;
  reply.headers = {{"X-RateLimit-Bucket", "bearer"},
                   {"X-RateLimit-Limit", fmt::format("{}", access_.requests_per_minute)},
                   {"X-RateLimit-Remaining", fmt::format("{}", std::max<std::int64_t>(remaining, 0))},
                   {"X-RateLimit-Reset", fmt::format("{}", (minute + 1) * 60)}};
  if (remaining >= 0) return true;
  reply.status = 429;
  return false;
}

}  // namespace clever_sync
