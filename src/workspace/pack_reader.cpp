#include "workspace/pack_reader.hpp"

#include <fcntl.h>

#include <vector>

#include "base/error.hpp"

namespace clever_sync {

PackReader::PackReader(std::string name, Descriptor file, std::unique_ptr<PackFile> objects)
    : name_(std::move(name)), file_(std::move(file)), objects_(std::move(objects)) {}

std::optional<PackReader> PackReader::open(const std::string& pack) {
  Descriptor file(::open((pack + ".pack").c_str(), O_RDONLY | O_CLOEXEC));
  std::unique_ptr<PackFile> objects = PackFile::open(pack);
  if (!file.is_open() || !objects) return std::nullopt;
  return PackReader(pack, std::move(file), std::move(objects));
}

/// Of a delta; nothing for what is stored whole.
std::optional<std::uint64_t> PackReader::base_of(std::uint64_t offset) const {
  const std::optional<PackedEntry> entry = objects_->entry(offset);
  std::optional<std::uint64_t> base;
  if (entry && entry->how == PackedEntry::How::whole) return base;
  if (entry && entry->how == PackedEntry::How::on_offset) base = entry->base_offset;
  if (entry && entry->how == PackedEntry::How::on_object) base = objects_->find(entry->base_id);
  if (!base) throw Error(ErrorKind::storage, name_ + ".pack is damaged: run `git fsck --full` in the workspace");
  return base;
}

int PackReader::chain_length(std::uint64_t offset) {
  std::vector<std::uint64_t> deltas;  // on the way to what is known or whole
  int length = 0;
  for (;;) {
    const auto known = chains_.find(offset);
    if (known != chains_.end()) {
      length = known->second;
      break;
    }
    const std::optional<std::uint64_t> base = base_of(offset);
    if (!base) break;
    deltas.push_back(offset);
    ensure(deltas.size() <= objects_->count(), "a chain of deltas that goes round");
    offset = *base;
  }
  for (; !deltas.empty(); deltas.pop_back()) chains_.emplace(deltas.back(), ++length);
  return length;
}

}  // namespace clever_sync
