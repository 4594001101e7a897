// The control API of sandbox.hpp.
#include <fmt/core.h>

#include "base/json.hpp"
#include "sandbox/clever_records.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/school_year.hpp"

namespace clever_sync {
namespace {

SandboxReply json_reply(const Json& json) {
  return make_reply(200, canonical_json(json) + "\n");
}

Json::Array texts(const std::vector<std::string>& items) {
  return {items.begin(), items.end()};
}

Json day_of(const World& world) {
  return Json::Object{{"day", format_date(world.day)}, {"last_sync", clever_time(world.last_sync)}};
}

// The request's body as an object; an empty body is an empty object.
std::variant<Json, SandboxReply> body_of(const SandboxRequest& request) {
  if (request.method != "POST") return problem_reply(405, "method-not-allowed", "POST a JSON object");
  auto parsed = parse_json(request.body);
  const Json* const json = std::get_if<Json>(&parsed);
  if (json == nullptr || !json->is_object()) return problem_reply(400, "not-json", "The body must be a JSON object");
  return *json;
}

std::string_view reason_of(SignIn::Answer answer) {
  switch (answer) {
    case SignIn::Answer::can:
      return "";
    case SignIn::Answer::no_account:
      return "no account";
    case SignIn::Answer::archived:
      return "the account is archived";
    case SignIn::Answer::class_archived:
      return "a class on whose roster the student is, is archived";
  }
  return "";
}

Json counts_of(const std::map<std::string, std::int64_t>& by_path) {
  Json::Object counts;
  for (const auto& [path, count] : by_path) counts.emplace(path, count);
  return counts;
}

}  // namespace

SandboxReply Sandbox::control(const SandboxRequest& request) {
  const std::string_view what = std::string_view(request.path).substr(std::string_view("/sandbox/").size());
  if (what == "day") return control_day(request);
  if (what == "event") return control_event(request);
  if (what == "misbehave") return control_misbehave(request);
  if (what == "sign-in") return control_sign_in(request);
  if (what == "requests") return control_requests();
  if (what == "state") return control_state(request);
  if (what == "clear") {
    if (request.method != "POST") return problem_reply(405, "method-not-allowed", "POST to clear");
    misbehaviours_.clear();
    return json_reply(Json::Object{{"cleared", true}});
  }
  return problem_reply(404, "not-found", "The sandbox has no such control; see docs/sandbox.md");
}

SandboxReply Sandbox::control_day(const SandboxRequest& request) {
  if (request.method == "GET") return json_reply(clever_.with_world([](const World& world) { return day_of(world); }));
  const auto body = body_of(request);
  if (const auto* const problem = std::get_if<SandboxReply>(&body)) return *problem;
  const auto day = parse_date(std::get<Json>(body).text("day"));
  if (!day) return problem_reply(422, "invalid", "day must be YYYY-MM-DD");
  return clever_.with_world([&](World& world) {
    if (*day < world.day) return problem_reply(409, "backwards", "The school year goes only forward");
    const std::vector<std::string> touched = move_to_day(world, *day);
    stamp_sync(world);
    Json answer = day_of(world);
    answer.set("touched", texts(touched));
    return json_reply(answer);
  });
}

SandboxReply Sandbox::control_event(const SandboxRequest& request) {
  const auto body = body_of(request);
  if (const auto* const problem = std::get_if<SandboxReply>(&body)) return *problem;
  const Json& event = std::get<Json>(body);
  auto outcome = clever_.with_world([&](World& world) {
    const UtcTime before = world.last_sync;
    auto played = play_clever_event(world, event);
    if (world.last_sync != before) stamp_sync(world);
    return played;
  });
  if (!outcome) outcome = sphero_.with_world([&](SpheroWorld& world) { return play_sphero_event(world, event); });
  if (!outcome) return problem_reply(422, "unknown-event", "The sandbox has no such event; see docs/sandbox.md");
  if (const auto* const refused = std::get_if<EventRefused>(&*outcome))
    return problem_reply(422, "refused", refused->why);
  return json_reply(Json::Object{{"touched", texts(std::get<EventDone>(*outcome).touched)}});
}

SandboxReply Sandbox::control_misbehave(const SandboxRequest& request) {
  const auto body = body_of(request);
  if (const auto* const problem = std::get_if<SandboxReply>(&body)) return *problem;
  const auto rule = parse_misbehaviour(std::get<Json>(body));
  if (const auto* const wrong = std::get_if<std::string>(&rule)) return problem_reply(422, "invalid", *wrong);
  misbehaviours_.add(std::get<Misbehaviour>(rule));
  return json_reply(Json::Object{{"added", true}});
}

SandboxReply Sandbox::control_sign_in(const SandboxRequest& request) {
  const auto asked = request.parameter("clever_id");
  return sphero_.with_world([&](const SpheroWorld& world) {
    if (asked) {
      const auto user = UserId::parse(*asked);
      if (!user) return problem_reply(422, "invalid", "clever_id must be 24 lower-case hex digits");
      const SignIn answer = sign_in(world, *user);
      Json json;
      json.set("can_sign_in", answer.answer == SignIn::Answer::can);
      json.set("class", answer.class_id);
      json.set("why", reason_of(answer.answer));
      return json_reply(json);
    }
    const SignIns all = sign_ins(world);
    Json::Array blocked;
    for (const UserId& id : all.blocked) blocked.emplace_back(id.text());
    return json_reply(Json::Object{{"blocked", blocked}, {"can", all.can}});
  });
}

SandboxReply Sandbox::control_requests() {
  const SpheroRequests sphero = sphero_.requests();
  return json_reply(Json::Object{{"batches", sphero.batch.batches},
                                 {"batches_repeated", sphero.batch.repeated},
                                 {"clever", counts_of(clever_.requests())},
                                 {"operations", sphero.batch.operations},
                                 {"sphero", counts_of(sphero.by_path)},
                                 {"writes", sphero.batch.writes}});
}

SandboxReply Sandbox::control_state(const SandboxRequest& request) {
  const auto versions = request.parameter("versions") == "no" ? ShowVersions::no : ShowVersions::yes;
  return sphero_.with_world(
      [versions](const SpheroWorld& world) { return make_reply(200, encode_sphero_world(world, versions)); });
}

}  // namespace clever_sync
