#pragma once
// Where the next page stands. A link is followed only to the same place with a cursor that moves on: a token must not
// leave for another host, and a read that goes in circles or steps over records is no complete read. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "clever/page_codec.hpp"

namespace clever_sync {

/// The absolute URL of the next page, given the URL of this one and the uri of its `next` link; or the damage:
/// `redirect` for another origin, `malformed` for another path (another collection, or another version of the API).
/// Source: Clever, "Paging and limits": the uri is a path on the same host.
std::variant<std::string, PageDamage> next_page_url(std::string_view url, std::string_view next_uri);

/// Nothing if the page `page`, asked for with `url`, may be followed by `next_url`; else the damage: `looping` when the
/// link does not move on, `malformed` when it would step over records.
/// Source: Clever, "Paging and limits": ranges by `starting_after`, which takes the id of a record.
std::optional<PageDamage> check_progress(std::string_view url, const CleverPage& page, std::string_view next_url);

}  // namespace clever_sync
