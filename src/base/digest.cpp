#include "base/digest.hpp"

#include <openssl/evp.h>

#include "base/error.hpp"

namespace clever_sync {

struct Sha256::Context {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> handle{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  ensure(context_->handle != nullptr && EVP_DigestInit_ex(context_->handle.get(), EVP_sha256(), nullptr) == 1,
         "OpenSSL refused SHA-256");
}

Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
  ensure(EVP_DigestUpdate(context_->handle.get(), bytes.data(), bytes.size()) == 1, "OpenSSL refused SHA-256");
}

std::string Sha256::finish_hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
  unsigned int raw_bytes = 0;
  ensure(EVP_DigestFinal_ex(context_->handle.get(), raw.data(), &raw_bytes) == 1, "OpenSSL refused SHA-256");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(std::size_t{2} * raw_bytes);
  for (unsigned int i = 0; i < raw_bytes; ++i) {
    hex.push_back(digits[raw[i] >> 4U]);
    hex.push_back(digits[raw[i] & 0xFU]);
  }
  return hex;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 digest;
  digest.update(bytes);
  return digest.finish_hex();
}

}  // namespace clever_sync
