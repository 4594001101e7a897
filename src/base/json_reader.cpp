// The strict parser behind parse_json. Not simdjson's DOM: that one keeps duplicate keys, knows no position of an error
// and words its errors differently in each release, and these documents are small. tests/base holds the two together.
#include <fmt/core.h>

#include <charconv>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/utf8.hpp"

namespace clever_sync {

namespace {

constexpr int max_levels = 64;

/// One pass over the text. After the first failure every function answers nothing and the error stays.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
  }

  std::variant<Json, JsonError> run() {
    skip_space();
    Json value;
    if (at_end()) {
      fail("there is no JSON here");
    } else if (parse_value(value, 0)) {
      skip_space();
      if (!at_end()) fail("something follows after the end of the JSON document");
    }
    if (error_) return *error_;
    return value;
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] bool next_is(char wanted) const { return !at_end() && text_[at_] == wanted; }

  bool fail(std::string what) {
    if (!error_) error_ = JsonError{.what = std::move(what), .offset = at_};
    return false;
  }

  void skip_space() {
    while (!at_end() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) ++at_;
  }

  bool take(char wanted) {
    if (!next_is(wanted)) return false;
    ++at_;
    return true;
  }

  bool parse_value(Json& out, int level) {
    if (at_end()) return fail("the JSON ends too early");
    switch (text_[at_]) {
      case '{':
        return level < max_levels ? parse_object(out, level + 1) : fail("nested too deeply");
      case '[':
        return level < max_levels ? parse_array(out, level + 1) : fail("nested too deeply");
      case '"':
        return parse_text(out);
      case 't':
        return parse_word("true", Json(true), out);
      case 'f':
        return parse_word("false", Json(false), out);
      case 'n':
        return parse_word("null", Json(), out);
      default:
        return parse_number(out);
    }
  }

  bool parse_word(std::string_view word, Json value, Json& out) {
    if (!text_.substr(at_).starts_with(word)) return fail("this is no JSON value");
    at_ += word.size();
    out = std::move(value);
    return true;
  }

  bool parse_number(Json& out) {
    const std::size_t start = at_;
    take('-');
    const std::size_t first_digit = at_;
    while (!at_end() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    const std::size_t end = at_;
    at_ = start;  // where the number is at fault
    if (end == first_digit) return fail("this is no JSON value");
    if (text_[first_digit] == '0' && end - first_digit > 1) return fail("a number starts with 0");
    if (end < text_.size() && (text_[end] == '.' || text_[end] == 'e' || text_[end] == 'E')) {
      return fail("a number with a fraction or an exponent, where only whole numbers are allowed");
    }
    std::int64_t value = 0;
    if (std::from_chars(text_.data() + start, text_.data() + end, value).ec != std::errc{}) {
      return fail("a number that does not fit into 64 bits");
    }
    at_ = end;
    out = Json(value);
    return true;
  }

  bool parse_text(Json& out) {
    std::string text;
    if (!parse_string(text)) return false;
    out = Json(std::move(text));
    return true;
  }

  bool parse_string(std::string& out) {
    ++at_;  // the opening quote
    while (true) {
      if (at_end()) return fail("a string is not closed");
      const char next = text_[at_];
      if (next == '"') break;
      if (static_cast<unsigned char>(next) < 0x20U) return fail("a control character stands unescaped in a string");
      if (next == '\\') {
        if (!parse_escape(out)) return false;
        continue;
      }
      const std::optional<CodePoint> code_point = decode_utf8(text_.substr(at_));
      if (!code_point) return fail("invalid UTF-8");
      out.append(text_, at_, code_point->bytes);
      at_ += code_point->bytes;
    }
    ++at_;
    return true;
  }

  bool parse_escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (at_ + 1 >= text_.size()) return fail("a string is not closed");
    const char letter = text_[at_ + 1];
    if (letter == 'u') return parse_unicode_escape(out);
    const std::size_t index = letters.find(letter);
    if (index == std::string_view::npos) return fail("an unknown escape in a string");
    out.push_back(meanings[index]);
    at_ += 2;
    return true;
  }

  /// The four hex digits after `\u` at `at`; nothing if they are not there.
  [[nodiscard]] std::optional<char32_t> code_unit_at(std::size_t at) const {
    constexpr std::size_t escape_bytes = 6;
    if (text_.size() < at + escape_bytes || text_[at] != '\\' || text_[at + 1] != 'u') return std::nullopt;
    unsigned unit = 0;
    const char* const first = text_.data() + at + 2;
    const auto [end, failure] = std::from_chars(first, first + 4, unit, 16);
    if (failure != std::errc{} || end != first + 4) return std::nullopt;
    return static_cast<char32_t>(unit);
  }

  bool parse_unicode_escape(std::string& out) {
    const std::optional<char32_t> unit = code_unit_at(at_);
    if (!unit) return fail("a \\u escape without four hex digits");
    if (*unit >= 0xDC00 && *unit <= 0xDFFF) return fail("half of a surrogate pair");
    if (*unit < 0xD800 || *unit > 0xDBFF) {
      append_utf8(*unit, out);
      at_ += 6;
      return true;
    }
    const std::optional<char32_t> low = code_unit_at(at_ + 6);
    if (!low || *low < 0xDC00 || *low > 0xDFFF) return fail("half of a surrogate pair");
    append_utf8(0x10000 + ((*unit - 0xD800) << 10U) + (*low - 0xDC00), out);
    at_ += 12;
    return true;
  }

  bool parse_array(Json& out, int level) {
    ++at_;
    Json::Array array;
    skip_space();
    if (!take(']')) {
      do {
        skip_space();
        if (!parse_value(array.emplace_back(), level)) return false;
        skip_space();
      } while (take(','));
      if (!take(']')) return fail("',' or ']' expected");
    }
    out = Json(std::move(array));
    return true;
  }

  bool parse_object(Json& out, int level) {
    ++at_;
    Json::Object object;
    skip_space();
    if (!take('}')) {
      do {
        skip_space();
        if (!parse_member(object, level)) return false;
        skip_space();
      } while (take(','));
      if (!take('}')) return fail("',' or '}' expected");
    }
    out = Json(std::move(object));
    return true;
  }

  bool parse_member(Json::Object& object, int level) {
    if (!next_is('"')) return fail("a key in quotes expected");
    const std::size_t key_at = at_;
    std::string key;
    if (!parse_string(key)) return false;
    const auto [member, is_new] = object.try_emplace(std::move(key));
    if (!is_new) {
      at_ = key_at;
      return fail("a key stands twice in one object");
    }
    skip_space();
    if (!take(':')) return fail("':' expected");
    skip_space();
    return parse_value(member->second, level);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<JsonError> error_;
};

}  // namespace

std::variant<Json, JsonError> parse_json(std::string_view text) {
  return Parser(text).run();
}

Json parse_own_json(std::string_view text, std::string_view where) {
  std::variant<Json, JsonError> parsed = parse_json(text);
  if (const JsonError* error = std::get_if<JsonError>(&parsed)) {
    throw Error(ErrorKind::integrity,
                fmt::format("{} is not as this program wrote it: {} (byte {}); restore it from the git history", where,
                            error->what, error->offset));
  }
  return std::get<Json>(std::move(parsed));
}

}  // namespace clever_sync
