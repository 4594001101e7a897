#pragma once
// Commits as values: what goes into one, what is read back of one, and the answers of publishing. No git is needed to
// make, compare or test these; repository.hpp reads them and commit_builder.hpp writes them.

#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"

namespace clever_sync {

/// A git object id as 40 hex digits; "" is none.
using ObjectId = std::string;

/// One file of a commit to be made: new content, or nothing to remove the path.
struct FileChange {
  std::string path;  // relative to the top, with /
  std::optional<std::string> bytes;
};

struct Trailer {
  std::string key;
  std::string value;

  bool operator==(const Trailer&) const = default;
};

struct CommitMessage {
  std::string subject;  // one line
  std::string body;     // may be empty
  std::vector<Trailer> trailers;
};

struct CommitInfo {
  ObjectId id;
  ObjectId tree;
  ObjectId parent;  // the first; "" for a root
  std::string author_name;
  std::string author_email;
  UtcTime time{};  // the committer's date: when it came into this history
  std::string subject;
  std::vector<Trailer> trailers;
};

/// What stands at several paths in one commit: an id for each, "" where there is nothing.
struct PathIds {
  CommitInfo commit;
  std::vector<ObjectId> ids;
};

/// A file in a tree, not read yet.
struct TreeFile {
  std::string path;  // relative to the top of the repository
  ObjectId blob;
};

/// What stands in the way of running in this repository; every one is exit 78 and names what to do.
struct Obstacle {
  std::string what;
};

/// The tip is no longer the commit that the caller built on.
struct TipMoved {
  ObjectId tip;
};

}  // namespace clever_sync
