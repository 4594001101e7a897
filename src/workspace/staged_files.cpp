#include "workspace/staged_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "workspace/index_evidence.hpp"

namespace clever_sync {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view folder_prefix = "staged-";

/// Opens and locks the folder; nothing if another process holds it, or has removed it meanwhile.
Descriptor locked(const std::string& folder) {
  Descriptor open(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat status {};
  if (!open.is_open() || flock(open.get(), LOCK_EX | LOCK_NB) != 0) return {};
  if (fstat(open.get(), &status) != 0 || status.st_nlink == 0) return {};
  return open;
}

void remove_abandoned(const std::string& private_folder) {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(private_folder, failed)) {
    if (!entry.path().filename().string().starts_with(folder_prefix)) continue;
    if (locked(entry.path().string()).is_open()) fs::remove_all(entry.path(), failed);
  }
}

}  // namespace

StagedFiles::~StagedFiles() {
  std::error_code failed;  // what stays is removed by the next stage
  if (!folder_.empty()) fs::remove_all(folder_, failed);
}

void StagedFiles::make_folder() {
  remove_abandoned(private_folder_);
  // Another process may take the fresh folder for an abandoned one before it is locked; then it is gone: again.
  for (unsigned int attempt = 0; !lock_.is_open(); ++attempt) {
    folder_ =
        private_folder_ + "/" + std::string(folder_prefix) + std::to_string(getpid()) + "-" + std::to_string(attempt);
    if (mkdir(folder_.c_str(), 0777) == 0) {
      lock_ = locked(folder_);
    } else if (errno != EEXIST) {
      throw_system_error("make the folder", std::exchange(folder_, ""));
    }
  }
}

void StagedFiles::add(const std::string& path, const Oid& blob, std::string_view bytes) {
  if (folder_.empty()) make_folder();
  const std::string place = folder_ + "/" + std::to_string(staged_.size());
  const auto staged = staged_.try_emplace(path, Staged{.blob = blob, .place = place}).first;
  staged->second.blob = blob;
  const Descriptor file = open_file(staged->second.place, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  write_all(file, bytes, staged->second.place);
  date_back(file, staged->second.place);
}

std::optional<std::string> StagedFiles::find(const std::string& path, const Oid& blob) const {
  const auto staged = staged_.find(path);
  if (staged == staged_.end() || staged->second.blob != blob) return std::nullopt;
  return staged->second.place;
}

}  // namespace clever_sync
