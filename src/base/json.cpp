#include "base/json.hpp"

#include <array>
#include <charconv>

#include "base/error.hpp"

namespace clever_sync {

namespace {

/// An absent value in the sense of the canonical form: not written inside an object.
bool is_absent(const Json& value) {
  const std::string* text = value.as_string();
  return value.is_null() || (text != nullptr && text->empty());
}

void append_integer(std::int64_t value, std::string& out) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

void append_escape(char control, std::string& out) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(control);
  switch (control) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out.push_back(digits[byte >> 4U]);
      out.push_back(digits[byte & 0xFU]);
  }
}

bool needs_escape(char byte) {
  return static_cast<unsigned char>(byte) < 0x20U || byte == '"' || byte == '\\';
}

void append_array(const Json::Array& array, std::string& out) {
  out.push_back('[');
  bool first = true;
  for (const Json& element : array) {
    if (!first) out.push_back(',');
    append_canonical_json(element, out);
    first = false;
  }
  out.push_back(']');
}

void append_object(const Json::Object& object, std::string& out) {
  out.push_back('{');
  bool first = true;
  for (const auto& [key, value] : object) {
    if (is_absent(value)) continue;
    if (!first) out.push_back(',');
    append_json_string(key, out);
    out.push_back(':');
    append_canonical_json(value, out);
    first = false;
  }
  out.push_back('}');
}

}  // namespace

std::optional<bool> Json::as_bool() const {
  const bool* value = std::get_if<bool>(&value_);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<std::int64_t> Json::as_integer() const {
  const std::int64_t* value = std::get_if<std::int64_t>(&value_);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

const Json* Json::find(std::string_view key) const {
  const Object* object = as_object();
  if (object == nullptr) return nullptr;
  const auto found = object->find(key);
  return found != object->end() ? &found->second : nullptr;
}

std::string_view Json::text(std::string_view key) const {
  const Json* member = find(key);
  const std::string* value = member != nullptr ? member->as_string() : nullptr;
  return value != nullptr ? std::string_view(*value) : std::string_view();
}

void Json::set(std::string_view key, Json value) {
  if (is_null()) value_ = Object{};
  Object* object = std::get_if<Object>(&value_);
  ensure(object != nullptr, "a JSON member is set on what is no object");
  if (is_absent(value)) return;
  object->insert_or_assign(std::string(key), std::move(value));
}

std::string canonical_json(const Json& value) {
  std::string out;
  append_canonical_json(value, out);
  return out;
}

void append_canonical_json(const Json& value, std::string& out) {
  if (const std::string* text = value.as_string()) {
    append_json_string(*text, out);
  } else if (const Json::Array* array = value.as_array()) {
    append_array(*array, out);
  } else if (const Json::Object* object = value.as_object()) {
    append_object(*object, out);
  } else if (const auto integer = value.as_integer()) {
    append_integer(*integer, out);
  } else if (const auto truth = value.as_bool()) {
    out += *truth ? "true" : "false";
  } else {
    out += "null";
  }
}

void append_json_string(std::string_view text, std::string& out) {
  out.push_back('"');
  std::size_t plain_from = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!needs_escape(text[at])) continue;
    out.append(text, plain_from, at - plain_from);
    append_escape(text[at], out);
    plain_from = at + 1;
  }
  out.append(text, plain_from);
  out.push_back('"');
}

std::string& RecordFileWriter::next_record() {
  bytes_ += records_ == 0 ? "[\n" : ",\n";
  ++records_;
  return bytes_;
}

std::string RecordFileWriter::finish() {
  bytes_ += records_ == 0 ? "[]\n" : "\n]\n";
  return std::move(bytes_);
}

ObjectWriter::ObjectWriter(std::string& out) : out_(out) {
  out_.push_back('{');
}

void ObjectWriter::open(std::string_view key) {
  ensure(first_ || last_key_ < key, "the keys of a canonical object are not in order");
  if (!first_) out_.push_back(',');
  first_ = false;
  last_key_ = key;
  out_.push_back('"');
  out_ += key;  // keys are literals that need no escape
  out_ += "\":";
}

void ObjectWriter::add(std::string_view key, std::string_view text) {
  if (text.empty()) return;
  open(key);
  append_json_string(text, out_);
}

void ObjectWriter::add_bool(std::string_view key, bool value) {
  open(key);
  out_ += value ? "true" : "false";
}

void ObjectWriter::add_integer(std::string_view key, std::int64_t value) {
  open(key);
  append_integer(value, out_);
}

void ObjectWriter::add_raw(std::string_view key, std::string_view json) {
  open(key);
  out_ += json;
}

void ObjectWriter::finish() {
  out_.push_back('}');
}

}  // namespace clever_sync
