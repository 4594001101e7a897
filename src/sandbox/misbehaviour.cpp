#include "sandbox/misbehaviour.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <thread>

#include "base/error.hpp"

namespace clever_sync {
namespace {

struct MisdeedName {
  Misdeed what;
  std::string_view name;
};
constexpr auto misdeed_names = std::to_array<MisdeedName>({{Misdeed::too_many_requests, "429"},
                                                           {Misdeed::server_error, "500"},
                                                           {Misdeed::unavailable, "503"},
                                                           {Misdeed::drop, "drop"},
                                                           {Misdeed::act_then_drop, "act-then-drop"},
                                                           {Misdeed::truncate, "truncate"},
                                                           {Misdeed::half, "half"},
                                                           {Misdeed::html, "html"},
                                                           {Misdeed::no_data, "no-data"},
                                                           {Misdeed::redirect, "redirect"},
                                                           {Misdeed::loop, "loop"},
                                                           {Misdeed::duplicate, "duplicate"},
                                                           {Misdeed::out_of_order, "out-of-order"},
                                                           {Misdeed::empty, "empty"},
                                                           {Misdeed::torn, "torn"},
                                                           {Misdeed::latency, "latency"},
                                                           {Misdeed::operation_refused, "operation-refused"},
                                                           {Misdeed::operation_busy, "operation-busy"},
                                                           {Misdeed::operation_lost, "operation-lost"},
                                                           {Misdeed::die, "die"}});

bool concerns_operations(Misdeed what) {
  return what == Misdeed::operation_refused || what == Misdeed::operation_busy || what == Misdeed::operation_lost;
}

bool matches(const Misbehaviour& rule, Side side, std::string_view path) {
  if (rule.side != side) return false;
  if (rule.path.empty() || rule.path == path) return true;
  return rule.path == "users" && (path == "students" || path == "teachers");
}

SandboxReply failing(Side side, int status, std::string_view code, std::string_view title) {
  if (side == Side::sphero) return problem_reply(status, code, title);
  return make_reply(status, fmt::format(R"({{"message":"{}"}})", title));
}

}  // namespace

std::string_view name_of(Side side) {
  switch (side) {
    case Side::clever:
      return "clever";
    case Side::sphero:
      return "sphero";
  }
  unreachable("side");
}

std::variant<Misbehaviour, std::string> parse_misbehaviour(const Json& body) {
  Misbehaviour rule;
  const std::string_view side = body.text("side");
  if (side != "clever" && side != "sphero") return "side must be clever or sphero";
  rule.side = side == "clever" ? Side::clever : Side::sphero;
  rule.path = body.text("path");

  const std::string_view what = body.text("what");
  const auto* const known = std::ranges::find(misdeed_names, what, &MisdeedName::name);
  if (known == misdeed_names.end()) return "what must be one of the misdeeds in docs/sandbox.md";
  rule.what = known->what;
  if (concerns_operations(rule.what)) rule.side = Side::sphero;

  const auto number = [&](std::string_view key, std::int64_t otherwise) {
    const Json* const value = body.find(key);
    return value == nullptr ? otherwise : value->as_integer().value_or(-1);
  };
  rule.after = number("after", 0);
  rule.times = number("times", 1);
  rule.delay = std::chrono::milliseconds(number("milliseconds", 200));
  rule.retry_after = std::chrono::seconds(number("retry_after", 1));
  if (rule.after < 0 || rule.times < 0 || rule.delay.count() < 0 || rule.retry_after.count() < 0) {
    return "after, times, milliseconds and retry_after must be integers from 0";
  }
  return rule;
}

void Misbehaviours::add(Misbehaviour rule) {
  const std::lock_guard lock(mutex_);
  rules_.push_back({.rule = std::move(rule), .seen = 0});
}

void Misbehaviours::clear() {
  const std::lock_guard lock(mutex_);
  rules_.clear();
  dead_ = {};
}

std::optional<Misbehaviour> Misbehaviours::next_request(Side side, std::string_view path) {
  return take(side, path, false);
}
std::optional<Misbehaviour> Misbehaviours::next_operation() {
  return take(Side::sphero, "batch", true);
}

std::optional<Misbehaviour> Misbehaviours::take(Side side, std::string_view path, bool operations) {
  const std::lock_guard lock(mutex_);
  bool& dead = dead_.at(static_cast<std::size_t>(side));
  if (dead && !operations) return Misbehaviour{.side = side, .path = {}, .what = Misdeed::die};
  const Misbehaviour* chosen = nullptr;
  for (Counted& counted : rules_) {
    const Misbehaviour& rule = counted.rule;
    if (concerns_operations(rule.what) != operations || !matches(rule, side, path)) continue;
    const std::int64_t before = counted.seen++;
    const bool due = before >= rule.after && (rule.times == 0 || before < rule.after + rule.times);
    if (due && chosen == nullptr) chosen = &rule;
  }
  if (chosen == nullptr) return std::nullopt;
  if (chosen->what == Misdeed::die) dead = true;
  return *chosen;
}

std::optional<SandboxReply> reply_instead(const std::optional<Misbehaviour>& wrong, Side side) {
  if (!wrong) return std::nullopt;
  const std::string seconds = fmt::format("{}", wrong->retry_after.count());
  SandboxReply reply;
  switch (wrong->what) {
    case Misdeed::too_many_requests:
      // Clever's 429 has an empty body and no Retry-After. Source: dev.clever.com, "Responses and errors".
      if (side == Side::sphero) reply = problem_reply(429, "too-many-requests", "Too many requests");
      reply.status = 429;
      if (side == Side::sphero) reply.headers.emplace_back("Retry-After", seconds);
      return reply;
    case Misdeed::server_error:
      return failing(side, 500, "internal", "Internal error");
    case Misdeed::unavailable:
      reply = failing(side, 503, "unavailable", "Unavailable");
      if (side == Side::sphero) reply.headers.emplace_back("Retry-After", seconds);
      return reply;
    case Misdeed::drop:
    case Misdeed::die:
      reply.delivery = Delivery::drop;
      return reply;
    case Misdeed::html:
      reply = make_reply(200, "<!doctype html><title>Maintenance</title><p>We will be back soon.\n");
      reply.content_type = "text/html";
      return reply;
    case Misdeed::redirect:
      reply.status = 302;
      reply.headers.emplace_back("Location", "/elsewhere");
      return reply;
    case Misdeed::no_data:
      return make_reply(200, R"({"message":"ok"})");
    case Misdeed::latency:
      std::this_thread::sleep_for(wrong->delay);
      return std::nullopt;
    case Misdeed::act_then_drop:
    case Misdeed::truncate:
    case Misdeed::half:
    case Misdeed::loop:
    case Misdeed::duplicate:
    case Misdeed::out_of_order:
    case Misdeed::empty:
    case Misdeed::torn:
    case Misdeed::operation_refused:
    case Misdeed::operation_busy:
    case Misdeed::operation_lost:
      return std::nullopt;
  }
  unreachable("misdeed");
}

void spoil(const std::optional<Misbehaviour>& wrong, SandboxReply& reply) {
  if (!wrong) return;
  if (wrong->what == Misdeed::act_then_drop) reply.delivery = Delivery::drop;
  if (wrong->what == Misdeed::truncate) reply.delivery = Delivery::cut_body;
  if (wrong->what == Misdeed::half && reply.body) {
    reply.body = std::make_shared<const std::string>(reply.body->substr(0, reply.body->size() / 2));
  }
}

bool changes_page(Misdeed what) {
  return what == Misdeed::loop || what == Misdeed::duplicate || what == Misdeed::out_of_order || what == Misdeed::empty;
}

void spoil_page(const std::optional<Misbehaviour>& wrong, std::vector<std::string>& records, std::string& next,
                const std::string& self) {
  if (!wrong) return;
  if (wrong->what == Misdeed::loop) next = self;
  if (wrong->what == Misdeed::duplicate && !records.empty()) records.push_back(records.back());
  if (wrong->what == Misdeed::out_of_order && records.size() > 1) std::swap(records[0], records[1]);
  if (wrong->what == Misdeed::empty) {
    records.clear();
    next.clear();
  }
}

SandboxReply problem_reply(int status, std::string_view code, std::string_view title) {
  Json problem;
  problem.set("code", code);
  problem.set("status", status);
  problem.set("title", title);
  SandboxReply reply = make_reply(status, canonical_json(problem));
  reply.content_type = "application/problem+json";
  return reply;
}

}  // namespace clever_sync
