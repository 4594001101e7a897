#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "clever/refusal.hpp"
#include "clever/tokens.hpp"
#include "clever/walk.hpp"

namespace clever_sync {

namespace {

using DayOf = std::function<Date(const DistrictId&)>;

void add_trouble(Connection& connection, std::string_view trouble) {
  if (!connection.trouble.empty()) connection.trouble += "; ";
  connection.trouble += trouble;
}

std::string stale_trouble(const District& district) {
  switch (district.state) {
    case DistrictState::success:
      return {};
    case DistrictState::running:
      return "Clever is reading the district's SIS just now";
    case DistrictState::pending:
      return "the data is stale: an error that the district can fix in Clever";
    case DistrictState::error:
      return "the data is stale: an error that Clever can fix";
    case DistrictState::paused:
      return district.pause_end ? fmt::format("the data is stale: paused until {}", format_date(*district.pause_end))
                                : "the data is stale: paused";
  }
  unreachable("DistrictState");
}

// One page of one section tells a district that shares from one that is merely connected.
std::string sharing_trouble(const WalkContext& context, DistrictId district, const std::stop_token& stop) {
  CleverOptions one = context.options;
  one.page_limit = 1;
  Harvest harvest;
  const PageQuery query{.collection = CleverCollection::sections,
                        .district = district,
                        .student_email = CleverOptions::StudentEmail::drop,
                        .after = std::nullopt};
  const auto page = fetch_page(context, first_page_url(CleverCollection::sections, one), 1, query, harvest, stop);
  if (const auto* refusal = std::get_if<PartialFetch>(&page)) return describe(*refusal);
  if (std::get<CleverPage>(page).rows > 0) return {};
  return "it shares no sections with the app: the district must set the sharing permissions in Clever";
}

Connection describe_connection(const WalkContext& context, const District& district, Date today,
                               const std::stop_token& stop) {
  Connection connection{.id = district.id,
                        .name = std::string(district.name),
                        .state = district.state,
                        .launch_date = district.launch_date,
                        .last_sync = std::string(district.last_sync),
                        .trouble = {}};
  if (district.last_sync.empty()) add_trouble(connection, "Clever has never read the district's SIS");
  if (const std::string trouble = sharing_trouble(context, district.id, stop); !trouble.empty()) {
    add_trouble(connection, trouble);
  }
  if (district.launch_date && *district.launch_date > today) {
    add_trouble(connection, fmt::format("its launch date {} is not reached", format_date(*district.launch_date)));
  }
  if (const std::string stale = stale_trouble(district); !stale.empty()) add_trouble(connection, stale);
  return connection;
}

// The districts behind the token in `options`, or why they can't be told.
std::variant<std::vector<Connection>, PartialFetch> fetch_with_token(Transport& transport, const CleverOptions& options,
                                                                     const DayOf& today, const std::stop_token& stop) {
  CleverSession session(transport, options, stop);
  PageDecoder decoder(std::make_shared<Texts>());
  const std::function<void(const FetchProgress&)> unobserved;
  const WalkContext context{.session = session, .decoder = decoder, .options = options, .observe = unobserved};
  auto fetched = fetch_districts(context, stop);
  if (auto* refusal = std::get_if<PartialFetch>(&fetched)) return std::move(*refusal);
  std::vector<Connection> connections;
  for (const District& district : std::get<Harvest>(fetched).districts) {
    connections.push_back(describe_connection(context, district, today(district.id), stop));
  }
  return connections;
}

}  // namespace

std::vector<Connection> fetch_connections(Transport& transport, const CleverOptions& options, const DayOf& today,
                                          const std::stop_token& stop) {
  if (std::holds_alternative<DistrictToken>(options.credentials)) {
    auto fetched = fetch_with_token(transport, options, today, stop);
    if (const auto* refusal = std::get_if<PartialFetch>(&fetched)) {
      throw Error(ErrorKind::remote, "Clever does not list the district: " + describe(*refusal));
    }
    return std::get<std::vector<Connection>>(std::move(fetched));
  }
  std::vector<Connection> connections;
  for (ListedToken& listed : fetch_tokens(transport, options, std::get<AppClient>(options.credentials), stop)) {
    CleverOptions one = options;
    one.district = listed.district;
    one.credentials = DistrictToken{.token = std::move(listed.token)};
    auto fetched = fetch_with_token(transport, one, today, stop);
    if (stop.stop_requested()) throw Error(ErrorKind::remote, "interrupted while reading Clever's list of districts");
    if (const auto* refusal = std::get_if<PartialFetch>(&fetched)) {
      Connection& blocked = connections.emplace_back();
      blocked.id = listed.district;
      blocked.trouble = describe(*refusal);
      continue;
    }
    auto& found = std::get<std::vector<Connection>>(fetched);
    std::ranges::move(found, std::back_inserter(connections));
  }
  std::ranges::stable_sort(connections, {}, &Connection::id);
  const auto same_id = [](const Connection& a, const Connection& b) { return a.id == b.id; };
  connections.erase(std::unique(connections.begin(), connections.end(), same_id), connections.end());
  return connections;
}

}  // namespace clever_sync
