#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/plan_output.hpp"
#include "nightly/inputs.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t shortest_digest = 6;

bool may_be_digest(const std::string& text) {
  return text.size() >= shortest_digest && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

struct ShownPlan {
  ObjectId commit;
  Plan plan;
};

/// The newest committed plan whose digest, or a part's, begins like that.
std::optional<ShownPlan> find_by_digest(const Workspace& workspace, const std::string& prefix) {
  for (const CommitInfo& commit : workspace.repository.history_of(workspace.tip, plan_path)) {
    auto parsed = read_plan(workspace.repository, commit.id);
    if (!parsed) continue;
    if (parsed->digest.starts_with(prefix) || parsed->plan.additions_digest.starts_with(prefix) ||
        parsed->plan.removals_digest.starts_with(prefix)) {
      return ShownPlan{.commit = commit.id, .plan = std::move(parsed->plan)};
    }
  }
  return std::nullopt;
}

ShownPlan find_plan(const Workspace& workspace, const std::string& what) {
  const auto commit = what.empty() ? std::optional(workspace.tip) : workspace.repository.resolve(what);
  if (commit) {
    if (auto parsed = read_plan(workspace.repository, *commit))
      return {.commit = *commit, .plan = std::move(parsed->plan)};
    throw Error(ErrorKind::usage, (what.empty() ? std::string("this workspace") : what) +
                                      " holds no plan yet; clever-sync plan makes one");
  }
  if (may_be_digest(what)) {
    if (auto found = find_by_digest(workspace, what)) return *found;
  }
  throw Error(ErrorKind::usage,
              what + " is no revision and no plan's digest of this workspace; see git log plans/plan.json");
}

}  // namespace

ExitCode run_command(const Context& context, const ShowArguments& arguments) {
  const Workspace workspace = open_workspace(context);
  const ShownPlan shown = find_plan(workspace, arguments.what);
  const Snapshot snapshot = read_snapshot(workspace.repository, shown.commit);
  const LiveState live = read_live(workspace.repository, shown.commit);
  const NameBook names = make_name_book(snapshot, live, arguments.names ? StudentNames::join : StudentNames::leave_out);
  if (arguments.sign_in) {
    context.console.print(render_sign_in(shown.plan, live, names));
    return ExitCode::done;
  }
  print_plan(context, shown.plan, names);
  return ExitCode::done;
}

}  // namespace clever_sync
