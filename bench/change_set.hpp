#pragma once
// ChangeSet: what changed from one night's snapshot to the next, in the form that bench/peers/README.md says, worked
// out in the plainest way from the text of the files, so that every peer's answer can be held against it.

#include <map>
#include <string>
#include <vector>

namespace clever_sync::bench {

/// By path below the snapshot's folder.
using FileTexts = std::map<std::string, std::string>;

/// The lines of the answer, sorted by bytes, each with its line break.
std::vector<std::string> change_set(const FileTexts& night1, const FileTexts& night2);

}  // namespace clever_sync::bench
