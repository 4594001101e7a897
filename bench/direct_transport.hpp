#pragma once
// DirectTransport: the sandbox's two servers as functions: a request is answered in this process, without a socket.
// Nights of a bench that lives through years need nothing of the wire, and save its time.

#include "http/transport.hpp"
#include "sandbox/clever_side.hpp"
#include "sandbox/sphero_side.hpp"

namespace clever_sync::bench {

class DirectTransport final : public Transport {
 public:
  DirectTransport(CleverSide& clever, SpheroSide& sphero) : clever_(clever), sphero_(sphero) {}
  /// What is below /v3.1 or /oauth is Clever's, all else Sphero Edu's. Host and port mean nothing.
  [[nodiscard]] HttpOutcome send(const Request& request, std::stop_token stop) override;

 private:
  CleverSide& clever_;
  SpheroSide& sphero_;
};

}  // namespace clever_sync::bench
