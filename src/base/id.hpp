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

// Eight digits at a time and inline: a large district has ten million ids, and each is read three times in a night.
inline constexpr std::uint64_t every_byte = 0x0101010101010101ULL;
inline constexpr std::size_t word_digits = 8;

/// The digits that write eight values below 16.
inline std::uint64_t digits_of_values(std::uint64_t values) noexcept {
  const std::uint64_t above_nine = (values + every_byte * 6) >> 4U & every_byte;
  return values + every_byte * '0' + above_nine * ('a' - '0' - 10);
}

/// The values of eight digits, the first in the highest byte; a bit above the low four of some byte if one is no digit.
inline std::uint64_t values_of_digits(std::uint64_t digits) noexcept {
  // 0x30 to 0x39 have bit 6 clear, 0x61 to 0x66 have it set.
  const std::uint64_t values = (digits & every_byte * 0x0F) + (digits >> 6U & every_byte) * 9;
  // As they are written: what is none of the sixteen digits differs in its high bits, or has a value above 15.
  return values | (digits_of_values(values) ^ digits);
}

/// Eight values below 16 as the four bytes that they write.
inline std::uint32_t four_bytes(std::uint64_t values) noexcept {
  values = (values | values >> 4U) & 0x00FF00FF00FF00FFULL;
  values = (values | values >> 8U) & 0x0000FFFF0000FFFFULL;
  return static_cast<std::uint32_t>(values | values >> 16U);
}

/// True and the bytes filled in if `text` is [0-9a-f]{24}. Written as the two numbers that comparing and copying read:
/// a load that spans several stores waits for all of them.
inline bool decode_id(std::string_view text, IdBytes& bytes) noexcept {
  if (text.size() != id_text_bytes) return false;
  const std::uint64_t first = values_of_digits(number_at<std::uint64_t>(text.data()));
  const std::uint64_t second = values_of_digits(number_at<std::uint64_t>(text.data() + word_digits));
  const std::uint64_t third = values_of_digits(number_at<std::uint64_t>(text.data() + 2 * word_digits));
  const std::uint64_t head = swapped_if_little(std::uint64_t{four_bytes(first)} << 32U | four_bytes(second));
  const std::uint32_t tail = swapped_if_little(four_bytes(third));
  std::memcpy(bytes.data(), &head, sizeof head);
  std::memcpy(bytes.data() + sizeof head, &tail, sizeof tail);
  return ((first | second | third) & ~(every_byte * 0x0F)) == 0;
}
/// Four bytes as the values of the eight digits that write them, the first in the highest byte.
inline std::uint64_t eight_values(std::uint32_t bytes) noexcept {
  std::uint64_t values = bytes;
  values = (values | values << 16U) & 0x0000FFFF0000FFFFULL;
  values = (values | values << 8U) & 0x00FF00FF00FF00FFULL;
  return (values | values << 4U) & every_byte * 0x0F;
}

/// Writes the 24 digits of an id.
inline void write_id(const IdBytes& bytes, char* text) noexcept {
  for (std::size_t word = 0; word < 3; ++word) {
    const std::uint64_t digits = swapped_if_little(
        digits_of_values(eight_values(number_at<std::uint32_t>(bytes.data() + word * sizeof(std::uint32_t)))));
    std::memcpy(text + word * word_digits, &digits, sizeof digits);
  }
}
}  // namespace detail

template <class Tag>
class Id {
 public:
  /// The id that no record has (all zeros); exists so that records can be default-constructed.
  Id() = default;

  static std::optional<Id> parse(std::string_view text) noexcept {
    Id id;
    if (!id.assign(text)) return std::nullopt;
    return id;
  }

  /// As parse, into an id that has its place already; if the answer is false, it is worth nothing. For those who read
  /// millions: moving an optional cost twice as much as decoding, since its flag and the id's last bytes are stored
  /// apart and loaded together.
  [[nodiscard]] bool assign(std::string_view text) noexcept { return detail::decode_id(text, bytes_); }

  /// The same id under another tag: from a typed id to AnyId, or back where the kind is known.
  template <class Other>
  [[nodiscard]] Id<Other> as() const noexcept {
    Id<Other> other;
    other.bytes_ = bytes_;
    return other;
  }

  [[nodiscard]] std::string text() const {
    std::string out(id_text_bytes, '\0');
    write_to(out.data());
    return out;
  }
  void append_to(std::string& out) const {
    std::array<char, id_text_bytes> digits;  // NOLINT(cppcoreguidelines-pro-type-member-init): written whole
    write_to(digits.data());
    out.append(digits.data(), digits.size());
  }
  /// Writes the `id_text_bytes` digits there.
  void write_to(char* text) const noexcept { detail::write_id(bytes_, text); }

  [[nodiscard]] std::size_t hash() const noexcept {
    std::size_t tail = 0;  // the last bytes count up within a process; the first are a time stamp
    std::memcpy(&tail, bytes_.data() + bytes_.size() - sizeof tail, sizeof tail);
    return tail * 0x9E3779B97F4A7C15ULL;
  }

  /// The last eight bytes as a number: they count up within a process, while the first four are a time stamp.
  [[nodiscard]] std::uint64_t counter() const noexcept { return head() << 32U | tail(); }

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
