#pragma once
// BlobSource: the bytes of blobs, from the checkout's file where git's index proves that it holds them (no hash needed)
// or where it turns out to when it is hashed, else from the object database. A plain file costs a tenth of inflating
// and checking an object (libgit2 1.5, docs/performance.md). Private to this folder.

#include <optional>
#include <string>
#include <string_view>

#include "workspace/index_evidence.hpp"
#include "workspace/work_files.hpp"

namespace clever_sync {

class BlobSource {
 public:
  /// `work_folder` is "" and `index_path` of no matter for a bare repository. The object database must outlive the
  /// source.
  BlobSource(git_odb* objects, std::string work_folder, std::string index_path);

  /// The blob, which may stand at `path` of the checkout; good until the next call. Throws Error{storage}.
  std::string_view read(const std::string& path, const Oid& blob);
  /// The same to keep: not copied, since a plan's file may have hundreds of megabytes.
  std::string take(const std::string& path, const Oid& blob);

 private:
  [[nodiscard]] bool read_file(const std::string& path, const Oid& blob);
  void follow_index();

  git_odb* objects_;
  std::string work_folder_;
  std::string index_path_;
  struct stat index_status_ {};  // of the index that was read
  GitIndex index_;
  std::optional<IndexEvidence> evidence_;
  std::string bytes_;
};

}  // namespace clever_sync
