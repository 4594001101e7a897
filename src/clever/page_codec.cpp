#include "clever/page_codec.hpp"

#include <fmt/core.h>
#include <simdjson.h>

#include <algorithm>

#include "clever/page_windows.hpp"
#include "clever/record_codec.hpp"

namespace clever_sync {

namespace dom = simdjson::dom;

struct PageDecoder::Parser {
  dom::parser parser;
};

PageDecoder::PageDecoder(std::shared_ptr<Texts> texts, std::size_t window_bytes)
    : parser_(std::make_unique<Parser>()), texts_(std::move(texts)), window_bytes_(window_bytes) {}

PageDecoder::~PageDecoder() = default;

namespace {

PageDamage damage_of_text(std::string_view body, simdjson::error_code error) {
  const auto not_json = [](std::string_view reason) {
    return PageDamage{.code = "not-json", .reason = std::string(reason)};
  };
  const std::size_t start = body.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return not_json("the answer is empty");
  if (body[start] == '<') return not_json("the answer is HTML or XML instead of JSON");
  if (error == simdjson::UTF8_ERROR) return not_json("the answer is not in UTF-8, or was cut off");
  if (error == simdjson::DEPTH_ERROR) return not_json("the answer is nested too deeply to be a page of records");
  if (error == simdjson::NUMBER_ERROR) return not_json("the answer has a number that is out of range, or none");
  return not_json("the answer is not JSON, or was cut off");
}

// Of two members of one name the parser would answer the first, and the second might be the true one.
int count_of(const dom::object& object, std::string_view key) {
  int count = 0;
  for (const dom::key_value_pair field : object) count += field.key == key ? 1 : 0;
  return count;
}

// Clever wraps each record, {"data": {...}, "uri": ...}; integrators have also met bare ones.
std::optional<dom::object> record_of(const dom::element& row) {
  dom::object outer;
  if (row.get(outer) != simdjson::SUCCESS) return std::nullopt;
  dom::element inner;
  if (outer.at_key("data").get(inner) != simdjson::SUCCESS) return outer;
  dom::object record;
  if (inner.get(record) != simdjson::SUCCESS) return std::nullopt;
  return record;
}

// In any case of letters. Source: RFC 8288, section 2.1.1.
bool is_next(std::string_view rel) {
  constexpr std::string_view next = "next";
  return std::ranges::equal(rel, next, [](char a, char b) { return (a | 0x20) == b; });
}

// The uri of `rel: next`, found by its rel: its position in the array changes from page to page.
std::optional<PageDamage> read_links(const dom::object& root, CleverPage& page) {
  dom::element links;
  if (root.at_key("links").get(links) != simdjson::SUCCESS || links.is_null()) return std::nullopt;
  dom::array array;
  const PageDamage malformed{.code = "malformed", .reason = "its `links` are not links"};
  if (count_of(root, "links") != 1 || links.get(array) != simdjson::SUCCESS) return malformed;
  page.links = CleverPage::Links::present;
  for (const dom::element link : array) {
    std::string_view rel;
    if (!link.is_object() || link.at_key("rel").get(rel) != simdjson::SUCCESS) return malformed;
    if (!is_next(rel)) continue;
    std::string_view uri;
    if (link.at_key("uri").get(uri) != simdjson::SUCCESS || uri.empty()) return malformed;
    if (page.next && *page.next != uri) return PageDamage{.code = "malformed", .reason = "it names two next pages"};
    page.next = uri;
  }
  return std::nullopt;
}

std::optional<std::int64_t> read_count(const dom::object& root) {
  dom::object paging;
  std::int64_t count = 0;
  if (root.at_key("paging").get(paging) != simdjson::SUCCESS) return std::nullopt;
  if (paging.at_key("count").get(count) != simdjson::SUCCESS) return std::nullopt;
  return count;
}

// What stands around the rows.
std::variant<CleverPage, PageDamage> read_frame(const dom::element& document) {
  const PageDamage no_data{.code = "no-data-array", .reason = "the answer has no `data` array"};
  dom::object root;
  dom::array rows;
  if (document.get(root) != simdjson::SUCCESS) return no_data;
  if (count_of(root, "data") > 1) return PageDamage{.code = "no-data-array", .reason = "the answer has `data` twice"};
  if (root.at_key("data").get(rows) != simdjson::SUCCESS) return no_data;
  CleverPage page;
  if (auto damage = read_links(root, page)) return *std::move(damage);
  page.count = read_count(root);
  return page;
}

// Adds the rows from the `from`-th on.
std::optional<PageDamage> add_rows(const dom::array& rows, std::size_t from, RecordDecoder& decoder) {
  std::size_t place = 0;
  for (const dom::element row : rows) {
    if (place++ < from) continue;
    const std::optional<dom::object> record = record_of(row);
    if (!record) {
      return PageDamage{.code = "malformed", .reason = fmt::format("record {} is no object", decoder.rows() + 1)};
    }
    if (!decoder.add(*record)) return decoder.damage();
  }
  return std::nullopt;
}

CleverPage with_rows(CleverPage page, const RecordDecoder& decoder) {
  page.rows = decoder.rows();
  page.first = decoder.first();
  page.last = decoder.last();
  return page;
}

// `text` is part of `body`, behind which there is room that the parser may look at: else it copies the text.
simdjson::simdjson_result<dom::element> parse_in_place(dom::parser& parser, const std::string& body,
                                                       std::string_view text) {
  const char* const end_of_room = body.data() + body.capacity();
  const bool padded = end_of_room - (text.data() + text.size()) >= std::ptrdiff_t{simdjson::SIMDJSON_PADDING};
  return parser.parse(text.data(), text.size(), !padded);
}

// Nothing if the page is not what the windows take it for. The rows that the decoder has then are the page's first.
std::optional<std::variant<CleverPage, PageDamage>> decode_windows(dom::parser& parser, const std::string& body,
                                                                   PageWindows& windows, RecordDecoder& decoder) {
  dom::element document;
  if (parser.parse(windows.frame()).get(document) != simdjson::SUCCESS) return std::nullopt;
  std::variant<CleverPage, PageDamage> frame = read_frame(document);
  auto* const page = std::get_if<CleverPage>(&frame);
  if (page == nullptr) return frame;
  while (const std::optional<std::string_view> window = windows.next()) {
    dom::array rows;
    if (parse_in_place(parser, body, *window).get(rows) != simdjson::SUCCESS) return std::nullopt;
    if (auto damage = add_rows(rows, 0, decoder)) return *std::move(damage);
  }
  return with_rows(std::move(*page), decoder);
}

}  // namespace

std::variant<CleverPage, PageDamage> PageDecoder::decode(std::string body, const PageQuery& query, Harvest& harvest) {
  const std::lock_guard turn(turn_);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  const std::size_t start = body.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  RecordDecoder decoder(query, *texts_, harvest);
  if (auto windows = PageWindows::cut(body, start, window_bytes_)) {
    if (auto decoded = decode_windows(parser_->parser, body, *windows, decoder)) return *std::move(decoded);
    windows->restore();
  }
  const std::string_view text = std::string_view(body).substr(start);
  dom::element document;
  const simdjson::error_code error = parse_in_place(parser_->parser, body, text).get(document);
  if (error != simdjson::SUCCESS) return damage_of_text(text, error);
  std::variant<CleverPage, PageDamage> frame = read_frame(document);
  auto* const page = std::get_if<CleverPage>(&frame);
  if (page == nullptr) return frame;
  if (auto damage = add_rows(document["data"], decoder.rows(), decoder)) return *std::move(damage);
  return with_rows(std::move(*page), decoder);
}

}  // namespace clever_sync
