#pragma once
// ObjectStage: the objects of one commit on their way into the repository. Few and small ones wait in memory and become
// loose objects; more of them go into one pack as they come. Private to this folder.
//
// Why two ways: a loose object costs two flushes of the disk, so 5,000 of them take 6 to 37 s where a pack takes 0.3;
// but a pack for each of the three small commits of every night would make every look-up slower and `git gc` busy after
// two weeks. What waits in memory leaves no trace when the commit is given up.

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "workspace/git_library.hpp"
#include "workspace/pack_writer.hpp"

namespace clever_sync {

class ObjectStage {
 public:
  /// `objects_folder` is the repository's "objects". The object database must outlive the stage.
  ObjectStage(git_odb* objects, std::string objects_folder);

  /// Takes the object in, unless the repository or the stage has it. Throws Error{storage}.
  void add(ObjectType type, const Oid& id, std::string_view bytes);
  /// Returns when everything that was added is on the disk and can be read. Call once, last. Throws Error{storage}.
  void make_durable();

 private:
  struct Waiting {
    ObjectType type;
    Oid id;
    std::string bytes;
  };
  [[nodiscard]] bool exists(const Oid& id) const;
  void start_pack();
  void write_loose();

  git_odb* objects_;
  std::string objects_folder_;
  std::set<Oid> staged_;
  std::vector<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::unique_ptr<PackWriter> pack_;
};

}  // namespace clever_sync
