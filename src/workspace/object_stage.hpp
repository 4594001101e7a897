#pragma once
// ObjectStage: the objects of one commit on their way into the repository. Few and small ones wait in memory and become
// loose objects; more of them go into one pack as they come. New versions of files whose last version is packed are
// stored as deltas from that: the pack that has it is copied in front of the new one and goes. Private to this folder.
//
// Why loose objects at all: a pack for each of the small commits of every night would make every look-up slower. Why
// not always: a loose object costs two flushes of the disk, so 5,000 of them take 6 to 37 s where a pack takes 0.3. Why
// the copy: git allows no delta from another pack. It costs 1.3 ns a byte, a tenth of compressing the files anew, and
// writes no more than whole files would. What waits in memory leaves no trace when the commit is given up.

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "workspace/blob_source.hpp"
#include "workspace/delta_encoder.hpp"
#include "workspace/git_library.hpp"
#include "workspace/pack_reader.hpp"
#include "workspace/pack_writer.hpp"

namespace clever_sync {

/// The version of a file that a new one replaces.
struct FormerVersion {
  std::string path;
  Oid blob{};
};

class ObjectStage {
 public:
  /// `objects_folder` is the repository's "objects"; `count_files` tells how many files the base has, and is called at
  /// most once. Object database and blobs must outlive the stage.
  ObjectStage(git_odb* objects, BlobSource& blobs, std::string objects_folder,
              std::function<std::size_t()> count_files);

  /// Takes the object in, unless the repository or the stage has it. Throws Error{storage}.
  void add(ObjectType type, const Oid& id, std::string_view bytes);
  /// The same for a blob that takes another's place.
  void add_version(const Oid& id, std::string_view bytes, FormerVersion former);
  /// Returns when everything that was added is on the disk and can be read. Call once, last. Throws Error{storage}.
  void make_durable();

 private:
  struct Waiting {
    ObjectType type;
    Oid id;
    std::string bytes;
    std::optional<FormerVersion> former;
  };
  struct Front {
    PackReader pack;
    std::size_t version_bytes = 0;  // of what waits and can be a delta from the pack
  };
  [[nodiscard]] bool exists(const Oid& id) const;
  void take(ObjectType type, const Oid& id, std::string_view bytes, std::optional<FormerVersion> former);
  [[nodiscard]] std::optional<Front> find_front();
  [[nodiscard]] std::optional<std::string_view> delta_of(const FormerVersion& former, std::string_view bytes);
  [[nodiscard]] bool resembles_former();
  void start_pack(std::optional<PackReader> front);
  void pack(ObjectType type, const Oid& id, std::string_view bytes, const std::optional<FormerVersion>& former);
  void write_loose();

  git_odb* objects_;
  BlobSource* blobs_;
  std::string objects_folder_;
  std::function<std::size_t()> count_files_;
  std::set<Oid> staged_;
  std::vector<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::unique_ptr<PackWriter> pack_;
  std::optional<PackReader> front_;  // of the pack
  DeltaEncoder encoder_;
};

}  // namespace clever_sync
