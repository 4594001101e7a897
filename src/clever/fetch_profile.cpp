#include "base/error.hpp"
#include "clever/clever_client.hpp"
#include "clever/refusal.hpp"
#include "clever/time_zones.hpp"
#include "clever/walk.hpp"

namespace clever_sync {

DistrictProfile fetch_profile(Transport& transport, const CleverOptions& options, const std::stop_token& stop) {
  CleverSession session(transport, options, stop);
  PageDecoder decoder(std::make_shared<Texts>());
  const std::function<void(const FetchProgress&)> unobserved;
  const WalkContext context{.session = session,
                            .decoder = decoder,
                            .options = options,
                            .observe = unobserved,
                            .places = PageQuery::Places::keep};
  const auto districts = fetch_districts(context, stop);
  if (const auto* refusal = std::get_if<PartialFetch>(&districts)) {
    throw Error(ErrorKind::remote, "Clever does not tell the district: " + describe(*refusal));
  }
  const District* const district = find_by_id(std::get<Harvest>(districts).districts, options.district);
  if (district == nullptr) {
    throw Error(ErrorKind::remote, "the credentials open another district than " + options.district.text() +
                                       ": give the token of this one, or the app's client id and secret");
  }
  Harvest schools;
  if (const auto refusal = walk_collection(context, CleverCollection::schools, schools, stop)) {
    throw Error(ErrorKind::remote, "Clever does not tell the district's schools: " + describe(*refusal));
  }
  TimeZoneGuess guess = guess_time_zone(schools.places);
  return {.name = std::string(district->name), .time_zone = std::move(guess.zone), .grounds = std::move(guess.grounds)};
}

}  // namespace clever_sync
