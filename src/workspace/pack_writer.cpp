#include "workspace/pack_writer.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>

#include "base/error.hpp"
#include "workspace/copy_check.hpp"
#include "workspace/pack_folder.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t buffer_bytes = std::size_t{256} * 1024;
constexpr unsigned int pack_mode = 0444;

bool still_has_name(const Descriptor& file) {
  struct stat status {};
  return fstat(file.get(), &status) == 0 && status.st_nlink > 0;
}

}  // namespace

PackWriter::PackWriter(std::string pack_folder) : folder_(std::move(pack_folder)) {
  if (mkdir(folder_.c_str(), 0777) != 0 && errno != EEXIST) throw_system_error("make", folder_);
  remove_abandoned(folder_);
  open_temporary_file();
  buffer_ = encode_pack_header(0);  // the count is filled in at the end
}

void PackWriter::open_temporary_file() {
  // Another writer may take the fresh file for an abandoned one before it is locked; then its name is gone: again.
  for (unsigned int attempt = 0; !file_.is_open() || !still_has_name(file_); ++attempt) {
    unique_ = std::to_string(getpid()) + "_" + std::to_string(attempt);
    path_ = folder_ + "/" + std::string(pack_prefix) + unique_;
    file_ = Descriptor(::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, pack_mode));
    if (!file_.is_open() && errno != EEXIST) throw_system_error("make", path_);
    if (file_.is_open() && flock(file_.get(), LOCK_EX | LOCK_NB) != 0) file_.close();
  }
}

/// Header included, so that every offset stays as it is.
void PackWriter::copy_front(const PackReader& front) {
  ensure(objects_.empty(), "a pack that is to stand in front of objects comes after them");
  buffer_.clear();
  objects_ = front.objects().objects();
  std::ranges::sort(objects_, {}, &PackedObject::offset);
  copied_objects_ = objects_.size();
  written_bytes_ = front.objects().content_bytes();
  copy_bytes(front.file(), file_, written_bytes_, path_);
}

PackWriter::~PackWriter() {
  if (!path_.empty()) unlink(path_.c_str());
  if (!index_path_.empty()) unlink(index_path_.c_str());
}

void PackWriter::add(ObjectType type, const Oid& id, std::string_view bytes) {
  add_entry(id, encode_entry_header(type, bytes.size()), bytes);
}

void PackWriter::add_delta(const Oid& id, std::uint64_t base_offset, std::string_view delta) {
  add_entry(id, encode_delta_header(written_bytes_ + buffer_.size() - base_offset, delta.size()), delta);
}

void PackWriter::add_entry(const Oid& id, std::string_view header, std::string_view content) {
  const std::uint64_t offset = written_bytes_ + buffer_.size();
  const std::size_t start = buffer_.size();
  buffer_ += header;
  deflater_.append(buffer_, content);
  const std::string_view entry = std::string_view(buffer_).substr(start);
  const uLong crc = crc32_z(0, reinterpret_cast<const Bytef*>(entry.data()), entry.size());
  objects_.push_back({.id = id, .crc = static_cast<std::uint32_t>(crc), .offset = offset});
  if (buffer_.size() >= buffer_bytes) flush();
}

void PackWriter::flush() {
  write_all(file_, buffer_, path_);
  written_bytes_ += buffer_.size();
  buffer_.clear();
}

/// The trailer covers the header, whose count was unknown at first, so the file is read once more; it is in the page
/// cache, and SHA-1 of it costs a tenth of compressing it. What was copied is held against the old index on the way,
/// since the old pack will go.
Oid PackWriter::checksum_of_file() {
  Sha1 hash;
  const bool all_copied = copied_objects_ == objects_.size();
  CopyCheck copied({objects_.data(), copied_objects_}, all_copied ? written_bytes_ : objects_[copied_objects_].offset);
  buffer_.resize(buffer_bytes);
  for (std::uint64_t offset = 0; offset < written_bytes_;) {
    const ssize_t got = pread(file_.get(), buffer_.data(), buffer_.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_system_error("read", path_);
    ensure(got > 0, "a pack became shorter while it was written");
    const auto piece = std::string_view(buffer_).substr(0, static_cast<std::size_t>(got));
    hash.update(piece);
    copied.take(piece);
    offset += piece.size();
  }
  buffer_.clear();
  return hash.finish();
}

void PackWriter::write_index(const Oid& checksum) {
  index_path_ = folder_ + "/" + std::string(index_prefix) + to_hex(checksum) + "_" + unique_;
  index_file_ = open_file(index_path_, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  flock(index_file_.get(), LOCK_EX | LOCK_NB);
  write_all(index_file_, encode_pack_index(objects_, checksum), index_path_);
  fchmod(index_file_.get(), pack_mode);
  sync_file(index_file_, index_path_);
}

void PackWriter::finish() {
  flush();
  const std::string header = encode_pack_header(static_cast<std::uint32_t>(objects_.size()));
  const ssize_t patched = pwrite(file_.get(), header.data(), header.size(), 0);
  if (patched != static_cast<ssize_t>(header.size())) throw_system_error("write", path_);
  const Oid checksum = checksum_of_file();
  write_all(file_, {reinterpret_cast<const char*>(checksum.data()), checksum.size()}, path_);
  sync_file(file_, path_);
  write_index(checksum);

  const std::string final_name = folder_ + "/pack-" + to_hex(checksum);
  rename_file(path_, final_name + ".pack");
  path_.clear();
  rename_file(index_path_, final_name + ".idx");
  index_path_.clear();
  sync_folder(folder_);
  remove_redundant_packs(folder_, final_name);
}

}  // namespace clever_sync
