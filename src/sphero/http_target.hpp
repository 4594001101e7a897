#pragma once
// HttpTarget: the Target over HTTP, as docs/sphero-edu-api.yaml describes it. It trusts nothing that it is told: a read
// is either complete and without contradiction or an Error{remote} that names the collection and the page, and an
// answer to a batch is taken operation by operation. It retries nothing itself and knows no plan.

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "sphero/target.hpp"

namespace clever_sync {

struct SpheroOptions {
  std::string api;    // https://edu.example.org/roster/v1
  std::string token;  // a secret: never printed, never in an Error
  DistrictId district;
  int page_limit = 1000;  // 1 to 1000
};

/// Progress of reading: how many objects of the kind were read so far. Told after each page, from several threads.
struct ObserveProgress {
  Kind kind = Kind::class_;
  std::int64_t records = 0;
};

class HttpTarget final : public Target {
 public:
  /// The transport should retry GETs, and may resend POSTs: they carry an idempotency key. `observe` may be empty.
  HttpTarget(Transport& transport, SpheroOptions options, std::function<void(const ObserveProgress&)> observe);
  [[nodiscard]] std::optional<ConnectionStatus> fetch_connection(std::stop_token stop) override;
  [[nodiscard]] Observation fetch_live(std::stop_token stop) override;
  [[nodiscard]] Observation fetch_objects(const std::vector<std::pair<Kind, CleverId>>& objects,
                                          std::stop_token stop) override;
  [[nodiscard]] SendOutcome send_batch(const std::string& idempotency_key, const std::vector<Operation>& operations,
                                       std::stop_token stop) override;

 private:
  Transport& transport_;
  SpheroOptions options_;
  std::function<void(const ObserveProgress&)> observe_;
};

}  // namespace clever_sync
