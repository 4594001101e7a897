#pragma once
// The pages of Sphero Edu's three collections, as bytes, to what they say together. Pure: it is fed by whoever fetches.
// A million students come this way every night, so records are read straight into the state's structs.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sphero/target.hpp"

namespace clever_sync {

/// A page that is no page of the contract, or contradicts an earlier one. Error{remote}: the sentence names the
/// collection and the page, and nothing that a person is called.
[[noreturn]] void refuse_page(Kind kind, int page, std::string_view what);

/// True for what may be kept and printed as an id of Sphero Edu: 1 to 128 printable ASCII characters without blanks.
bool is_sphero_id(std::string_view text);

/// Collects pages. Several threads may add pages at once, as long as each kind has one thread.
///
/// Managed by Clever is what says so, and has a Clever id. Teachers that Clever does not manage are kept as unmanaged;
/// students and classes that it does not manage are none of our business and are left out.
class LiveCollector {
 public:
  LiveCollector();
  LiveCollector(const LiveCollector&) = delete;
  LiveCollector& operator=(const LiveCollector&) = delete;
  ~LiveCollector();

  /// Takes one page, the `page`th of its kind, from 1; gives the cursor of the next one, "" after the last. Throws
  /// Error{remote} for anything that is not a page of the contract: no JSON, no `data`, an object without its required
  /// fields or with one of another type, an object that came before, an empty page that names a next one.
  std::string add_page(Kind kind, int page, std::string_view body);

  /// Objects of the kind so far.
  [[nodiscard]] std::int64_t records(Kind kind) const;

  /// Everything, in the order that states have. Throws Error{remote} if two objects of a kind have one Clever id. Call
  /// once, last.
  [[nodiscard]] Observation finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace clever_sync
