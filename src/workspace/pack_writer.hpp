#pragma once
// PackWriter: many objects as one pack file of a repository, written as they come, in constant memory but for 32 bytes
// an object, on top of an older pack if need be. libgit2's own way (mempack) searches for deltas at 0.13 s a megabyte
// and holds everything in memory. Private to this folder.
//
// Until finish() the file has a temporary name. A writer that is destroyed removes it; one that is killed leaves it,
// and the next writer in this folder finds that nobody holds its lock and removes it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/deflater.hpp"
#include "workspace/pack_reader.hpp"
#include "workspace/posix_file.hpp"

namespace clever_sync {

class PackWriter {
 public:
  /// `pack_folder` is the repository's objects/pack; made if missing. Throws Error{storage}.
  explicit PackWriter(std::string pack_folder);
  PackWriter(const PackWriter&) = delete;
  PackWriter& operator=(const PackWriter&) = delete;
  PackWriter(PackWriter&&) = delete;
  PackWriter& operator=(PackWriter&&) = delete;
  ~PackWriter();

  /// Puts all of an older pack in front of what will be added, since a delta's base must be in the same pack. Call
  /// first, if at all. Throws Error{storage}.
  void copy_front(const PackReader& front);
  /// Adds an object; each id at most once. Throws Error{storage}.
  void add(ObjectType type, const Oid& id, std::string_view bytes);
  /// Adds an object as a delta from one that stands at `base_offset` in the pack.
  void add_delta(const Oid& id, std::uint64_t base_offset, std::string_view delta);
  /// Makes pack and index durable and visible, the index last, since a pack without one is ignored; then removes packs
  /// that hold nothing else. Throws Error{storage}, also if what stands in front was damaged. Call once, last.
  void finish();

 private:
  void open_temporary_file();
  void add_entry(const Oid& id, std::string_view header, std::string_view content);
  void flush();
  [[nodiscard]] Oid checksum_of_file();
  void write_index(const Oid& checksum);

  std::string folder_;
  std::string unique_;      // what tells this writer's temporary names from others'
  std::string path_;        // the pack's temporary name; "" once it has its final one
  std::string index_path_;  // the index's, likewise
  Descriptor file_;
  Descriptor index_file_;
  std::string buffer_;               // what is not written yet
  std::uint64_t written_bytes_ = 0;  // what is
  std::vector<PackedObject> objects_;
  std::size_t copied_objects_ = 0;  // the first of them
  Deflater deflater_;
};

}  // namespace clever_sync
