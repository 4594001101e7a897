#pragma once
// CleverSide: what a client sees of Clever: the Data API v3.1 below /v3.1, and /oauth/tokens on the same port. Bearer
// and Basic are checked as Clever does, requests are counted against a limit per minute, and answers are compressed for
// whoever accepts it. Sources: the v3.1 description of the API; dev.clever.com "Responses and errors", "Onboarding".

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "sandbox/clever_pages.hpp"
#include "sandbox/misbehaviour.hpp"
#include "sandbox/world.hpp"

namespace clever_sync {

struct CleverAccess {
  std::string token;      // of the district; "" lets nobody in
  std::string client_id;  // of the app
  std::string client_secret;
  std::int64_t requests_per_minute = 1200;  // Clever's own limit per token
};

class CleverSide {
 public:
  CleverSide(World world, CleverAccess access, Misbehaviours& misbehaviours, Clock& clock);

  /// Safe from several threads.
  SandboxReply answer(const SandboxRequest& request);

  /// Edits the world while nobody reads it: `edit(world)`, whose result is handed on.
  template <class Edit>
  auto with_world(const Edit& edit) {
    const std::lock_guard lock(mutex_);
    return edit(world_);
  }
  /// Requests so far, by collection (`tokens` for /oauth/tokens).
  [[nodiscard]] std::map<std::string, std::int64_t> requests();

 private:
  SandboxReply answer_tokens(const SandboxRequest& request);
  SandboxReply answer_data(const SandboxRequest& request, const std::optional<Misbehaviour>& wrong);
  SandboxReply answer_list(const SandboxRequest& request, Collection collection,
                           const std::optional<Misbehaviour>& wrong);
  bool within_limit(SandboxReply& reply);

  std::mutex mutex_;
  World world_;
  CleverPages pages_;
  CleverAccess access_;
  Misbehaviours& misbehaviours_;
  Clock& clock_;
  std::map<std::string, std::int64_t> requests_;
  std::int64_t minute_ = 0;
  std::int64_t in_this_minute_ = 0;
};

}  // namespace clever_sync
