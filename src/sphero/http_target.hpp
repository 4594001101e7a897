#pragma once
// HttpTarget: the Target over HTTP, as docs/sphero-edu-api.yaml describes it.

#include "sphero/target.hpp"

namespace clever_sync {

struct SpheroOptions {
  std::string api;  // https://edu.example.org/roster/v1
  std::string token;  // a secret: never printed, never in an Error
  DistrictId district;
  int page_limit = 1000;
};

/// Progress of reading, told from several threads.
struct ObserveProgress {
  Kind kind = Kind::class_;
  std::int64_t records = 0;
};

class HttpTarget final : public Target {
 public:
  /// The transport should retry GETs and resend POSTs only under their own key.
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
