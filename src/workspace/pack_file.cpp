#include "workspace/pack_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/error.hpp"
#include "workspace/deflater.hpp"
#include "workspace/posix_file.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t fan_out_entries = 256, header_bytes = 8, id_bytes = 20, checksum_bytes = 20;
constexpr std::size_t ids_begin = header_bytes + fan_out_entries * 4;

std::uint32_t u32_at(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

/// Inflaters are expensive to make and cheap to reset.
class Inflater {
 public:
  Inflater() { ready_ = inflateInit(&stream_) == Z_OK; }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  Inflater(Inflater&&) = delete;
  Inflater& operator=(Inflater&&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  /// Gives at most `out.size()` bytes of the stream's beginning.
  std::size_t front(std::string_view deflated, std::string& out) {
    if (!ready_ || inflateReset(&stream_) != Z_OK) return 0;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(deflated.data()));  // zlib only reads it
    stream_.avail_in = static_cast<uInt>(std::min<std::size_t>(deflated.size(), std::numeric_limits<uInt>::max()));
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    const int code = inflate(&stream_, Z_SYNC_FLUSH);
    return code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR ? out.size() - stream_.avail_out : 0;
  }

  /// Gives more and more of the stream, up to `size` bytes, as long as `more` wants it.
  std::optional<std::string> run_while(std::string_view deflated, std::size_t size,
                                       const std::function<bool(std::string_view)>& more) {
    constexpr std::size_t piece = std::size_t{16} << 10U;
    if (!ready_ || inflateReset(&stream_) != Z_OK) return std::nullopt;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(deflated.data()));  // zlib only reads it
    stream_.avail_in = static_cast<uInt>(std::min<std::size_t>(deflated.size(), std::numeric_limits<uInt>::max()));
    std::string bytes(size, '\0');
    for (std::size_t done = 0; done < size;) {
      const std::size_t room = std::min(piece, size - done);
      stream_.next_out = reinterpret_cast<Bytef*>(bytes.data() + done);
      stream_.avail_out = static_cast<uInt>(room);
      const int code = inflate(&stream_, Z_SYNC_FLUSH);
      if ((code != Z_OK && code != Z_STREAM_END) || stream_.avail_out == room) return std::nullopt;
      done += room - stream_.avail_out;
      if (more(std::string_view(bytes).substr(0, done))) continue;
      bytes.resize(done);
      return bytes;
    }
    return bytes;
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

Inflater& inflater() {
  thread_local Inflater one;
  return one;
}

}  // namespace

std::optional<MappedFile> MappedFile::map(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (!file.is_open() || fstat(file.get(), &status) != 0 || status.st_size <= 0) return std::nullopt;
  const auto size = static_cast<std::size_t>(status.st_size);
  void* const data = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (data == MAP_FAILED) return std::nullopt;
  return MappedFile(static_cast<const char*>(data), size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile::~MappedFile() {
  if (data_ != nullptr) munmap(const_cast<char*>(data_), size_);
}

PackFile::PackFile(MappedFile pack, MappedFile index)
    : pack_(std::move(pack)), index_(std::move(index)), objects_(u32_at(index_.bytes(), ids_begin - 4)) {}

std::unique_ptr<PackFile> PackFile::open(const std::string& path_without_ending) {
  auto index = MappedFile::map(path_without_ending + ".idx");
  auto pack = MappedFile::map(path_without_ending + ".pack");
  if (!index || !pack || pack->bytes().size() < header_bytes + checksum_bytes) return nullptr;
  const std::string_view head = index->bytes();
  if (head.size() < ids_begin + 2 * checksum_bytes || !head.starts_with("\377tOc") || u32_at(head, 4) != 2)
    return nullptr;
  const std::size_t objects = u32_at(head, ids_begin - 4);
  if (head.size() < ids_begin + objects * (id_bytes + 8) + 2 * checksum_bytes) return nullptr;
  return std::unique_ptr<PackFile>(new PackFile(*std::move(pack), *std::move(index)));
}

std::optional<std::uint64_t> PackFile::offset_of(std::size_t number) const {
  const std::string_view index = index_.bytes();
  const std::size_t offsets = ids_begin + objects_ * (id_bytes + 4UL);
  const std::uint32_t near = u32_at(index, offsets + number * 4);
  constexpr std::uint32_t far = 1U << 31U;
  if ((near & far) == 0) return near;
  const std::size_t at = offsets + objects_ * 4UL + (near & ~far) * 8UL;
  if (at + 8 > index.size()) return std::nullopt;
  return static_cast<std::uint64_t>(u32_at(index, at)) << 32U | u32_at(index, at + 4);
}

std::vector<PackedObject> PackFile::objects() const {
  std::vector<PackedObject> all(objects_);
  const std::string_view index = index_.bytes();
  for (std::size_t number = 0; number < objects_; ++number) {
    const std::optional<std::uint64_t> offset = offset_of(number);
    if (!offset) throw Error(ErrorKind::storage, "a pack's index is damaged: run `git fsck --full` in the workspace");
    std::memcpy(all[number].id.data(), index.data() + ids_begin + number * id_bytes, id_bytes);
    all[number].crc = u32_at(index, ids_begin + objects_ * std::size_t{id_bytes} + number * 4);
    all[number].offset = *offset;
  }
  return all;
}

std::optional<std::uint64_t> PackFile::find(const Oid& id) const {
  const std::string_view index = index_.bytes();
  std::size_t low = id[0] == 0 ? 0 : u32_at(index, header_bytes + (std::size_t{id[0]} - 1) * 4);
  std::size_t high = std::min<std::size_t>(objects_, u32_at(index, header_bytes + std::size_t{id[0]} * 4));
  const std::string_view wanted(reinterpret_cast<const char*>(id.data()), id.size());
  // Ids are spread evenly, so the first look goes to where it should stand among those with its first byte, the next
  // ones further and further from there: what they read lies side by side.
  std::size_t look = low + (static_cast<std::uint64_t>(u32_at(wanted, 1)) * (high - low) >> 32U);
  for (std::size_t step = 1; low < high; step *= 2) {
    const int order = std::memcmp(index.data() + ids_begin + look * id_bytes, wanted.data(), id_bytes);
    if (order == 0) return offset_of(look);
    const std::size_t middle_of_rest = order < 0 ? look + 1 + (high - look - 1) / 2 : low + (look - low) / 2;
    if (order < 0) {
      low = look + 1;
      look = std::min(middle_of_rest, look + step);
    } else {
      high = look;
      look = std::max(middle_of_rest, look - std::min(step, look));
    }
  }
  return std::nullopt;
}

std::optional<PackedEntry> PackFile::entry(std::uint64_t offset) const {
  if (offset >= pack_.bytes().size()) return std::nullopt;
  std::string_view rest = pack_.bytes().substr(offset);
  const auto next = [&rest]() -> std::optional<unsigned> {
    if (rest.empty()) return std::nullopt;
    const auto byte = static_cast<unsigned char>(rest.front());
    rest.remove_prefix(1);
    return byte;
  };
  auto byte = next();
  const unsigned kind = *byte >> 4U & 7U;
  PackedEntry entry;
  entry.size = *byte & 0xFU;
  for (unsigned shift = 4; (*byte & 0x80U) != 0 && shift < 60; shift += 7) {
    byte = next();
    if (!byte) return std::nullopt;
    entry.size |= static_cast<std::size_t>(*byte & 0x7FU) << shift;
  }
  constexpr unsigned on_offset = 6, on_object = 7;
  if (kind >= 1 && kind <= 3) {
    entry.type = static_cast<ObjectType>(kind);
  } else if (kind == on_offset) {
    entry.how = PackedEntry::How::on_offset;
    std::uint64_t back = 0;
    for (bool first = true;; first = false) {
      byte = next();
      if (!byte) return std::nullopt;
      back = (first ? 0 : (back + 1) << 7U) | (*byte & 0x7FU);
      if ((*byte & 0x80U) == 0) break;
    }
    if (back == 0 || back > offset) return std::nullopt;
    entry.base_offset = offset - back;
  } else if (kind == on_object && rest.size() >= id_bytes) {
    entry.how = PackedEntry::How::on_object;
    std::memcpy(entry.base_id.data(), rest.data(), id_bytes);
    rest.remove_prefix(id_bytes);
  } else {
    return std::nullopt;
  }
  entry.deflated = rest;
  return entry;
}

std::string inflate_front(std::string_view deflated, std::size_t most) {
  std::string bytes(std::min<std::size_t>(most, std::numeric_limits<uInt>::max()), '\0');
  bytes.resize(inflater().front(deflated, bytes));
  return bytes;
}

std::optional<std::string> inflate_while(std::string_view deflated, std::size_t size,
                                         const std::function<bool(std::string_view)>& more) {
  return inflater().run_while(deflated, size, more);
}

std::optional<std::string> inflate_exactly(std::string_view deflated, std::size_t size) {
  std::string bytes(size, '\0');
  if (!inflate_into(deflated, bytes)) return std::nullopt;
  return bytes;
}

}  // namespace clever_sync
