#include "workspace/object_source.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "workspace/deflater.hpp"
#include "workspace/delta.hpp"
#include "workspace/tree_source.hpp"

namespace clever_sync {

namespace {

// Enough for the trees and bases of some hundred nights. More would be slower: memory that was never touched costs more
// than to inflate a small delta again.
constexpr std::size_t most_kept_bytes = std::size_t{16} << 20U;

std::optional<ObjectType> parse_type(std::string_view name) {
  for (const ObjectType type : {ObjectType::commit, ObjectType::tree, ObjectType::blob}) {
    if (type_name(type) == name) return type;
  }
  return std::nullopt;
}

}  // namespace

ObjectSource::ObjectSource(git_odb* objects, std::string objects_folder)
    : objects_(objects), folder_(std::move(objects_folder)) {
  std::error_code ignored;
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/pack", ignored)) {
    if (entry.path().extension() == ".idx")
      names.push_back((entry.path().parent_path() / entry.path().stem()).string());
  }
  std::ranges::sort(names);
  for (const std::string& name : names) {
    if (auto pack = PackFile::open(name)) packs_.push_back(std::move(pack));
  }
}

std::optional<PackPlace> ObjectSource::find(const Oid& id) const {
  for (const auto& pack : packs_) {
    if (const auto offset = pack->find(id)) return PackPlace{.pack = pack.get(), .offset = *offset};
  }
  return std::nullopt;
}

std::optional<PackPlace> ObjectSource::base_of(const PackPlace& place, const PackedEntry& entry) const {
  if (entry.how == PackedEntry::How::on_offset) return PackPlace{.pack = place.pack, .offset = entry.base_offset};
  const auto offset = place.pack->find(entry.base_id);  // a pack on the disk holds its own bases
  if (!offset) return std::nullopt;
  return PackPlace{.pack = place.pack, .offset = *offset};
}

std::optional<ObjectSource::Unpacked> ObjectSource::unpack(const PackPlace& wanted) {
  struct Told {
    PackPlace place;
    PackedEntry entry;
  };
  std::vector<Told> deltas;  // from the wanted one down to what stands whole
  std::optional<Unpacked> object;
  for (PackPlace place = wanted; !object;) {
    object = find_kept(place);
    if (object) break;
    const auto entry = place.pack->entry(place.offset);
    if (!entry) return std::nullopt;
    if (entry->how == PackedEntry::How::whole) {
      auto bytes = inflate_exactly(entry->deflated, entry->size);
      if (!bytes) return std::nullopt;
      object = Unpacked{.type = entry->type, .bytes = std::make_shared<const std::string>(*std::move(bytes))};
      keep(place, *object);
      break;
    }
    const auto base = base_of(place, *entry);
    if (!base) return std::nullopt;
    deltas.push_back({.place = place, .entry = *entry});
    place = *base;
  }
  for (auto next = deltas.rbegin(); next != deltas.rend(); ++next) {
    delta_.resize(next->entry.size);
    if (!inflate_into(next->entry.deflated, delta_)) return std::nullopt;
    auto bytes = apply_delta(delta_, *object->bytes);
    if (!bytes) return std::nullopt;
    object->bytes = std::make_shared<const std::string>(*std::move(bytes));
    keep(next->place, *object);
  }
  return object;
}

std::optional<ObjectSource::Unpacked> ObjectSource::find_kept(const PackPlace& place) {
  const auto known = kept_at_.find(place);
  if (known == kept_at_.end()) return std::nullopt;
  kept_.splice(kept_.begin(), kept_, known->second);
  return known->second->second;
}

void ObjectSource::keep(const PackPlace& place, const Unpacked& object) {
  if (object.bytes->size() > most_kept_bytes / 4) return;
  kept_.emplace_front(place, object);
  kept_at_[place] = kept_.begin();
  kept_bytes_ += object.bytes->size();
  while (kept_bytes_ > most_kept_bytes) {
    kept_bytes_ -= kept_.back().second.bytes->size();
    kept_at_.erase(kept_.back().first);
    kept_.pop_back();
  }
}

std::size_t ObjectSource::cost_of(const Oid& id) const {
  auto place = find(id);
  if (!place) {
    std::size_t size = 0;
    git_object_t type{};
    const git_oid oid = to_git(id);
    return git_odb_read_header(&size, &type, objects_, &oid) == 0 ? size : 0;
  }
  std::size_t cost = 0;
  while (place && !kept_at_.contains(*place)) {
    const auto entry = place->pack->entry(place->offset);
    if (!entry) break;
    cost += entry->size;
    place = entry->how == PackedEntry::How::whole ? std::nullopt : base_of(*place, *entry);
  }
  return cost;
}

/// A loose object: a zlib stream of `blob 123`, a zero byte, and the content.
std::optional<ObjectSource::Unpacked> ObjectSource::read_loose(const Oid& id) const {
  const std::string hex = to_hex(id);
  const auto file = MappedFile::map(folder_ + "/" + hex.substr(0, 2) + "/" + hex.substr(2));
  if (!file) return std::nullopt;
  const std::string head = inflate_front(file->bytes(), 32);
  const std::size_t space = head.find(' '), end = head.find('\0');
  if (space == std::string::npos || end == std::string::npos || end < space) return std::nullopt;
  const auto type = parse_type(std::string_view(head).substr(0, space));
  std::size_t size = 0;
  const auto [after, failed] = std::from_chars(head.data() + space + 1, head.data() + end, size);
  if (!type || failed != std::errc{} || after != head.data() + end) return std::nullopt;
  auto bytes = inflate_exactly(file->bytes(), end + 1 + size);
  if (!bytes) return std::nullopt;
  bytes->erase(0, end + 1);
  return Unpacked{.type = *type, .bytes = std::make_shared<const std::string>(*std::move(bytes))};
}

std::shared_ptr<const std::string> ObjectSource::read(const Oid& id, ObjectType type) {
  const auto place = find(id);
  const auto object = place ? unpack(*place) : read_loose(id);
  if (object && object->type == type) return object->bytes;
  return std::make_shared<const std::string>(read_object(objects_, id, type));  // says what is wrong, if it is
}

}  // namespace clever_sync
