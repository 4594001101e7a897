#pragma once
// RecordReader: the mirror of ObjectWriter. It reads the canonical files that this program wrote, and nothing else:
// what it accepts is, byte for byte, what the writer would write again. So a reader asks for its keys in the order in
// which the writer adds them, and gets exact lines for its messages. Since the form is fixed, no token table is built:
// it is as fast as a look at each byte. Anything else is Error{integrity}, naming file and line.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "base/record_lines.hpp"

namespace clever_sync {

/// Reads one canonical object, key by key in sorted order. Every optional key that is absent answers "" or nothing.
class RecordReader {
 public:
  RecordReader(std::string_view record, const RecordPlace& place) : record_(record), place_(place) { expect('{'); }

  /// Valid until the next call: keep it in an arena.
  [[gnu::always_inline]] std::string_view text(std::string_view key) {
    return open(key) ? take_text() : std::string_view();
  }
  std::string_view required_text(std::string_view key);
  bool required_bool(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key);
  std::int64_t required_integer(std::string_view key);
  std::optional<Date> date(std::string_view key);
  Date required_date(std::string_view key);

  template <class IdType>
  [[gnu::always_inline]] std::optional<IdType> id(std::string_view key) {
    if (!open(key)) return std::nullopt;
    return take_id<IdType>();
  }
  template <class IdType>
  [[gnu::always_inline]] IdType required_id(std::string_view key) {
    if (!open(key)) missing(key);
    return take_id<IdType>();
  }
  template <class IdType>
  std::vector<IdType> ids(std::string_view key) {
    std::vector<IdType> out;
    if (!open(key)) return out;
    out.resize(ids_ahead());
    if (take_all(out)) return out;
    out.clear();
    expect('[');  // one at a time, to say what is wrong where
    do out.push_back(take_id<IdType>());
    while (take(','));
    expect(']');
    return out;
  }
  /// As ids, where the writer gives them sorted and without repetitions.
  template <class IdType>
  std::vector<IdType> sorted_ids(std::string_view key) {
    std::vector<IdType> out = ids<IdType>(key);
    for (std::size_t at = 1; at < out.size(); ++at)
      if (!(out[at - 1] < out[at])) fail("the ids of '" + std::string(key) + "' are not in order");
    return out;
  }
  /// Hands each text of an array to `take`; the views are valid only within the call.
  template <class Take>
  void texts(std::string_view key, const Take& take) {
    array(key, [&] { take(take_text()); });
  }
  /// As texts, for dates.
  std::vector<Date> dates(std::string_view key);
  /// A nested object: `inner` reads its keys through this reader.
  template <class Inner>
  void object(std::string_view key, const Inner& inner) {
    if (!open(key)) return;
    expect('{');
    first_ = true;
    inner(*this);
    if (first_) fail("an empty object");
    expect('}');
  }
  /// The end of the record. Call once, last: what was not asked for by now is no key of this record.
  void finish();

  [[noreturn]] void fail(std::string_view what) const { refuse_record(place_, what); }

 private:
  static constexpr std::size_t listed_id_bytes = id_text_bytes + 3;
  template <class Element>
  void array(std::string_view key, const Element& element) {
    if (!open(key)) return;
    expect('[');
    do element();
    while (take(','));
    expect(']');
  }
  template <class IdType>
  IdType take_id() {
    constexpr std::size_t quoted = id_text_bytes + 2;
    // An id has no escapes, so its length says where it ends: nothing is searched.
    if (record_.size() - at_ >= quoted && record_[at_] == '"' && record_[at_ + quoted - 1] == '"') {
      IdType id;
      if (id.assign(record_.substr(at_ + 1, id_text_bytes))) {
        at_ += quoted;
        return id;
      }
    }
    static_cast<void>(take_text());  // says what else may be wrong
    fail("an id is not 24 lower-case hex digits");
  }
  /// How many ids there are in the array here, if it is one of ids: `"…",` each, but for the last comma.
  [[nodiscard]] std::size_t ids_ahead() const {
    return (std::min(record_.find(']', at_), record_.size()) - at_) / listed_id_bytes;
  }
  /// Fills in all ids of the array here, which must be as many; false, and nothing taken, if that is not what stands
  /// here. One decision for all of them: most of a district's bytes are members of sections.
  template <class IdType>
  bool take_all(std::vector<IdType>& out) {
    const std::size_t bytes = out.size() * listed_id_bytes;
    if (out.empty() || record_.size() - at_ <= bytes || record_[at_] != '[' || record_[at_ + bytes] != ']')
      return false;
    const char* from = record_.data() + at_ + 1;
    bool as_written = true;
    for (IdType& id : out) {
      const bool last = &id == &out.back();
      as_written &= id.assign({from + 1, id_text_bytes});
      as_written &= from[0] == '"' && from[id_text_bytes + 1] == '"' && (last || from[id_text_bytes + 2] == ',');
      from += listed_id_bytes;
    }
    if (as_written) at_ += bytes + 1;
    return as_written;
  }
  // Inline, so that the comparison with a key that is a literal becomes one or two loads.
  [[gnu::always_inline]] bool open(std::string_view key) noexcept {
    const std::size_t comma = first_ ? 0 : 1;
    const std::size_t bytes = comma + key.size() + 3;
    if (record_.size() - at_ < bytes) return false;
    const char* const at = record_.data() + at_ + comma;
    if (at[0] != '"' || at[key.size() + 1] != '"' || at[key.size() + 2] != ':') return false;
    if ((comma != 0 && at[-1] != ',') || std::memcmp(at + 1, key.data(), key.size()) != 0) return false;
    at_ += bytes;
    first_ = false;
    return true;
  }
  std::string_view take_text();
  std::string_view take_escaped_text(std::size_t start);
  char take_escape();
  Date take_date();
  std::int64_t take_integer();
  [[nodiscard]] bool take(char wanted) noexcept {
    if (at_ >= record_.size() || record_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  void expect(char wanted) {
    if (!take(wanted)) unexpected();
  }
  [[noreturn]] void unexpected() const;
  [[noreturn]] void missing(std::string_view key) const;

  std::string_view record_;
  RecordPlace place_;
  std::size_t at_ = 0;
  bool first_ = true;
  std::string unescaped_;
};

}  // namespace clever_sync
