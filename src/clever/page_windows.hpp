#pragma once
// A page of ten megabytes cut into pieces that a parser spreads out within the processor's cache: parsed as one
// document, each of its values is written to memory and fetched back once before anybody looks at it. Pure.
//
// No JSON is understood here: where to cut is a guess at Clever's shape, and parsing proves it. If the frame is a
// document and every piece is an array, then the page is a document, whose rows are those of the pieces in their order;
// if one is not, the page has to be parsed whole.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace clever_sync {

class PageWindows {
 public:
  /// Of the page that begins at `start` of `body`, in pieces of about `window_bytes`; nothing if it does not look like
  /// `{"data":[{"data":{…`. The body must outlive this, and is changed while the pieces are given out: a comma between
  /// two rows becomes the bracket that ends or begins a piece.
  static std::optional<PageWindows> cut(std::string& body, std::size_t start, std::size_t window_bytes);

  /// The page without its rows: `{"data":[],"links":[…]}`.
  [[nodiscard]] const std::string& frame() const { return frame_; }
  /// The next rows as a JSON array, in place; nothing after the last.
  std::optional<std::string_view> next();
  /// Puts the body back as it was.
  void restore();

 private:
  PageWindows(std::string& body, std::size_t window_bytes, std::size_t first, std::size_t last)
      : body_(&body), window_bytes_(window_bytes), first_(first), last_(last) {}

  std::string* body_;
  std::size_t window_bytes_;
  std::size_t first_, last_;  // where the brackets around all rows stand
  std::string frame_;
  std::size_t begin_ = 0, end_ = 0;  // the brackets of the piece that was given last; equal before the first
};

}  // namespace clever_sync
