#pragma once
// RecordReader: the mirror of ObjectWriter. It reads the canonical files that this program wrote, and nothing else:
// what it accepts is, byte for byte, what the writer would write again. So a reader asks for its keys in the order in
// which the writer adds them, and gets exact lines for its messages. Since the form is fixed, no token table is built:
// it is as fast as a look at each byte. Anything else is Error{integrity}, naming file and line.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"

namespace clever_sync {

/// Where a record stands, for messages.
struct RecordPlace {
  std::string_view file;  // its path in the workspace
  std::size_t line = 1;
};

/// Throws Error{integrity}: place, what is wrong, and that the history has the file as it was.
[[noreturn]] void refuse_record(const RecordPlace& place, std::string_view what);

/// The lines of a canonical file of records (see RecordFileWriter). The bytes must outlive it and its lines.
class RecordLines {
 public:
  RecordLines(std::string_view bytes, std::string_view file);
  /// The next record, without the comma and the line feed around it; nothing at the end.
  std::optional<std::string_view> next();
  /// Where the record of the last next() stands.
  [[nodiscard]] const RecordPlace& place() const noexcept { return place_; }

 private:
  std::string_view rest_;
  RecordPlace place_;
};

/// The object of a file that holds a single canonical object and a line feed.
std::string_view single_record(std::string_view bytes, std::string_view file);

/// Reads one canonical object, key by key in sorted order. Every optional key that is absent answers "" or nothing.
class RecordReader {
 public:
  RecordReader(std::string_view record, const RecordPlace& place) : record_(record), place_(place) { expect('{'); }

  /// Valid until the next call: keep it in an arena.
  std::string_view text(std::string_view key);
  std::string_view required_text(std::string_view key);
  bool required_bool(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key);
  std::int64_t required_integer(std::string_view key);
  std::optional<Date> date(std::string_view key);
  Date required_date(std::string_view key);

  template <class IdType>
  std::optional<IdType> id(std::string_view key) {
    if (!open(key)) return std::nullopt;
    return take_id<IdType>();
  }
  template <class IdType>
  IdType required_id(std::string_view key) {
    if (!open(key)) missing(key);
    return take_id<IdType>();
  }
  template <class IdType>
  std::vector<IdType> ids(std::string_view key) {
    std::vector<IdType> out;
    array(key, [&] { out.push_back(take_id<IdType>()); });
    return out;
  }
  /// As ids, where the writer gives them sorted and without repetitions.
  template <class IdType>
  std::vector<IdType> sorted_ids(std::string_view key) {
    std::vector<IdType> out;
    array(key, [&] {
      const IdType id = take_id<IdType>();
      if (!out.empty() && !(out.back() < id)) fail("the ids of '" + std::string(key) + "' are not in order");
      out.push_back(id);
    });
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
    const std::optional<IdType> id = IdType::parse(take_text());
    if (!id) fail("an id is not 24 lower-case hex digits");
    return *id;
  }
  bool open(std::string_view key);
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
