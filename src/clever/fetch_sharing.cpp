// One record, asked for by its id: whether the district shares it at this moment. What the answer holds is not read.

#include <fmt/core.h>

#include "base/error.hpp"
#include "clever/clever_client.hpp"
#include "clever/session.hpp"

namespace clever_sync {

bool fetch_sharing(Transport& transport, const CleverOptions& options, Kind kind, const CleverId& id,
                   const std::stop_token& stop) {
  CleverSession session(transport, options, stop);
  const std::string collection = kind == Kind::class_ ? "sections" : "users";
  const HttpOutcome outcome = session.get(options.api + "/" + collection + "/" + id.text(), stop);
  if (const auto* none = std::get_if<NoAnswer>(&outcome))
    throw Error(ErrorKind::remote, "Clever does not tell whether it shares that: " + none->what);
  const int status = std::get<Response>(outcome).status;
  constexpr int found = 200, missing = 404;
  if (status != found && status != missing) {
    throw Error(ErrorKind::remote,
                fmt::format("Clever answers {} when asked for one of its {}: look at the token in clever-sync.yaml",
                            status, collection));
  }
  return status == found;
}

}  // namespace clever_sync
