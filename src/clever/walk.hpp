#pragma once
// The walk of one collection, from its first page to the one without a next, with every proof that it was whole.

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>

#include "clever/page_codec.hpp"
#include "clever/session.hpp"

namespace clever_sync {

/// What every read of one district needs. All of it is safe to use from several threads.
struct WalkContext {
  CleverSession& session;
  PageDecoder& decoder;
  const CleverOptions& options;
  const std::function<void(const FetchProgress&)>& observe;
  PageQuery::Places places = PageQuery::Places::drop;
};

/// Reads all pages into `harvest`. Answers nothing when the walk is proved whole; else why not, and then the harvest is
/// worthless. Refusals of the token have the code `token_refused`.
std::optional<PartialFetch> walk_collection(const WalkContext& context, CleverCollection collection, Harvest& harvest,
                                            const std::stop_token& stop);

/// The damage of a collection whose pages end before the number of records that Clever gave.
PageDamage cut_short(const Harvest& harvest);

/// Reads the one page at `url`, which is the page'th from 1.
std::variant<CleverPage, PartialFetch> fetch_page(const WalkContext& context, const std::string& url, int page,
                                                  const PageQuery& query, Harvest& harvest,
                                                  const std::stop_token& stop);

/// The districts that the token can see, in ascending order of id, or why they can't be read.
std::variant<Harvest, PartialFetch> fetch_districts(const WalkContext& context, const std::stop_token& stop);

}  // namespace clever_sync
