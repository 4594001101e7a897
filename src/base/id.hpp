#pragma once
// Clever ids: 24 lower-case hex digits (a MongoDB ObjectId), kept as 12 bytes and typed by what they name, so that a
// section's id can't be passed for a student's. Order of ids is order of their text. Text that is not such an id has no
// Id: `parse` answers nothing, and the caller says where it stood.
// Source: Clever's "Data model" page: ids are "globally unique across districts and user types".

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/id_digits.hpp"

namespace clever_sync {

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
