#include "workspace/object_stage.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "workspace/pack_folder.hpp"

namespace clever_sync {

namespace {

/// Where one pack becomes cheaper than loose objects on a busy disk.
constexpr std::size_t most_loose = 64;
constexpr std::size_t most_loose_bytes = std::size_t{128} << 10U;
constexpr std::size_t most_waiting_bytes = std::size_t{1} << 20U;  // fresh memory costs more than hashing what is in it

/// A pack is gone on with if the new versions have this part of its bytes, before compression: for less the copy is too
/// dear.
constexpr std::size_t least_part = 16;
/// As many deltas as git's own packs rest on each other (pack.depth). A reader has to apply them all. When most files
/// have come to that, all are stored whole once more, in a new pack.
constexpr int longest_chain = 50;
/// Nor is a pack gone on with that holds more objects than this for each file: git's own, of years, would be copied
/// night by night.
constexpr std::size_t most_versions = 50;

git_object_t git_type(ObjectType type) {
  switch (type) {
    case ObjectType::commit:
      return GIT_OBJECT_COMMIT;
    case ObjectType::tree:
      return GIT_OBJECT_TREE;
    case ObjectType::blob:
      return GIT_OBJECT_BLOB;
  }
  unreachable("ObjectType");
}

}  // namespace

ObjectStage::ObjectStage(git_odb* objects, BlobSource& blobs, std::string objects_folder,
                         std::function<std::size_t()> count_files)
    : objects_(objects),
      blobs_(&blobs),
      objects_folder_(std::move(objects_folder)),
      count_files_(std::move(count_files)) {}

/// Marks a loose object that is there as new, as git does: an old unreachable one might be pruned before our commit
/// reaches it. Where it is packed instead there is no such file, and that is as good.
bool ObjectStage::exists(const Oid& id) const {
  const git_oid oid = to_git(id);
  if (git_odb_exists_ext(objects_, &oid, GIT_ODB_LOOKUP_NO_REFRESH) == 0) return false;
  const std::string hex = to_hex(id);
  const std::string loose = objects_folder_ + "/" + hex.substr(0, 2) + "/" + hex.substr(2);
  utimensat(AT_FDCWD, loose.c_str(), nullptr, 0);
  return true;
}

void ObjectStage::add(ObjectType type, const Oid& id, std::string_view bytes) {
  take(type, id, bytes, std::nullopt);
}

void ObjectStage::add_version(const Oid& id, std::string_view bytes, FormerVersion former) {
  take(ObjectType::blob, id, bytes, std::move(former));
}

void ObjectStage::take(ObjectType type, const Oid& id, std::string_view bytes, std::optional<FormerVersion> former) {
  if (staged_.contains(id) || exists(id)) return;
  staged_.insert(id);
  if (!pack_ && (waiting_.size() == most_loose || waiting_bytes_ + bytes.size() > most_waiting_bytes)) {
    std::optional<Front> front = find_front();
    start_pack(front ? std::optional(std::move(front->pack)) : std::nullopt);
  }
  if (pack_) {
    pack(type, id, bytes, former);
  } else {
    waiting_.push_back({.type = type, .id = id, .bytes = std::string(bytes), .former = std::move(former)});
    waiting_bytes_ += bytes.size();
  }
}

/// The pack that most of what waits can be stored in as deltas; so it will be with what comes. Of two that do as well,
/// the one with more objects: that is the other, and what a night that was cut off added, so both become redundant.
std::optional<ObjectStage::Front> ObjectStage::find_front() {
  const std::string folder = objects_folder_ + "/pack";
  const auto has_former = [](const Waiting& object) { return object.former.has_value(); };
  if (std::ranges::none_of(waiting_, has_former) || has_shared_index(folder)) return std::nullopt;
  const std::size_t most_objects = most_versions * count_files_();
  std::optional<Front> best;
  std::size_t most_bytes = waiting_bytes_ / 2;
  for (const std::string& name : packs_in(folder)) {
    if (is_set_apart(name)) continue;
    std::optional<PackReader> reader = PackReader::open(name);
    if (!reader || reader->objects().count() > most_objects) continue;
    std::size_t bytes = 0;
    for (const Waiting& object : waiting_) {
      if (!object.former) continue;
      const auto place = reader->objects().find(object.former->blob);
      if (place && reader->chain_length(*place) < longest_chain) bytes += object.bytes.size();
    }
    const bool more = !best || bytes > most_bytes || reader->objects().count() > best->pack.objects().count();
    if (bytes < most_bytes || !more) continue;
    most_bytes = bytes;
    best.emplace(Front{.pack = std::move(*reader), .version_bytes = bytes});
  }
  if (best && !resembles_former()) return std::nullopt;
  return best;
}

/// Whether the largest of the new versions that wait has much of the former one. A plan has not: each night's is
/// another, and copying a pack of old ones in front of it would be for nothing.
bool ObjectStage::resembles_former() {
  const Waiting* largest = nullptr;
  for (const Waiting& object : waiting_) {
    if (object.former && (largest == nullptr || object.bytes.size() > largest->bytes.size())) largest = &object;
  }
  return largest != nullptr && delta_of(*largest->former, largest->bytes).has_value();
}

/// The delta, if it is less than half of the content: there a compressed whole is no longer than a compressed delta.
std::optional<std::string_view> ObjectStage::delta_of(const FormerVersion& former, std::string_view bytes) {
  const std::string_view old = blobs_->read(former.path, former.blob);
  if (old.size() > DeltaEncoder::most_base_bytes) return std::nullopt;
  const std::string_view delta = encoder_.encode(old, bytes);
  if (2 * delta.size() >= bytes.size()) return std::nullopt;
  return delta;
}

void ObjectStage::start_pack(std::optional<PackReader> front) {
  pack_ = std::make_unique<PackWriter>(objects_folder_ + "/pack");
  front_ = std::move(front);
  if (front_) pack_->copy_front(*front_);
  for (const Waiting& object : waiting_) pack(object.type, object.id, object.bytes, object.former);
  waiting_.clear();
}

void ObjectStage::pack(ObjectType type, const Oid& id, std::string_view bytes,
                       const std::optional<FormerVersion>& former) {
  const std::optional<std::uint64_t> base = front_ && former ? front_->objects().find(former->blob) : std::nullopt;
  if (base && front_->chain_length(*base) < longest_chain) {
    if (const auto delta = delta_of(*former, bytes)) return pack_->add_delta(id, *base, *delta);
  }
  pack_->add(type, id, bytes);
}

void ObjectStage::make_durable() {
  if (!pack_) {
    std::optional<Front> front = find_front();
    const bool pays = front && front->version_bytes >= front->pack.objects().content_bytes() / least_part;
    if (pays) {
      start_pack(std::move(front->pack));
    } else if (waiting_bytes_ > most_loose_bytes) {
      start_pack(std::nullopt);
    }
  }
  if (pack_) {
    pack_->finish();
    pack_.reset();
    check_git(git_odb_refresh(objects_), "read the repository's packs again");
  } else {
    write_loose();
  }
}

/// In the order in which they came: what an object names is there before it.
void ObjectStage::write_loose() {
  if (waiting_.empty()) return;
  for (const Waiting& object : waiting_) {
    git_oid written{};
    check_git(git_odb_write(&written, objects_, object.bytes.data(), object.bytes.size(), git_type(object.type)),
              "write an object to " + objects_folder_);
    ensure(from_git(written) == object.id, "libgit2 gives an object another id");
  }
  waiting_.clear();
  sync_folder(objects_folder_);  // libgit2 syncs the folder of an object, not the one in which it made that folder
}

}  // namespace clever_sync
