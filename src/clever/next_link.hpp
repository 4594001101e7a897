#pragma once
// Where the next page stands. A link is followed to any place of the same API, whatever its cursor looks like, as long
// as it moves on: a token must not leave for another host, and a read that goes in circles or steps over records is no
// complete read. Pure.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "clever/page_codec.hpp"

namespace clever_sync {

/// The absolute URL of the next page, given the URL of this one and the uri of its `next` link, which may be relative
/// to it; or the damage: `redirect` for another origin, `malformed` for a place outside of the API at `api`, or for
/// another of its collections (`/terms` in a walk of `/sections`, `role=teacher` in one of students). The path may be
/// another one below the API. Source: Clever, "Paging and limits": the uri is a path on the same host, and its form is
/// nowhere promised.
std::variant<std::string, PageDamage> next_page_url(std::string_view api, std::string_view url,
                                                    std::string_view next_uri);

/// Nothing if the page `page` may be followed by `next_url`, `visited` being the URLs of the walk so far, this page's
/// among them; else the damage: `looping` when the link does not move on, `malformed` when it would step over records.
/// A cursor that is no id is not judged here: the ids of the next page, which must ascend, tell.
/// Source: Clever, "Paging and limits": ranges by `starting_after`, which takes the id of a record.
std::optional<PageDamage> check_progress(const std::set<std::string, std::less<>>& visited, const CleverPage& page,
                                         std::string_view next_url);

}  // namespace clever_sync
