#include "workspace/pack_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include "workspace/pack_file.hpp"
#include "workspace/posix_file.hpp"

namespace clever_sync {

namespace {

namespace fs = std::filesystem;

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

bool is_there(const std::string& path) {
  return access(path.c_str(), F_OK) == 0;
}

/// A writer killed between its two renames leaves a pack that nothing will ever read, beside its unfinished index.
void remove_pack_without_index(const std::string& folder, std::string_view index_name) {
  const std::string pack = folder + "/pack-" + std::string(index_name.substr(index_prefix.size(), 40));
  if (!is_there(pack + ".idx")) unlink((pack + ".pack").c_str());
}

void remove_if_free(const std::string& folder, std::string_view name) {
  const std::string path = folder + "/" + std::string(name);
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open() || flock(file.get(), LOCK_EX | LOCK_NB) != 0) return;
  if (name.starts_with(index_prefix)) remove_pack_without_index(folder, name);
  unlink(path.c_str());
}

/// The pack first: git and libgit2 pass over an index without one, and so do we until it is removed.
void remove_pack(const std::string& pack) {
  for (const char* ending : {".pack", ".bitmap", ".rev", ".idx"}) unlink((pack + ending).c_str());
}

bool holds_all_of(const PackFile& pack, const PackFile& other) {
  if (other.count() > pack.count()) return false;
  return std::ranges::all_of(other.objects(),
                             [&](const PackedObject& object) { return pack.find(object.id).has_value(); });
}

}  // namespace

std::vector<std::string> packs_in(const std::string& folder) {
  std::vector<std::string> packs;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    fs::path path = entry.path();
    if (path.extension() == ".pack") packs.push_back(path.replace_extension().string());
  }
  std::ranges::sort(packs);
  return packs;
}

bool is_set_apart(const std::string& pack) {
  constexpr std::array marks = {".keep", ".promisor", ".mtimes"};
  return std::ranges::any_of(marks, [&](const char* mark) { return is_there(pack + mark); });
}

bool has_shared_index(const std::string& folder) {
  return is_there(folder + "/multi-pack-index");
}

void remove_abandoned(const std::string& folder) {
  const std::unique_ptr<DIR, CloseFolder> listing(opendir(folder.c_str()));
  if (!listing) throw_system_error("open", folder);
  while (const dirent* entry = readdir(listing.get())) {
    const std::string_view name = entry->d_name;
    if (name.starts_with(pack_prefix) || name.starts_with(index_prefix)) remove_if_free(folder, name);
    if (!name.starts_with("pack-") || !name.ends_with(".idx")) continue;
    const std::string pack = folder + "/" + std::string(name.substr(0, name.size() - 4));
    if (!is_there(pack + ".pack")) remove_pack(pack);
  }
}

void remove_redundant_packs(const std::string& folder, const std::string& pack) {
  if (has_shared_index(folder)) return;
  const std::unique_ptr<PackFile> kept = PackFile::open(pack);
  if (!kept) return;
  for (const std::string& other : packs_in(folder)) {
    if (other == pack || is_set_apart(other)) continue;
    const std::unique_ptr<PackFile> reader = PackFile::open(other);
    if (reader && holds_all_of(*kept, *reader)) remove_pack(other);
  }
}

}  // namespace clever_sync
