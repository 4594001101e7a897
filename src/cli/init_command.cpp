#include <cstdlib>

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

bool is_set(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

/// Whoever has only the app's client in the environment has no district's token to name in the configuration.
void choose_credentials(Config& config) {
  constexpr const char* id = "CLEVER_CLIENT_ID";
  constexpr const char* secret = "CLEVER_CLIENT_SECRET";
  if (is_set("CLEVER_TOKEN") || !is_set(id) || !is_set(secret)) return;
  config.clever_credentials =
      ClientSource{.id = SecretFromEnvironment{.name = id}, .secret = SecretFromEnvironment{.name = secret}};
}

/// Fills in what Clever knows of the district and the options left open. Throws Error{remote}, Error{configuration}.
void fill_in_from_clever(const Context& context, const InitArguments& arguments, Config& config) {
  choose_credentials(config);
  Network network(context, Network::Posts::never, Network::Patience::of_a_night);
  const DistrictProfile profile = fetch_profile(
      network.transport(), clever_options(config, CleverOptions::StudentEmail::drop), context.signals.token());
  if (arguments.name.empty()) config.district_name = profile.name;
  if (!arguments.time_zone.empty()) return;
  if (!profile.time_zone.empty()) {
    config.time_zone = TimeZone(profile.time_zone).name();
    context.console.say("Time zone " + config.time_zone + ", " + profile.grounds +
                        "; if that is wrong, set district.time_zone in clever-sync.yaml.");
    return;
  }
  context.console.warn("warning: Clever has no field for the district's time zone, and " + profile.grounds + ".");
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
  if (arguments.from_clever) fill_in_from_clever(context, arguments, config);
  if (config.time_zone == default_time_zone && arguments.time_zone.empty()) {
    context.console.warn("warning: the district's days are those of " + config.time_zone +
                         " until you set district.time_zone in clever-sync.yaml, as in America/Phoenix, and commit it");
  }
  Repository repository =
      Repository::init(arguments.folder, arguments.bare ? Repository::Layout::bare : Repository::Layout::checked_out);
  Workspace workspace{.repository = std::move(repository), .tip = "", .config = config};
  const Date today = today_in(context, config);
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
