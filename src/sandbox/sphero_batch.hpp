#pragma once
// The batch endpoint: up to 500 operations in order, each succeeding or failing by itself, behind an Idempotency-Key
// that is remembered for 24 hours together with a digest of the body and the first answer. Contract:
// docs/sphero-edu-api.yaml, `batch`.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "sandbox/misbehaviour.hpp"
#include "sandbox/sphero_operations.hpp"

namespace clever_sync {

inline constexpr std::size_t most_operations = 500;
inline constexpr std::size_t longest_key = 128;

struct BatchCounts {
  std::int64_t batches = 0;     // that were carried out
  std::int64_t repeated = 0;    // answered from memory
  std::int64_t operations = 0;  // carried out, whatever their outcome
  std::int64_t writes = 0;      // that changed something
};

/// Not safe to use from several threads: the caller holds the lock of the world.
class SpheroBatch {
 public:
  SpheroBatch(SpheroWorld& world, Misbehaviours& misbehaviours, Clock& clock)
      : world_(world), misbehaviours_(misbehaviours), clock_(clock) {}

  /// `wrong` may be a misdeed that spoils the list of results.
  SandboxReply answer(std::string_view key, std::string_view body, const std::optional<Misbehaviour>& wrong);
  [[nodiscard]] const BatchCounts& counts() const { return counts_; }

 private:
  struct Remembered {
    std::string body_digest;
    std::shared_ptr<const std::string> answer;
    UtcTime at{};
  };
  BatchOutcome perform(const Json& operation);
  void forget_old_keys(UtcTime now);

  SpheroWorld& world_;
  Misbehaviours& misbehaviours_;
  Clock& clock_;
  BatchCounts counts_;
  std::map<std::string, Remembered, std::less<>> keys_;
};

}  // namespace clever_sync
