#include "cli/what_if.hpp"

#include <optional>

#include "base/date.hpp"
#include "base/error.hpp"

namespace clever_sync {

ObjectId resolve_revision(const Workspace& workspace, const std::string& revision, const std::string& option) {
  if (revision.empty()) return workspace.tip;
  const auto commit = workspace.repository.resolve(revision);
  if (!commit) {
    throw Error(ErrorKind::usage, option + " " + revision + " names no commit of this workspace; see git log");
  }
  return *commit;
}

std::string work_folder_of(const Workspace& workspace) {
  std::string folder = workspace.repository.work_folder();
  if (folder.empty())
    throw Error(ErrorKind::usage, "--worktree reads edited files, and a bare workspace has none; use --rules REV");
  return folder;
}

namespace {

constexpr std::size_t short_id = 12;

/// A day that a run would not take (docs/decisions/0005-which-day.md).
bool is_another_day(const Context& context, const Workspace& workspace) {
  if (!context.arguments.as_of) return false;
  const Date day = *context.arguments.as_of;
  const std::optional<Date> last = last_snapshot_day(workspace);
  if (day == last) return false;
  if (is_on_loopback(workspace.config)) return last && day < *last;
  return day != today_in(context, workspace.config);
}

}  // namespace

bool is_what_if(const Context& context, const Workspace& workspace, const PlanArguments& arguments) {
  return arguments.worktree || !arguments.rules.empty() || !arguments.snapshot.empty() ||
         is_another_day(context, workspace);
}

WhatIf read_what_if(const Context& context, const Workspace& workspace, const PlanArguments& arguments) {
  WhatIf what_if{.source = {.commit = workspace.tip,
                            .rules_commit = resolve_revision(workspace, arguments.rules, "--rules"),
                            .snapshot_commit = resolve_revision(workspace, arguments.snapshot, "--snapshot"),
                            .work_folder = arguments.worktree ? work_folder_of(workspace) : ""},
                 .as_of = as_of_for_reading(context, workspace),
                 .words = {}};
  const auto add = [&what_if](const std::string& words) {
    what_if.words += (what_if.words.empty() ? "" : "; ") + words;
  };
  if (arguments.worktree) add("the rules of the working tree");
  if (!arguments.rules.empty()) add("the rules of commit " + what_if.source.rules_commit.substr(0, short_id));
  if (!arguments.snapshot.empty()) add("the snapshot of commit " + what_if.source.snapshot_commit.substr(0, short_id));
  if (is_another_day(context, workspace)) add("the day " + format_date(what_if.as_of));
  return what_if;
}

}  // namespace clever_sync
