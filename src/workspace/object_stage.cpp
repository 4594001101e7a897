#include "workspace/object_stage.hpp"

#include <fcntl.h>
#include <sys/stat.h>

namespace clever_sync {

namespace {

/// Where one pack becomes cheaper than loose objects on a busy disk, with room for a night's plan, receipts and trees.
constexpr std::size_t most_loose = 64;
constexpr std::size_t most_waiting_bytes = std::size_t{8} << 20U;

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

ObjectStage::ObjectStage(git_odb* objects, std::string objects_folder)
    : objects_(objects), objects_folder_(std::move(objects_folder)) {}

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
  if (staged_.contains(id) || exists(id)) return;
  staged_.insert(id);
  if (!pack_ && (waiting_.size() == most_loose || waiting_bytes_ + bytes.size() > most_waiting_bytes)) start_pack();
  if (pack_) {
    pack_->add(type, id, bytes);
  } else {
    waiting_.push_back({.type = type, .id = id, .bytes = std::string(bytes)});
    waiting_bytes_ += bytes.size();
  }
}

void ObjectStage::start_pack() {
  pack_ = std::make_unique<PackWriter>(objects_folder_ + "/pack");
  for (const Waiting& object : waiting_) pack_->add(object.type, object.id, object.bytes);
  waiting_.clear();
}

void ObjectStage::make_durable() {
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
