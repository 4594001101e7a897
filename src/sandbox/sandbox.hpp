#pragma once
// Sandbox: the two servers and the control API around them, all on 127.0.0.1. The program clever-sync-sandbox is this
// and a command line; tests hold one directly.
//
// The control API stands on Sphero Edu's port, below /sandbox; JSON in, JSON out, no token:
//   POST day         {"day":"2026-09-02"}        moves the school year forward to that day
//   POST event       {"event":"student-joins"}   one event (events.hpp)
//   POST misbehave   {"side":"clever","path":"sections","after":1,"times":2,"what":"429"}   (misbehaviour.hpp)
//   POST clear                                   ends all misbehaviour
//   GET  sign-in?clever_id=…                     can this person sign in to Sphero Edu, and if not, why
//   GET  sign-in                                 everybody who can't, and how many can
//   GET  state?versions=no                       all that Sphero Edu holds, canonical, for comparing two runs
//   GET  requests                                requests by side and path, operations, writes
//   GET  day                                     the day of the school year, and Clever's last_sync

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "sandbox/clever_side.hpp"
#include "sandbox/http_server.hpp"
#include "sandbox/misbehaviour.hpp"
#include "sandbox/sphero_side.hpp"

namespace clever_sync {

struct SandboxSettings {
  int clever_port = 0;
  int sphero_port = 0;
  CleverAccess clever;
  std::string sphero_token;
  /// Clever's last_sync: hours of the school year's day (the same in every run), or the machine's clock.
  enum class SyncTime { school_year, machine } sync_time = SyncTime::school_year;
};

class Sandbox {
 public:
  /// Serves from here to the destructor. Throws Error{remote} when a port can't be bound.
  Sandbox(World world, const SandboxSettings& settings, Clock& clock);

  [[nodiscard]] std::string clever_url() const;   // http://127.0.0.1:PORT/v3.1
  [[nodiscard]] std::string oauth_url() const;    // http://127.0.0.1:PORT/oauth/tokens
  [[nodiscard]] std::string sphero_url() const;   // http://127.0.0.1:PORT/v1
  [[nodiscard]] std::string control_url() const;  // http://127.0.0.1:PORT/sandbox
  /// The four above as one line of JSON: what the program prints when it is ready.
  [[nodiscard]] std::string addresses() const;

 private:
  SandboxReply control(const SandboxRequest& request);
  SandboxReply control_day(const SandboxRequest& request);
  SandboxReply control_event(const SandboxRequest& request);
  SandboxReply control_misbehave(const SandboxRequest& request);
  SandboxReply control_sign_in(const SandboxRequest& request);
  SandboxReply control_requests();
  SandboxReply control_state(const SandboxRequest& request);
  void stamp_sync(World& world) const;

  SandboxSettings settings_;
  Clock& clock_;
  Misbehaviours misbehaviours_;
  CleverSide clever_;
  SpheroSide sphero_;
  // Last, so that they stop before what they serve is gone.
  std::unique_ptr<HttpServer> clever_server_;
  std::unique_ptr<HttpServer> sphero_server_;
};

}  // namespace clever_sync
