#include "cli/session.hpp"

#include <algorithm>
#include <random>

#include "base/error.hpp"
#include "cli/secrets.hpp"
#include "nightly/inputs.hpp"
#include "nightly/nightly.hpp"

namespace clever_sync {

namespace {

CurlOptions curl_options(Network::Patience patience) {
  CurlOptions options;
  if (patience == Network::Patience::of_a_night) return options;
  options.connect_timeout = std::chrono::seconds{5};
  options.stall_timeout = std::chrono::seconds{7};
  options.total_timeout = std::chrono::seconds{30};
  return options;
}

RetryPolicy retry_policy(const Context& context, Network::Posts posts, Network::Patience patience) {
  RetryPolicy policy;
  if (patience == Network::Patience::of_a_person) {
    policy.max_attempts = 2;
    policy.longest_asked_wait = std::chrono::seconds{5};
  }
  policy.resend_posts = posts == Network::Posts::resend_under_key;
  policy.jitter_seed = std::random_device{}();
  policy.observe = [&console = context.console](const RetryNotice& notice) {
    console.progress("waiting " + std::to_string(notice.wait.count()) + " ms: " + notice.reason);
  };
  return policy;
}

void refuse_obstacles(const Context& context, const Workspace& workspace) {
  if (const auto obstacle = workspace.repository.obstacle(tool_owned_paths())) {
    throw Error(ErrorKind::configuration, obstacle->what);
  }
  const std::vector<std::string> people{std::string(rules_folder), std::string(config_path)};
  for (const std::string& path : workspace.repository.edited_paths(people)) {
    context.console.warn("warning: " + path + " has edits that are not committed; the committed one counts" +
                         " (clever-sync plan --worktree shows what yours would do)");
  }
}

}  // namespace

Workspace open_workspace(const Context& context) {
  Repository repository = Repository::open(context.arguments.workspace);
  ObjectId tip = repository.tip();
  if (tip.empty()) {
    throw Error(ErrorKind::configuration,
                context.arguments.workspace +
                    " is a git repository without a commit; make a workspace with `clever-sync init`");
  }
  Config config = read_config(repository, tip);
  return {.repository = std::move(repository), .tip = std::move(tip), .config = std::move(config)};
}

Workspace open_for_writing(const Context& context) {
  Workspace workspace = open_workspace(context);
  refuse_obstacles(context, workspace);
  return workspace;
}

Workspace open_for_run(const Context& context) {
  Workspace workspace = open_workspace(context);
  workspace.repository.recover();
  refuse_obstacles(context, workspace);
  return workspace;
}

Date today_in(const Context& context, const Config& config) {
  return TimeZone(config.time_zone).local_date(context.clock.now());
}

std::optional<Date> last_snapshot_day(const Workspace& workspace) {
  const auto line = last_complete_fetch(workspace.repository, workspace.tip);
  if (!line) return std::nullopt;
  return line->as_of;
}

bool is_on_loopback(const Config& config) {
  return is_loopback_url(config.clever_api) && is_loopback_url(config.sphero_api);
}

Date as_of_for_reading(const Context& context, const Workspace& workspace) {
  if (context.arguments.as_of) return *context.arguments.as_of;
  const Date today = today_in(context, workspace.config);
  return std::max(today, last_snapshot_day(workspace).value_or(today));
}

Date as_of_for_running(const Context& context, const Workspace& workspace) {
  const Date today = today_in(context, workspace.config);
  const Date day = context.arguments.as_of.value_or(today);
  if (day != today && !is_on_loopback(workspace.config)) {
    throw Error(ErrorKind::usage, "a run for another day than today (" + format_date(today) +
                                      ") is only possible when both APIs are on this machine; leave --as-of out");
  }
  if (const auto last = last_snapshot_day(workspace); last && day < *last) {
    throw Error(ErrorKind::usage, "the last snapshot is of " + format_date(*last) +
                                      "; a run can't be for the earlier day " + format_date(day));
  }
  return day;
}

Network::Network(const Context& context, Posts posts, Patience patience)
    : curl_(curl_options(patience)),
      throttled_(curl_, context.clock, retry_policy(context, posts, patience).observe),
      retrying_(throttled_, context.clock, retry_policy(context, posts, patience)) {}

CleverOptions clever_options(const Config& config, CleverOptions::StudentEmail student_email) {
  CleverOptions options;
  options.api = config.clever_api;
  options.oauth = config.clever_oauth;
  options.district = config.district;
  options.student_email = student_email;
  options.credentials = std::visit(
      overloaded{
          [](const SecretSource& token) -> Credentials { return DistrictToken{read_secret(token, "clever.token")}; },
          [](const ClientSource& client) -> Credentials {
            return AppClient{.id = read_secret(client.id, "clever.client.id"),
                             .secret = read_secret(client.secret, "clever.client.secret")};
          }},
      config.clever_credentials);
  return options;
}

SpheroOptions sphero_options(const Config& config) {
  SpheroOptions options;
  options.api = config.sphero_api;
  options.token = read_secret(config.sphero_token, "sphero_edu.token");
  options.district = config.district;
  return options;
}

Edges edges_of(const Context& context, Workspace& workspace) {
  return {.repository = workspace.repository,
          .clock = context.clock,
          .disk = context.disk,
          .stop = context.signals.token(),
          .stop_code = [&signals = context.signals] { return signals.code(); },
          .tell = [&console = context.console](const std::string& line) { console.progress(line); }};
}

Run begin_run(const Context& context, const std::string& command, Date as_of) {
  const UtcTime started = context.clock.now();
  return {.id = make_run_id(started, std::random_device{}()), .command = command, .started = started, .as_of = as_of};
}

std::optional<RunLock> lock_for(const Context& context, const Workspace& workspace, const Run& run) {
  auto lock = RunLock::try_take(workspace.repository.private_folder(), run.id);
  if (!lock) {
    const std::string holder = lock_holder(workspace.repository.private_folder());
    context.console.warn("another run works on this workspace" +
                         (holder.empty() ? std::string() : " (" + holder + ")") +
                         "; nothing was done, run again when it has ended");
  }
  return lock;
}

}  // namespace clever_sync
