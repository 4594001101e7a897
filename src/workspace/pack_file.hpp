#pragma once
// PackFile: one pack of the repository and its index, mapped into memory and read without libgit2, which hashes every
// object that it hands out and rebuilds it from its whole chain of deltas. Says only where an object stands and how it
// is stored; object_source.hpp makes bytes of it. Private to this folder. Source: git's documentation, gitformat-pack.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/pack_format.hpp"

namespace clever_sync {

/// A file's bytes as long as it lives; a file that is renamed or removed meanwhile stays readable.
class MappedFile {
 public:
  /// Nothing if there is no such file, it is empty, or the system refuses.
  static std::optional<MappedFile> map(const std::string& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();
  [[nodiscard]] std::string_view bytes() const { return {data_, size_}; }

 private:
  MappedFile(const char* data, std::size_t size) : data_(data), size_(size) {}
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

/// How an object is stored: whole, or as a delta on another one.
struct PackedEntry {
  enum class How { whole, on_offset, on_object };
  How how = How::whole;
  ObjectType type = ObjectType::blob;  // of a whole one
  std::size_t size = 0;                // inflated: of the object, or of the delta
  std::uint64_t base_offset = 0;       // on_offset: in the same pack
  Oid base_id{};                       // on_object
  std::string_view deflated;           // begins here; where it ends only inflating tells
};

class PackFile {
 public:
  /// Nothing if the two files are not there or are of a version that this class does not know.
  static std::unique_ptr<PackFile> open(const std::string& path_without_ending);

  [[nodiscard]] std::optional<std::uint64_t> find(const Oid& id) const;
  [[nodiscard]] std::size_t count() const { return objects_; }
  /// Every object, sorted by id. Throws Error{storage} if the index is damaged.
  [[nodiscard]] std::vector<PackedObject> objects() const;
  /// Of the .pack without its trailer.
  [[nodiscard]] std::uint64_t content_bytes() const { return pack_.bytes().size() - Oid{}.size(); }
  /// Nothing for an entry that is damaged or of a kind that history does not use (a tag).
  [[nodiscard]] std::optional<PackedEntry> entry(std::uint64_t offset) const;

 private:
  PackFile(MappedFile pack, MappedFile index);
  [[nodiscard]] std::optional<std::uint64_t> offset_of(std::size_t number) const;
  MappedFile pack_, index_;
  std::uint32_t objects_ = 0;
};

/// The first bytes of what a zlib stream holds, at most so many, less if it ends or is damaged before.
std::string inflate_front(std::string_view deflated, std::size_t most);
/// What a zlib stream of known inflated size holds, as far as `more` wants it: called with all bytes so far, again and
/// again, until it answers false. Nothing if the stream is damaged before that.
std::optional<std::string> inflate_while(std::string_view deflated, std::size_t size,
                                         const std::function<bool(std::string_view)>& more);
/// The bytes that a zlib stream of known inflated size holds; nothing if it is damaged.
std::optional<std::string> inflate_exactly(std::string_view deflated, std::size_t size);

}  // namespace clever_sync
