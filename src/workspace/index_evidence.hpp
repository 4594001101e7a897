#pragma once
// IndexEvidence: whether git's index proves that a file of the checkout holds a blob, so that it need not be read and
// hashed. The index notes each file's size, inode and times; what they can't prove is hashed. Private to this folder.
//
// Nothing is believed of a file that was changed since the index was written or within the same tick of the clock
// (git's own rule, "racy git"), and nothing of one that is older than the running system: the files of a checkout are
// not flushed, so a power cut may have taken their bytes and left their size.

#include <sys/stat.h>

#include <string>

#include "workspace/git_library.hpp"
#include "workspace/posix_file.hpp"

namespace clever_sync {

class IndexEvidence {
 public:
  /// `written` is the time of the index file, taken before it was read. The index must outlive the evidence.
  IndexEvidence(git_index* index, const timespec& written);

  /// `file` is what lstat tells of the path now.
  [[nodiscard]] bool vouches(const std::string& path, const Oid& blob, const struct stat& file) const;

 private:
  git_index* index_;
  timespec written_;
  timespec started_;  // when the system did
};

/// Fills in what the index notes of a file.
void note_file(git_index_entry& entry, const struct stat& file);

/// Gives a file that was just written a time that lies further back than the clock that stamps files is coarse, so that
/// a person's edit in the same instant shows in its time. Throws Error{storage}.
void date_back(const Descriptor& file, const std::string& path);

}  // namespace clever_sync
