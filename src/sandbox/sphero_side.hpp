#pragma once
// SpheroSide: what a client sees of Sphero Edu: the contract of docs/sphero-edu-api.yaml below /v1.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "sandbox/misbehaviour.hpp"
#include "sandbox/sphero_batch.hpp"
#include "sandbox/sphero_world.hpp"

namespace clever_sync {

struct SpheroRequests {
  std::map<std::string, std::int64_t> by_path;  // `batch`, `classes`, `district`, `students`, `teachers`
  BatchCounts batch;
};

class SpheroSide {
 public:
  SpheroSide(DistrictId district, std::string token, Misbehaviours& misbehaviours, Clock& clock);

  /// Safe from several threads; one batch is carried out at a time.
  SandboxReply answer(const SandboxRequest& request);

  /// Edits or reads the world while no request does: `edit(world)`, whose result is handed on.
  template <class Edit>
  auto with_world(const Edit& edit) {
    const std::lock_guard lock(mutex_);
    return edit(world_);
  }
  [[nodiscard]] SpheroRequests requests();

 private:
  SandboxReply answer_locked(const SandboxRequest& request, std::string_view rest,
                             const std::optional<Misbehaviour>& wrong);
  SandboxReply answer_district() const;
  SandboxReply answer_list(const SandboxRequest& request, Kind kind, const std::optional<Misbehaviour>& wrong) const;

  std::mutex mutex_;
  SpheroWorld world_;
  SpheroBatch batch_;
  std::string token_;
  Misbehaviours& misbehaviours_;
  std::map<std::string, std::int64_t> requests_;
};

}  // namespace clever_sync
