#include "workspace/object_hash.hpp"

#include <openssl/evp.h>

#include <string>

#include "base/error.hpp"

namespace clever_sync {

namespace {

unsigned char hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned char>(digit - '0');
  ensure(digit >= 'a' && digit <= 'f', "an object id with a digit that is not hex");
  return static_cast<unsigned char>(digit - 'a' + 10);
}

}  // namespace

struct Sha1::Context {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> handle{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha1::Sha1() : context_(std::make_unique<Context>()) {
  ensure(context_->handle != nullptr && EVP_DigestInit_ex(context_->handle.get(), EVP_sha1(), nullptr) == 1,
         "OpenSSL refused SHA-1, which git's object ids need");
}

Sha1::~Sha1() = default;

void Sha1::update(std::string_view bytes) {
  ensure(EVP_DigestUpdate(context_->handle.get(), bytes.data(), bytes.size()) == 1, "OpenSSL refused SHA-1");
}

Oid Sha1::finish() {
  Oid oid{};
  unsigned int written = 0;
  ensure(EVP_DigestFinal_ex(context_->handle.get(), oid.data(), &written) == 1 && written == oid.size(),
         "OpenSSL refused SHA-1");
  return oid;
}

std::string_view type_name(ObjectType type) {
  switch (type) {
    case ObjectType::commit:
      return "commit";
    case ObjectType::tree:
      return "tree";
    case ObjectType::blob:
      return "blob";
  }
  unreachable("ObjectType");
}

Oid hash_object(ObjectType type, std::string_view bytes) {
  std::string header(type_name(type));
  header += ' ';
  header += std::to_string(bytes.size());
  header += '\0';
  Sha1 hash;
  hash.update(header);
  hash.update(bytes);
  return hash.finish();
}

ObjectId to_hex(const Oid& oid) {
  constexpr std::string_view digits = "0123456789abcdef";
  ObjectId hex;
  hex.reserve(2 * oid.size());
  for (const unsigned char byte : oid) {
    hex.push_back(digits[byte >> 4U]);
    hex.push_back(digits[byte & 0xFU]);
  }
  return hex;
}

Oid from_hex(std::string_view hex) {
  Oid oid{};
  ensure(hex.size() == 2 * oid.size(), "an object id that has not 40 digits");
  for (std::size_t i = 0; i < oid.size(); ++i) {
    oid[i] = static_cast<unsigned char>(hex_value(hex[2 * i]) << 4U | hex_value(hex[2 * i + 1]));
  }
  return oid;
}

}  // namespace clever_sync
