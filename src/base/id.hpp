#pragma once
// Clever ids: 24 lower-case hex digits (a MongoDB ObjectId), kept as 12 bytes and typed by what they name, so that a
// section's id can't be passed for a student's. Order of ids is order of their text. Text that is not such an id has no
// Id: `parse` answers nothing, and the caller says where it stood.
// Source: Clever's "Data model" page: ids are "globally unique across districts and user types".

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace clever_sync {

inline constexpr std::size_t id_text_bytes = 24;

namespace detail {
using IdBytes = std::array<unsigned char, id_text_bytes / 2>;
/// True and the bytes filled in if `text` is [0-9a-f]{24}.
bool decode_id(std::string_view text, IdBytes& bytes) noexcept;
void append_id(const IdBytes& bytes, std::string& out);
/// The number whose bytes these are, the highest first; and the other way round.
template <class Number>
Number swapped_if_little(Number number) noexcept {
  if constexpr (std::endian::native == std::endian::big) return number;
  if constexpr (sizeof number == sizeof(std::uint64_t)) return __builtin_bswap64(number);
  return static_cast<Number>(__builtin_bswap32(static_cast<std::uint32_t>(number)));
}
template <class Number>
Number number_at(const void* bytes) noexcept {
  Number number = 0;
  std::memcpy(&number, bytes, sizeof number);
  return swapped_if_little(number);
}
}  // namespace detail

template <class Tag>
class Id {
 public:
  /// The id that no record has (all zeros); exists so that records can be default-constructed.
  Id() = default;

  static std::optional<Id> parse(std::string_view text) noexcept {
    Id id;
    if (!detail::decode_id(text, id.bytes_)) return std::nullopt;
    return id;
  }

  /// The same id under another tag: from a typed id to AnyId, or back where the kind is known.
  template <class Other>
  [[nodiscard]] Id<Other> as() const noexcept {
    Id<Other> other;
    other.bytes_ = bytes_;
    return other;
  }

  [[nodiscard]] std::string text() const {
    std::string out;
    detail::append_id(bytes_, out);
    return out;
  }
  void append_to(std::string& out) const { detail::append_id(bytes_, out); }

  [[nodiscard]] std::size_t hash() const noexcept {
    std::size_t tail = 0;  // the last bytes count up within a process; the first are a time stamp
    std::memcpy(&tail, bytes_.data() + bytes_.size() - sizeof tail, sizeof tail);
    return tail * 0x9E3779B97F4A7C15ULL;
  }

  // As two numbers: the defaulted comparison of bytes calls memcmp, which was a sixth of the time of a plan.
  friend bool operator==(const Id& a, const Id& b) noexcept { return a.tail() == b.tail() && a.head() == b.head(); }
  friend std::strong_ordering operator<=>(const Id& a, const Id& b) noexcept {
    return a.head() != b.head() ? a.head() <=> b.head() : a.tail() <=> b.tail();
  }

 private:
  template <class Other>
  friend class Id;
  [[nodiscard]] std::uint64_t head() const noexcept { return detail::number_at<std::uint64_t>(bytes_.data()); }
  [[nodiscard]] std::uint32_t tail() const noexcept {
    return detail::number_at<std::uint32_t>(bytes_.data() + sizeof(std::uint64_t));
  }
  detail::IdBytes bytes_{};
};

}  // namespace clever_sync

template <class Tag>
struct std::hash<clever_sync::Id<Tag>> {
  std::size_t operator()(const clever_sync::Id<Tag>& id) const noexcept { return id.hash(); }
};
