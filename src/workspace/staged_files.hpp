#pragma once
// StagedFiles: the new contents of a checkout's files, written while a commit is made and its bytes are at hand, and
// renamed into place once the branch has moved. They stand in a folder of their own beside the lock, out of git's
// sight: reading them back out of the object database would cost more than all the rest of a large commit. Private.
//
// A stage that is given up removes its folder; one that was killed leaves it, and the next stage finds that nobody
// holds its lock and removes it. Nothing is flushed, as with all files of a checkout.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "workspace/object_hash.hpp"
#include "workspace/posix_file.hpp"

namespace clever_sync {

class StagedFiles {
 public:
  /// Makes nothing yet. `private_folder` is `<git dir>/clever-sync`.
  explicit StagedFiles(std::string private_folder) : private_folder_(std::move(private_folder)) {}
  StagedFiles(const StagedFiles&) = delete;
  StagedFiles& operator=(const StagedFiles&) = delete;
  StagedFiles(StagedFiles&&) = delete;
  StagedFiles& operator=(StagedFiles&&) = delete;
  ~StagedFiles();

  /// Writes the content that `path` is to have; replaces what was staged for it before. Throws Error{storage}.
  void add(const std::string& path, const Oid& blob, std::string_view bytes);
  /// The file with the content of `blob` for `path`, if that is what was staged last.
  [[nodiscard]] std::optional<std::string> find(const std::string& path, const Oid& blob) const;

 private:
  void make_folder();

  struct Staged {
    Oid blob{};
    std::string place;
  };
  std::string private_folder_;
  std::string folder_;  // "" before the first content
  Descriptor lock_;     // the folder itself, locked
  std::map<std::string, Staged, std::less<>> staged_;
};

}  // namespace clever_sync
