#pragma once
// Steps: the history of a workspace as `verify` goes through it: every commit that touched something that is checked,
// oldest first, with the ids of all of it. Private to this folder.

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

/// What is followed; the order is that of `followed_paths`.
enum class Followed : std::size_t {
  snapshot,
  applied,
  live,
  sphero,
  plan,
  plan_markdown,
  plans,
  receipts,
  runs,
  approvals,
  rules,
  config
};
const std::vector<std::string>& followed_paths();

/// One commit, with the id of everything that is followed as it stands after it.
struct Step {
  CommitInfo commit;
  std::vector<ObjectId> ids;
  [[nodiscard]] const ObjectId& at(Followed what) const { return ids[static_cast<std::size_t>(what)]; }
};

class Steps {
 public:
  Steps(const Repository& repository, const ObjectId& tip);
  [[nodiscard]] std::size_t size() const { return steps_.size(); }
  [[nodiscard]] const Step& operator[](std::size_t i) const { return steps_[i]; }
  [[nodiscard]] bool changed(std::size_t i, Followed what) const { return before(i, what) != steps_[i].at(what); }
  /// The id before that step; "" before the first.
  [[nodiscard]] ObjectId before(std::size_t i, Followed what) const { return i == 0 ? "" : steps_[i - 1].at(what); }

 private:
  std::vector<Step> steps_;
};

/// The Clever-Sync-Stage trailer, "" for none: a hint.
std::string stage_of(const CommitInfo& commit);

/// A file of a folder that a step changed: what it was and is now, "" for none.
struct ChangedFile {
  std::string name;  // below the folder
  ObjectId before, after;
};
std::vector<ChangedFile> changed_files(const Repository& repository, const ObjectId& before, const ObjectId& after);

/// Why bytes could not be read: `integrity`, or `configuration` for what another version may read.
struct Unreadable {
  ErrorKind kind = ErrorKind::integrity;
  std::string words;
};
/// What a reader makes of bytes that may be damaged, for those to whom damage is an answer: verify, and the quiet plan,
/// which leaves such a plan to be made anew. An Error that is none of the bytes' fault goes on.
template <class Read>
auto read_or_say(const Read& read) -> std::variant<decltype(read()), Unreadable> {
  try {
    return read();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::integrity && error.kind() != ErrorKind::configuration) throw;
    return Unreadable{.kind = error.kind(), .words = error.what()};
  }
}

}  // namespace clever_sync
