#include "sandbox/sphero_side.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/error.hpp"

namespace clever_sync {
namespace {

constexpr std::string_view prefix = "/v1/districts/";
constexpr std::size_t default_limit = 100;
constexpr std::size_t most_per_page = 1000;
constexpr std::size_t most_clever_ids = 100;

// E-mail addresses are compared without case; only ASCII has one here.
bool same_address(std::string_view left, std::string_view right) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(left, right, {}, lower, lower);
}

// What a list was asked for.
struct ListQuery {
  std::string after;
  std::size_t limit = default_limit;
  std::set<CleverId> clever_ids;
  std::optional<std::string> email;
};

std::variant<ListQuery, SandboxReply> read_query(const SandboxRequest& request, Kind kind) {
  ListQuery query;
  if (const auto limit = request.parameter("limit")) {
    const auto [end, error] = std::from_chars(limit->data(), limit->data() + limit->size(), query.limit);
    const bool whole = error == std::errc{} && end == limit->data() + limit->size();
    if (!whole || query.limit == 0 || query.limit > most_per_page) {
      return problem_reply(422, "invalid", "limit must be an integer from 1 to 1000");
    }
  }
  query.after = request.parameter("after").value_or("");
  std::size_t named = 0;
  for (const auto& [name, value] : request.query) {
    if (name != "clever_id") continue;
    const auto id = CleverId::parse(value);
    if (!id) return problem_reply(422, "invalid", "clever_id must be 24 lower-case hex digits");
    query.clever_ids.insert(*id);
    if (++named > most_clever_ids) return problem_reply(422, "invalid", "At most 100 clever_id");
  }
  if (const auto email = request.parameter("email"); email && kind == Kind::teacher) query.email = *email;
  return query;
}

// Hand-made teachers are listed; of students and classes only what Clever manages.
bool is_listed(const SpheroObject& object, Kind kind, const ListQuery& query) {
  if (kind != Kind::teacher && object.managed_by != ManagedBy::clever) return false;
  if (!query.clever_ids.empty() && (!object.clever_id || !query.clever_ids.contains(*object.clever_id))) return false;
  constexpr std::size_t email_field = 0;
  return !query.email || same_address(object.fields.at(email_field), *query.email);
}

}  // namespace

SpheroSide::SpheroSide(DistrictId district, std::string token, Misbehaviours& misbehaviours, Clock& clock)
    : world_(district), batch_(world_, misbehaviours, clock), token_(std::move(token)), misbehaviours_(misbehaviours) {}

SpheroRequests SpheroSide::requests() {
  const std::lock_guard lock(mutex_);
  return {.by_path = requests_, .batch = batch_.counts()};
}

SandboxReply SpheroSide::answer(const SandboxRequest& request) {
  std::string rest = "?";  // below the district
  if (request.path.starts_with(prefix)) {
    const std::string below = request.path.substr(prefix.size());
    const std::size_t slash = below.find('/');
    rest = slash == std::string::npos ? "district" : below.substr(slash + 1);
  }
  const bool known =
      rest == "district" || rest == "teachers" || rest == "students" || rest == "classes" || rest == "batch";
  const auto wrong = misbehaviours_.next_request(Side::sphero, rest);
  auto reply = reply_instead(wrong, Side::sphero);  // without the lock: it may sleep
  const std::lock_guard lock(mutex_);
  ++requests_[known ? rest : "other"];
  if (!reply) reply = known ? answer_locked(request, rest, wrong) : problem_reply(404, "not-found", "No such path");
  spoil(wrong, *reply);
  return *reply;
}

SandboxReply SpheroSide::answer_locked(const SandboxRequest& request, std::string_view rest,
                                       const std::optional<Misbehaviour>& wrong) {
  if (token_.empty() || request.header("authorization") != "Bearer " + token_) {
    return problem_reply(401, "unauthorized", "A valid bearer token is required");
  }
  const std::string_view district = std::string_view(request.path).substr(prefix.size(), id_text_bytes);
  if (DistrictId::parse(district) != world_.district()) return problem_reply(404, "not-found", "No such district");
  if (request.path.substr(prefix.size() + district.size()) != (rest == "district" ? "" : fmt::format("/{}", rest))) {
    return problem_reply(404, "not-found", "No such district");
  }
  if (request.method != (rest == "batch" ? "POST" : "GET")) {
    return problem_reply(405, "method-not-allowed", "The path has no such method");
  }
  if (rest == "district") return answer_district();
  if (rest == "batch") {
    if (world_.connection != ConnectionState::approved) {
      return problem_reply(403, "not-approved", "The district's connection is not approved");
    }
    return batch_.answer(request.header("idempotency-key"), request.body, wrong);
  }
  const Kind kind = rest == "teachers" ? Kind::teacher : rest == "students" ? Kind::student : Kind::class_;
  return answer_list(request, kind, wrong);
}

SandboxReply SpheroSide::answer_district() const {
  Json district;
  district.set("district", world_.district().text());
  district.set("status", name_of(world_.connection));
  if (world_.connection != ConnectionState::requested) district.set("approved_at", "2026-07-21T17:00:00Z");
  return make_reply(200, canonical_json(district));
}

SandboxReply SpheroSide::answer_list(const SandboxRequest& request, Kind kind,
                                     const std::optional<Misbehaviour>& wrong) const {
  auto read = read_query(request, kind);
  if (const auto* const problem = std::get_if<SandboxReply>(&read)) return *problem;
  const auto& query = std::get<ListQuery>(read);

  std::vector<std::string> records;
  std::string last;
  std::string next;
  const auto add = [&](const SpheroObject& object) {
    if (!is_listed(object, kind, query)) return true;
    if (records.size() == query.limit) next = last;
    if (!next.empty()) return false;
    append_object(kind, object, records.emplace_back());
    last = object.sphero_id;
    return true;
  };
  if (query.clever_ids.empty()) {
    const SpheroWorld::Objects& all = world_.objects(kind);
    for (auto at = all.upper_bound(query.after); at != all.end() && add(at->second);) ++at;
  } else {
    // Looked up instead of searched for: reading back a first night asks a thousand times.
    std::map<std::string_view, const SpheroObject*> named;
    for (const CleverId& id : query.clever_ids) {
      const SpheroObject* const object = world_.find(kind, id);
      if (object != nullptr) named.emplace(object->sphero_id, object);
    }
    for (auto at = named.upper_bound(query.after); at != named.end() && add(*at->second);) ++at;
  }
  const std::string before_all = "0";  // a cursor that leads to the first page
  spoil_page(wrong, records, next, query.after.empty() ? before_all : query.after);

  std::string out = R"({"data":[)";
  for (std::size_t at = 0; at < records.size(); ++at) out.append(at == 0 ? "" : ",").append(records[at]);
  out.push_back(']');
  if (!next.empty()) {
    out.append(R"(,"next":)");
    append_json_string(next, out);
  }
  return make_reply(200, out.append("}"));
}

}  // namespace clever_sync
