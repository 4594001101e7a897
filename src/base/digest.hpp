#pragma once
// SHA-256, as lower-case hex. Digests bind approvals to plans and chain receipts.

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace clever_sync {

/// The 64 hex digits of the SHA-256 of `bytes`.
std::string sha256_hex(std::string_view bytes);

/// The same, fed piece by piece.
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  Sha256(Sha256&&) = delete;
  Sha256& operator=(Sha256&&) = delete;
  ~Sha256();

  void update(std::string_view bytes);
  /// The digest of all that was fed. Call once.
  std::string finish_hex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace clever_sync
