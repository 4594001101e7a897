#pragma once
// The sentences of a PartialFetch: what was wrong comes from where it was seen, what to do follows from the code.

#include <string>
#include <string_view>

#include "clever/page_codec.hpp"

namespace clever_sync {

/// Codes that never leave this folder: they mean that Clever does not let us in at all, which is an Error.
inline constexpr std::string_view token_refused = "token-refused";

/// A PartialFetch about a page (from 1) of a collection, or about the collection if the page is 0.
PartialFetch refuse(CleverCollection collection, int page, PageDamage damage, const CleverOptions& options);

/// The refusal of an answer whose status is not 200.
PartialFetch refuse_status(CleverCollection collection, int page, int status, const CleverOptions& options);

/// The refusal when no whole answer came.
PartialFetch refuse_no_answer(CleverCollection collection, int page, const NoAnswer& none,
                              const CleverOptions& options);

}  // namespace clever_sync
