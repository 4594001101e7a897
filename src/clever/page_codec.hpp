#pragma once
// One page of the Data API: bytes to records, pure. Everything that can be judged from the page alone, and the last id
// of the page before it, is judged here. Takes any bytes whatever; whatever is wrong with them is a PageDamage.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "clever/harvest.hpp"

namespace clever_sync {

/// What is asked of a page.
struct PageQuery {
  CleverCollection collection{};
  DistrictId district;  // a record that names another is refused; not asked of /districts itself
  CleverOptions::StudentEmail student_email = CleverOptions::StudentEmail::drop;
  std::optional<CleverId> after;  // the last id of the pages before
  /// Where schools stand is read for the time zone of a new workspace alone, and kept nowhere.
  enum class Places { drop, keep };
  Places places = Places::drop;
};

/// A page that was read to its end.
struct CleverPage {
  std::size_t rows = 0;           // all of them, those included that became no record
  std::optional<CleverId> first;  // the first row's id
  std::optional<CleverId> last;   // the last row's id; the query's `after` if there are no rows
  enum class Links { absent, present };
  Links links = Links::absent;
  /// How many records the collection has, if Clever says so. Source: a captured answer of version 1.2 (`paging.count`
  /// beside `paging.total`, which counts pages); v3.1 takes the parameter and does not describe the answer.
  std::optional<std::int64_t> count;
  std::optional<std::string> next;  // the uri of the link whose `rel` is `next`, as it stands there
};

/// Why a page can't be believed: a code of PartialFetch, and what is wrong, as a clause.
struct PageDamage {
  std::string code;
  std::string reason;
};

/// Reads pages, and keeps the texts of their records in one arena. Safe to use from several threads: they take turns,
/// so that only one page at a time is spread out in memory.
class PageDecoder {
 public:
  /// `window_bytes`: how much of a page is parsed at a time; it changes no result.
  explicit PageDecoder(std::shared_ptr<Texts> texts, std::size_t window_bytes = std::size_t{256} << 10U);
  PageDecoder(const PageDecoder&) = delete;
  PageDecoder& operator=(const PageDecoder&) = delete;
  PageDecoder(PageDecoder&&) = delete;
  PageDecoder& operator=(PageDecoder&&) = delete;
  ~PageDecoder();

  /// Adds the page's records and notes to `harvest`, which is worthless if the page turns out damaged.
  std::variant<CleverPage, PageDamage> decode(std::string body, const PageQuery& query, Harvest& harvest);

 private:
  struct Parser;
  std::mutex turn_;
  std::unique_ptr<Parser> parser_;
  std::shared_ptr<Texts> texts_;
  std::size_t window_bytes_;
};

}  // namespace clever_sync
