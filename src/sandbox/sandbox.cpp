#include "sandbox/sandbox.hpp"

#include <fmt/core.h>

#include "base/json.hpp"

namespace clever_sync {
namespace {

std::string address(const HttpServer& server, std::string_view path) {
  return fmt::format("http://127.0.0.1:{}{}", server.port(), path);
}

}  // namespace

Sandbox::Sandbox(World world, const SandboxSettings& settings, Clock& clock)
    : settings_(settings),
      clock_(clock),
      clever_(std::move(world), settings.clever, misbehaviours_, clock),
      sphero_(clever_.with_world([](const World& of) { return of.roster.district.id; }), settings.sphero_token,
              misbehaviours_, clock) {
  clever_.with_world([this](World& of) { stamp_sync(of); });
  clever_server_ = std::make_unique<HttpServer>(
      settings.clever_port, [this](const SandboxRequest& request) { return clever_.answer(request); });
  sphero_server_ = std::make_unique<HttpServer>(settings.sphero_port, [this](const SandboxRequest& request) {
    return request.path.starts_with("/sandbox/") ? control(request) : sphero_.answer(request);
  });
}

std::string Sandbox::clever_url() const {
  return address(*clever_server_, "/v3.1");
}
std::string Sandbox::oauth_url() const {
  return address(*clever_server_, "/oauth/tokens");
}
std::string Sandbox::sphero_url() const {
  return address(*sphero_server_, "/v1");
}
std::string Sandbox::control_url() const {
  return address(*sphero_server_, "/sandbox");
}

std::string Sandbox::addresses() const {
  return canonical_json(Json::Object{
      {"clever", clever_url()}, {"control", control_url()}, {"oauth", oauth_url()}, {"sphero", sphero_url()}});
}

void Sandbox::stamp_sync(World& world) const {
  if (settings_.sync_time == SandboxSettings::SyncTime::machine) world.last_sync = clock_.now();
}

}  // namespace clever_sync
