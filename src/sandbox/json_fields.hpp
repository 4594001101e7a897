#pragma once
// JsonFields: writes the members of a JSON object in the order in which they are named, straight into a string.
// Clever's fields come in no order either. Unlike the canonical writer of base/json.hpp it writes "" where Clever does.

#include <string>
#include <string_view>

#include "base/json.hpp"

namespace clever_sync {

class JsonFields {
 public:
  explicit JsonFields(std::string& out) : out_(out) { out_.push_back('{'); }
  void text(std::string_view key, std::string_view value) {
    open(key);
    append_json_string(value, out_);
  }
  /// For what Clever leaves out when a district does not send it.
  void optional_text(std::string_view key, std::string_view value) {
    if (!value.empty()) text(key, value);
  }
  template <class IdType>
  void id(std::string_view key, const IdType& value) {
    open(key);
    append_id(value);
  }
  template <class Ids>
  void ids(std::string_view key, const Ids& values) {
    open(key);
    out_.push_back('[');
    bool first = true;
    for (const auto& value : values) {
      if (!first) out_.push_back(',');
      first = false;
      append_id(value);
    }
    out_.push_back(']');
  }
  void raw(std::string_view key, std::string_view json) {
    open(key);
    out_.append(json);
  }
  template <class Inner>
  void object(std::string_view key, const Inner& inner) {
    open(key);
    JsonFields nested(out_);
    inner(nested);
    nested.close();
  }
  void close() { out_.push_back('}'); }

 private:
  void open(std::string_view key) {
    if (!first_) out_.push_back(',');
    first_ = false;
    out_.push_back('"');
    out_.append(key);
    out_.append("\":");
  }
  template <class IdType>
  void append_id(const IdType& value) {
    out_.push_back('"');
    value.append_to(out_);
    out_.push_back('"');
  }

  std::string& out_;
  bool first_ = true;
};

}  // namespace clever_sync
