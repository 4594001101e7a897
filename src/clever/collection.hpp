#pragma once
// The collections of the Data API that are read, as they are called in messages and asked for in URLs.

#include <array>
#include <string>
#include <string_view>

#include "clever/clever_client.hpp"

namespace clever_sync {

/// `/districts`, and the six that are read side by side. Teachers and students are both `/users`, asked by role.
enum class CleverCollection { districts, schools, terms, courses, sections, teachers, students };

inline constexpr std::array roster_collections = {CleverCollection::schools,  CleverCollection::terms,
                                                  CleverCollection::courses,  CleverCollection::sections,
                                                  CleverCollection::teachers, CleverCollection::students};

inline constexpr std::array all_collections = {
    CleverCollection::districts, CleverCollection::schools,  CleverCollection::terms,   CleverCollection::courses,
    CleverCollection::sections,  CleverCollection::teachers, CleverCollection::students};

/// `teachers`: the collection's name in messages, findings and PartialFetch.
std::string_view name_of(CleverCollection collection);
/// `teacher`: one record of it, as Finding.kind spells it.
std::string_view record_kind(CleverCollection collection);
/// The URL of the first page. Asks for the number of records too.
std::string first_page_url(CleverCollection collection, const CleverOptions& options);

}  // namespace clever_sync
