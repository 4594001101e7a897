#include "base/json.hpp"
#include "base/printable.hpp"
#include "clever/clever_client.hpp"
#include "cli/commands.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

namespace {

bool approved_here(const Workspace& workspace, const DistrictId& district) {
  return district == workspace.config.district &&
         read_connection_approval(workspace.repository, workspace.tip, district).has_value();
}

/// The workspace knows the time zone of its own district alone. Of another it takes the day that has begun last of all,
/// UTC-12: a launch date is then never called reached while it is not.
std::function<Date(const DistrictId&)> day_of_district(const Context& context, const Workspace& workspace) {
  const Date own = as_of_for_reading(context, workspace);
  const Date elsewhere = context.arguments.as_of.value_or(
      std::chrono::floor<std::chrono::days>(context.clock.now() - std::chrono::hours(12)));
  return [own, elsewhere, district = workspace.config.district](const DistrictId& id) {
    return id == district ? own : elsewhere;
  };
}

Json json_of(const Connection& connection, bool approved) {
  Json object;
  object.set("id", connection.id.text());
  object.set("name", connection.name);
  object.set("state", name_of(connection.state));
  object.set("launch_date", connection.launch_date ? format_date(*connection.launch_date) : "");
  object.set("last_sync", connection.last_sync);
  object.set("trouble", connection.trouble);
  object.set("approved", approved);
  return object;
}

std::string line_of(const Connection& connection, bool approved) {
  std::string line =
      connection.id.text() + "  " + printable(connection.name) + "  state " + std::string(name_of(connection.state));
  line += connection.launch_date ? "  launches " + format_date(*connection.launch_date) : "  no launch date";
  line += connection.last_sync.empty() ? "  never synced" : "  last sync " + printable(connection.last_sync);
  line += approved ? "  approved here" : "  not approved here";
  if (!connection.trouble.empty()) line += "  (" + printable(connection.trouble) + ")";
  return line + "\n";
}

}  // namespace

ExitCode run_command(const Context& context, const ConnectionsArguments&) {
  const Workspace workspace = open_workspace(context);
  Network network(context, Network::Posts::never, Network::Patience::of_a_night);
  const auto connections =
      fetch_connections(network.transport(), clever_options(workspace.config, CleverOptions::StudentEmail::drop),
                        day_of_district(context, workspace), context.signals.token());
  Json::Array list;
  for (const Connection& connection : connections) {
    const bool approved = approved_here(workspace, connection.id);
    if (context.arguments.output == OutputFormat::json) {
      list.push_back(json_of(connection, approved));
    } else {
      context.console.print(line_of(connection, approved));
    }
  }
  if (context.arguments.output == OutputFormat::json) {
    Json document;
    document.set("format", "clever-sync/connections@1");
    document.set("connections", list);
    context.console.print_json(canonical_json(document) + "\n");
  }
  if (connections.empty()) context.console.say("Clever lists no district for these credentials.");
  return ExitCode::done;
}

}  // namespace clever_sync
