#include "base/error.hpp"
#include "cli/commands.hpp"
#include "nightly/inputs.hpp"
#include "nightly/stage_commit.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view default_time_zone = "UTC";

/// The day on which a school year that has begun on `today` ends: the next 30 June.
Date next_school_year_end(Date today) {
  const std::chrono::year_month_day day(today);
  const Date this_year = std::chrono::sys_days(day.year() / std::chrono::June / 30);
  if (today <= this_year) return this_year;
  return std::chrono::sys_days((day.year() + std::chrono::years(1)) / std::chrono::June / 30);
}

/// Name of the district as Clever has it, where it was asked for. Throws Error{remote}, Error{configuration}.
std::string name_from_clever(const Context& context, const InitArguments& arguments, const Config& config) {
  Network network(context, Network::Posts::never);
  const auto connections =
      fetch_connections(network.transport(), context.clock, clever_options(config, CleverOptions::StudentEmail::drop),
                        context.signals.token());
  for (const Connection& connection : connections) {
    if (connection.id == arguments.district) return connection.name;
  }
  throw Error(ErrorKind::remote, "Clever does not list district " + arguments.district.text() +
                                     " for these credentials: has the district authorised the app?");
}

Config config_of(const InitArguments& arguments) {
  const std::string time_zone =
      arguments.time_zone.empty() ? std::string(default_time_zone) : TimeZone(arguments.time_zone).name();
  Config config = parse_config(render_config(arguments.district, arguments.name, time_zone), config_path);
  if (!arguments.clever_api.empty()) config.clever_api = arguments.clever_api;
  if (!arguments.clever_oauth.empty()) config.clever_oauth = arguments.clever_oauth;
  if (!arguments.sphero_api.empty()) config.sphero_api = arguments.sphero_api;
  return parse_config(render_config(config), "the options of init");  // refuses a bad address before anything is made
}

void put_first_files(CommitBuilder& builder, const std::string& config, Date today) {
  builder.put(config_path, config);
  for (const RuleFile& file : shipped_rules(next_school_year_end(today))) builder.put(file.file, file.text);
  for (const RuleFile& file : shipped_schemas()) builder.put(file.file, file.text);
}

}  // namespace

ExitCode run_command(const Context& context, const InitArguments& arguments) {
  Config config = config_of(arguments);
  if (arguments.from_clever) config.district_name = name_from_clever(context, arguments, config);
  if (arguments.time_zone.empty()) {
    context.console.warn("warning: no --time-zone was given, so the district's days are those of " + config.time_zone +
                         "; set district.time_zone in clever-sync.yaml");
  }
  Repository repository =
      Repository::init(arguments.folder, arguments.bare ? Repository::Layout::bare : Repository::Layout::checked_out);
  Workspace workspace{.repository = std::move(repository), .tip = "", .config = config};
  const Date today = TimeZone(config.time_zone).local_date(context.clock.now());
  const Run run = begin_run(context, "init", today);
  commit_stage(edges_of(context, workspace), run, workspace.tip,
               {.stage = Stage::init,
                .subject = "init: workspace of district " + arguments.district.text(),
                .body = {},
                .plan_digest = {}},
               [&](CommitBuilder& builder, const ObjectId&) {
                 put_first_files(builder, render_config(config), today);
                 if (!arguments.approved) return;
                 builder.put(connection_path,
                             encode_connection_approval({.district = arguments.district,
                                                         .person = workspace.repository.identity(),
                                                         .at = context.clock.now(),
                                                         .because = "approved when the workspace was made",
                                                         .revoked = std::nullopt}));
               });
  context.console.say("Made the workspace " + arguments.folder + ". Next: " +
                      (arguments.approved
                           ? ""
                           : "clever-sync -C " + arguments.folder + " approve --connection --because \"…\", then ") +
                      "clever-sync -C " + arguments.folder + " nightly");
  return ExitCode::done;
}

}  // namespace clever_sync
