#pragma once
// JSON: one small value type for the documents that are not hot (plans' headers, approvals, receipts, configuration of
// outputs, server answers of a few objects), a strict parser, and the canonical writer that every file of the workspace
// goes through. Record files with millions of lines are written with ObjectWriter and read with base/record_reader.hpp.
//
// Canonical: UTF-8, keys sorted by code point, no white space, integers only, strings escaped only where JSON demands
// it
// (`\"`, `\\`, `\b \f \n \r \t`, other controls as lower-case `\u00xx`). Absent, null and "" are one absent value and
// are not written inside a record (design: Canonical JSON).

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/id.hpp"

namespace clever_sync {

class Json {
 public:
  using Array = std::vector<Json>;
  using Object = std::map<std::string, Json, std::less<>>;

  Json() = default;  // null
  Json(bool value) : value_(value) {}
  Json(std::int64_t value) : value_(value) {}
  Json(int value) : value_(std::int64_t{value}) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(const char* value) : value_(std::string(value)) {}
  Json(Array value) : value_(std::move(value)) {}
  Json(Object value) : value_(std::move(value)) {}

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  [[nodiscard]] bool is_string() const { return std::holds_alternative<std::string>(value_); }
  [[nodiscard]] bool is_array() const { return std::holds_alternative<Array>(value_); }
  [[nodiscard]] bool is_object() const { return std::holds_alternative<Object>(value_); }

  /// The value as that type, or nothing if it is of another.
  [[nodiscard]] std::optional<bool> as_bool() const;
  [[nodiscard]] std::optional<std::int64_t> as_integer() const;
  [[nodiscard]] const std::string* as_string() const { return std::get_if<std::string>(&value_); }
  [[nodiscard]] const Array* as_array() const { return std::get_if<Array>(&value_); }
  [[nodiscard]] const Object* as_object() const { return std::get_if<Object>(&value_); }

  /// The member of an object, or nothing when this is no object or has no such key.
  [[nodiscard]] const Json* find(std::string_view key) const;
  /// The text under `key`, "" when it is absent, null or not a string.
  [[nodiscard]] std::string_view text(std::string_view key) const;

  /// Sets a member, making this an object if it is null. Absent values (null, "") are left out.
  void set(std::string_view key, Json value);

  friend bool operator==(const Json&, const Json&) = default;

 private:
  std::variant<std::monostate, bool, std::int64_t, std::string, Array, Object> value_;
};

/// Why a text is not the JSON that was expected.
struct JsonError {
  std::string what;
  std::size_t offset = 0;  // in bytes from the start of the text
  friend bool operator==(const JsonError&, const JsonError&) = default;
};

/// The whole text as one value. Refused: anything but one complete document, duplicate keys, fractions and numbers
/// outside int64, invalid UTF-8, more than 64 levels. A BOM at the start is skipped.
std::variant<Json, JsonError> parse_json(std::string_view text);

/// parse_json for text that this program wrote itself: throws Error{integrity} naming `where`.
Json parse_own_json(std::string_view text, std::string_view where);

/// The canonical bytes of the value, without a final line feed. Null members and empty strings are left out of objects.
std::string canonical_json(const Json& value);
void append_canonical_json(const Json& value, std::string& out);
/// A quoted, escaped JSON string.
void append_json_string(std::string_view text, std::string& out);

/// A canonical file of records: `[\n`, one record per line with commas between, `\n]\n`; an empty one is `[]\n`.
/// `records` are canonical objects already in order.
class RecordFileWriter {
 public:
  /// Opens the next record's line; write the object into the string it gives.
  std::string& next_record();
  [[nodiscard]] std::size_t records() const { return records_; }
  /// The file's bytes. Call once.
  std::string finish();

 private:
  std::string bytes_;
  std::size_t records_ = 0;
};

/// Writes one canonical object straight into a string, for records too many to become a Json first. The caller adds
/// the keys in sorted order, which is checked; absent values ("" and empty arrays of ids) are skipped.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out);
  void add(std::string_view key, std::string_view text);
  void add_bool(std::string_view key, bool value);
  void add_integer(std::string_view key, std::int64_t value);
  /// Raw canonical JSON, written as it is.
  void add_raw(std::string_view key, std::string_view json);
  /// An id, quoted: anything with append_to(std::string&) that needs no escape.
  template <class IdType>
  void add_id(std::string_view key, const IdType& id) {
    open(key);
    out_.push_back('"');
    id.append_to(out_);
    out_.push_back('"');
  }
  /// An array of ids, each quoted. Written into room that is made once: a large district lists ten million members.
  template <class Tag>
  void add_ids(std::string_view key, const std::vector<Id<Tag>>& ids) {
    if (ids.empty()) return;
    open(key);
    constexpr std::size_t bytes_of_one = id_text_bytes + 3;  // its quotes and what separates it
    const std::size_t start = out_.size();
    out_.resize(start + ids.size() * bytes_of_one + 1);
    char* at = out_.data() + start;
    char separator = '[';
    for (const Id<Tag>& id : ids) {
      *at++ = separator;
      *at++ = '"';
      id.write_to(at);
      at += id_text_bytes;
      *at++ = '"';
      separator = ',';
    }
    *at = ']';
  }
  /// An array of texts: of anything that converts to std::string_view.
  template <class Texts>
  void add_texts(std::string_view key, const Texts& texts) {
    if (std::empty(texts)) return;
    open(key);
    char separator = '[';
    for (const std::string_view text : texts) {
      out_.push_back(separator);
      append_json_string(text, out_);
      separator = ',';
    }
    out_.push_back(']');
  }
  /// A nested object: `inner` gets a writer of its own. Not written at all if it adds nothing.
  template <class Inner>
  void add_object(std::string_view key, const Inner& inner) {
    const std::size_t mark = out_.size();
    const bool was_first = first_;
    const std::string_view was_last = last_key_;
    open(key);
    bool empty = true;
    {
      ObjectWriter nested(out_);
      inner(nested);
      empty = nested.first_;
      nested.finish();
    }
    if (empty) {
      out_.resize(mark);
      first_ = was_first;
      last_key_ = was_last;
    }
  }
  /// Closes the object. Call once, last.
  void finish();

 private:
  void open(std::string_view key);
  std::string& out_;
  std::string_view last_key_;  // keys are literals
  bool first_ = true;
};

}  // namespace clever_sync
