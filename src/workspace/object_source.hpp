#pragma once
// ObjectSource: objects of the repository for questions about the past, which read thousands of small ones. Reads packs
// and loose files itself, keeps what deltas build on, and leaves to libgit2 what it does not know (alternates, a pack
// that git made meanwhile). Ids are not hashed again: zlib's checksum tells an accident, and that the history is what
// it claims is for `verify` and `git fsck` to say. Private to this folder.

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "workspace/git_library.hpp"
#include "workspace/pack_file.hpp"

namespace clever_sync {

/// An object's place in a pack.
struct PackPlace {
  const PackFile* pack = nullptr;
  std::uint64_t offset = 0;
  friend auto operator<=>(const PackPlace&, const PackPlace&) = default;
};

class ObjectSource {
 public:
  /// `objects_folder` is the repository's own, without its alternates. The database must outlive the source.
  ObjectSource(git_odb* objects, std::string objects_folder);

  /// The object's bytes. Throws Error{storage} if it is missing, damaged or of another type.
  std::shared_ptr<const std::string> read(const Oid& id, ObjectType type);

  /// About how many bytes have to be inflated to read the object, with all that it builds on and that is not kept.
  std::size_t cost_of(const Oid& id) const;

  [[nodiscard]] std::optional<PackPlace> find(const Oid& id) const;
  /// Of an entry that is stored on another object: where that one stands.
  [[nodiscard]] std::optional<PackPlace> base_of(const PackPlace& place, const PackedEntry& entry) const;
  /// The whole object at that place and its type; nothing if it is damaged.
  struct Unpacked {
    ObjectType type = ObjectType::blob;
    std::shared_ptr<const std::string> bytes;
  };
  std::optional<Unpacked> unpack(const PackPlace& place);

 private:
  std::optional<Unpacked> read_loose(const Oid& id) const;
  std::optional<Unpacked> find_kept(const PackPlace& place);
  void keep(const PackPlace& place, const Unpacked& object);

  git_odb* objects_;
  std::string folder_;
  std::vector<std::unique_ptr<PackFile>> packs_;
  // What was used last stands in front.
  using Kept = std::list<std::pair<PackPlace, Unpacked>>;
  Kept kept_;
  std::map<PackPlace, Kept::iterator> kept_at_;
  std::size_t kept_bytes_ = 0;
  std::string delta_;  // the one at hand; its memory is used again, since fresh memory costs more than what is inflated
};

}  // namespace clever_sync
