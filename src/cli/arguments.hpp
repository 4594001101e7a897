#pragma once
// The command line as plain values. Parsing (arguments.cpp, the only file with CLI11) checks spelling and types; what
// an argument means is the command's business.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "audit/diagnosis.hpp"
#include "base/date.hpp"
#include "plan/plan.hpp"
#include "roster/ids.hpp"

namespace clever_sync {

enum class OutputFormat { text, json, markdown, html };
enum class Verbosity { quiet, normal, verbose };
enum class ColourChoice { automatic, never };

struct GlobalArguments {
  std::string workspace = ".";
  OutputFormat output = OutputFormat::text;
  std::optional<Date> as_of;
  Verbosity verbosity = Verbosity::normal;
  ColourChoice colour = ColourChoice::automatic;
};

struct InitArguments {
  std::string folder;
  DistrictId district;
  std::string name;
  std::string time_zone;
  std::string clever_api, clever_oauth, sphero_api;
  bool bare = false, approved = false, from_clever = false;
};
struct ConnectionsArguments {};
struct FetchArguments {};
struct ObserveArguments {};
struct PlanArguments {
  bool worktree = false;
  std::string snapshot, rules;  // revisions
  bool detailed_exitcode = false;
};
struct ShowArguments {
  std::string what;   // a revision or the beginning of a plan's digest; "" for the current plan
  std::string query;  // with a kind as `what`: the object to show side by side
  bool names = false, sign_in = false;
  std::string since;  // as `what`, or `approved`: only the difference is shown; "" for the whole plan
};
struct ApproveArguments {
  enum class What { additions, removals, connection };
  What what = What::removals;
  std::vector<std::string> waive;
  std::vector<std::int64_t> max;
  std::string because;
  std::optional<std::string> plan;  // the beginning of digests.plan
  bool revoke = false;
};
struct ApplyArguments {};
struct NightlyArguments {};
struct StatusArguments {
  bool check = false;
};
struct WhyArguments {
  Kind kind = Kind::class_;
  std::string query;
  bool every_night = false;
};
struct HistoryArguments {
  Kind kind = Kind::class_;
  std::string query;
  bool every_night = false;
};
struct VerifyArguments {
  std::string plan;  // a revision or the beginning of a digest: that plan alone; "" for the workspace
  bool all = false;  // make every plan of the history again, not only the current one
};
struct DiagnoseArguments {
  Complaint complaint = Complaint::sync;
  std::string who;  // "" for the whole district
  bool live = false, reply = false;
};
struct BacktestArguments {
  int nights = 30;
  bool worktree = false;
  std::string rules;  // a revision; "" for the committed rules of now
  bool detailed_exitcode = false;
};
struct RulesCheckArguments {
  std::string folder;  // "" for the workspace
};
struct RulesExplainArguments {
  std::string id, folder;
};

using CommandArguments =
    std::variant<InitArguments, ConnectionsArguments, FetchArguments, ObserveArguments, PlanArguments, ShowArguments,
                 ApproveArguments, ApplyArguments, NightlyArguments, StatusArguments, WhyArguments, HistoryArguments,
                 VerifyArguments, DiagnoseArguments, BacktestArguments, RulesCheckArguments, RulesExplainArguments>;

struct Arguments {
  GlobalArguments global;
  CommandArguments command;
};

/// `--help` or `--version` was asked for: what to print on stdout.
struct HelpText {
  std::string text;
};

/// Throws Error{usage} with one sentence and the command that would help.
std::variant<Arguments, HelpText> parse_arguments(int argc, const char* const* argv);

}  // namespace clever_sync
