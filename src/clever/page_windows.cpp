#include "clever/page_windows.hpp"

#include <algorithm>

namespace clever_sync {

namespace {

constexpr std::string_view blanks = " \t\r\n";

// The place behind `token` and the blanks before it, or nothing if something else stands there.
std::optional<std::size_t> behind(std::string_view text, std::size_t at, std::string_view token) {
  at = std::min(text.find_first_not_of(blanks, at), text.size());
  if (!text.substr(at).starts_with(token)) return std::nullopt;
  return at + token.size();
}

// Where the bracket stands that opens the rows, if they come first, as Clever sends them.
std::optional<std::size_t> opening_bracket(std::string_view text, std::size_t start) {
  std::optional<std::size_t> at = start;
  for (const std::string_view token : {"{", "\"data\"", ":", "["}) {
    if (at) at = behind(text, *at, token);
  }
  return at ? std::optional(*at - 1) : std::nullopt;
}

// The bracket that closes the rows: the last one before the links, or the last of all.
std::optional<std::size_t> closing_bracket(std::string_view text) {
  const std::size_t links = text.rfind("\"links\"");
  const std::size_t at = text.rfind(']', links);
  return at == std::string_view::npos ? std::nullopt : std::optional(at);
}

}  // namespace

std::optional<PageWindows> PageWindows::cut(std::string& body, std::size_t start, std::size_t window_bytes) {
  const auto first = opening_bracket(body, start);
  const auto last = closing_bracket(body);
  if (!first || !last || *last < *first) return std::nullopt;
  PageWindows windows(body, window_bytes, *first, *last);
  windows.frame_ = body.substr(start, *first + 1 - start) + body.substr(*last);
  windows.begin_ = windows.end_ = *first;
  return windows;
}

std::optional<std::string_view> PageWindows::next() {
  if (end_ == last_) return std::nullopt;
  std::string& body = *body_;
  if (begin_ != first_) body[begin_] = ',';
  begin_ = end_;
  body[begin_] = '[';
  // The wrapper of a row: the objects within a row have none.
  constexpr std::string_view between_rows = "},{\"data\":{";
  const std::size_t at = body.find(between_rows, begin_ + window_bytes_);
  end_ = at < last_ ? at + 1 : last_;
  body[end_] = ']';
  return std::string_view(body).substr(begin_, end_ + 1 - begin_);
}

void PageWindows::restore() {
  std::string& body = *body_;
  if (begin_ != first_) body[begin_] = ',';
  if (end_ != last_ && end_ != first_) body[end_] = ',';
}

}  // namespace clever_sync
