#pragma once
// Git's object ids as 20 bytes, and how they come about: the SHA-1 of a small header and the content. OpenSSL's SHA-1
// runs at 1.4 GB/s where libgit2's collision-detecting one reaches 0.4 (docs/performance.md), and every byte of every
// snapshot is hashed each night. Pure; private to this folder.

#include <array>
#include <memory>
#include <string_view>

#include "workspace/commit.hpp"

namespace clever_sync {

using Oid = std::array<unsigned char, 20>;

/// The numbers are those of the pack format. Source: git's documentation, gitformat-pack.
enum class ObjectType : unsigned char { commit = 1, tree = 2, blob = 3 };

std::string_view type_name(ObjectType type);

/// The id of an object of this type and content.
Oid hash_object(ObjectType type, std::string_view bytes);

ObjectId to_hex(const Oid& oid);
/// The bytes of 40 lower-case hex digits. Throws Error{bug} for any other text.
Oid from_hex(std::string_view hex);

/// SHA-1 fed piece by piece.
class Sha1 {
 public:
  Sha1();
  Sha1(const Sha1&) = delete;
  Sha1& operator=(const Sha1&) = delete;
  Sha1(Sha1&&) = delete;
  Sha1& operator=(Sha1&&) = delete;
  ~Sha1();

  void update(std::string_view bytes);
  /// Call once.
  [[nodiscard]] Oid finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace clever_sync
