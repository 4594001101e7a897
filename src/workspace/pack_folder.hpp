#pragma once
// The folder of a repository's packs: what stands there, and the clearing away of what nobody needs. Private to this
// folder; pack_writer.hpp writes the packs.

#include <string>
#include <string_view>
#include <vector>

namespace clever_sync {

/// Names of unfinished files begin like git's own, so that `git gc` removes one that we don't get to.
inline constexpr std::string_view pack_prefix = "tmp_pack_clever_sync_";
inline constexpr std::string_view index_prefix = "tmp_idx_clever_sync_";  // then the pack's checksum

/// The packs, each as its path without ".pack", in order of name.
std::vector<std::string> packs_in(const std::string& folder);

/// Whether git, or somebody with git's means, has marked the pack to be left as it is (.keep), or it is of a kind of
/// its own (.promisor, .mtimes).
bool is_set_apart(const std::string& pack);

/// Whether git has an index over several packs, and would look in vain for one that is gone.
bool has_shared_index(const std::string& folder);

/// Removes what killed writers left: unfinished files whose lock, held as long as their writer lives, is free, packs
/// that will never get their index, and indexes whose pack was removed already. Throws Error{storage}.
void remove_abandoned(const std::string& folder);

/// Removes packs that hold nothing but what `pack` holds as well, which is durable and in place. A program that has one
/// open reads on, and others find `pack`, as after `git repack -d`.
void remove_redundant_packs(const std::string& folder, const std::string& pack);

}  // namespace clever_sync
