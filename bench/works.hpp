#pragma once
// Works: what clever-sync does on the bench's district, and what a user would do without it. Each is one measured
// piece.

#include <string>
#include <vector>

#include "district.hpp"

namespace clever_sync::bench {

/// Reads and parses every file of the three states, derives, plans, and encodes plan.json; no record is skipped.
std::string plan_in_full(const PlanFiles& files);

/// A new repository in the empty folder `place`, checked out.
void make_workspace(const std::string& place);
/// Commits the files as the workspace's snapshot, on top of what is there.
std::size_t commit_snapshot(const std::string& place, const std::vector<File>& files, Date day);

/// The same by git: `git add -A` and `git commit` at compression 1, of files that stand in the checkout already.
void make_git_checkout(const std::string& place);
void write_checkout(const std::string& place, const std::vector<File>& files);
std::size_t commit_with_git(const std::string& place);

}  // namespace clever_sync::bench
