#include "cli/arguments.hpp"

#include <CLI/CLI.hpp>

#include "base/error.hpp"
#include "cli/approve_arguments.hpp"

namespace clever_sync {

namespace {

#ifndef CLEVER_SYNC_VERSION
#define CLEVER_SYNC_VERSION "unknown"
#endif

constexpr const char* description =
    "Rosters Sphero Edu from Clever: one git repository per district, a reviewable plan every night.\n\n"
    "Examples:\n"
    "  clever-sync init mesa --district 58da8a43cc70ab00017a1a87 --name \"Mesa Unified\" --time-zone America/Phoenix\n"
    "  clever-sync -C mesa nightly\n"
    "  clever-sync -C mesa show -o html > plan.html\n"
    "  clever-sync -C mesa approve --removals --because \"fall term rolled\"\n"
    "  clever-sync -C mesa why class 58da8a43cc70ab00017a1b01";

constexpr const char* footer =
    "Exit codes: 0 done, 1 error, 2 changes (--detailed-exitcode), 3 a guardrail holds, 4 waits for a person or a "
    "date,\n"
    "5 another run, 6 applied in part, 7 source refused, 8 integrity, 64 usage, 78 configuration, 130/143 interrupted.";

DistrictId district_of(const std::string& text) {
  const auto id = DistrictId::parse(text);
  if (!id)
    throw Error(ErrorKind::usage, "--district takes the district's Clever id, 24 hexadecimal digits in lower case");
  return *id;
}

OutputFormat output_format_of(const std::string& text) {
  if (text == "text") return OutputFormat::text;
  if (text == "json") return OutputFormat::json;
  if (text == "md") return OutputFormat::markdown;
  if (text == "html") return OutputFormat::html;
  throw Error(ErrorKind::usage, "--output takes text, json, md or html");
}

Kind kind_of(const std::string& text) {
  const auto kind = parse_kind(text);
  if (!kind)
    throw Error(ErrorKind::usage, "the kind is class, teacher or student; for example: clever-sync why class ID");
  return *kind;
}

/// Builds the parser, and afterwards reads the chosen command out of it.
class CommandLine {
 public:
  CommandLine() {
    app_.require_subcommand(0, 1);  // that there is one is said in read(), in our own words
    app_.set_version_flag("--version", std::string("clever-sync ") + CLEVER_SYNC_VERSION);
    app_.footer(footer);
    app_.fallthrough();
    add_global();
    add_init();
    add_running();
    add_planning();
    add_approve();
    add_asking();
    add_diagnose();
    add_backtest();
    add_rules();
  }

  std::variant<Arguments, HelpText> parse(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
      return HelpText{app_.help()};
    } catch (const CLI::CallForAllHelp&) {
      return HelpText{app_.help("", CLI::AppFormatMode::All)};
    } catch (const CLI::CallForVersion& version) {
      return HelpText{std::string(version.what()) + "\n"};
    } catch (const CLI::ParseError& error) {
      throw Error(ErrorKind::usage, std::string(error.what()) + "; clever-sync --help lists the commands and options");
    }
    return read();
  }

 private:
  CLI::App* command(const std::string& name, const std::string& what, const std::string& examples) {
    CLI::App* sub = app_.add_subcommand(name, what);
    sub->footer("Examples:\n" + examples);
    sub->fallthrough();
    return sub;
  }

  void add_global() {
    app_.add_option("-C,--workspace", global_.workspace, "The workspace (default: this folder)");
    app_.add_option("-o,--output", output_, "How to print data (default: text)")->option_text("text|json|md|html");
    app_.add_option("--as-of", as_of_, "The day that date rules use, YYYY-MM-DD (default: today in the district)");
    app_.add_flag("-q,--quiet", quiet_, "Only results and errors");
    app_.add_flag("-v,--verbose", verbose_, "Every step");
    app_.add_flag("--no-color", no_colour_, "No colour (NO_COLOR is honoured too)");
  }

  void add_init() {
    init_ = command("init", "Make a workspace for one district",
                    "  clever-sync init mesa --district 58da8a43cc70ab00017a1a87 --name \"Mesa Unified\" "
                    "--time-zone America/Phoenix\n"
                    "  clever-sync init mesa.git --bare --district 58da8a43cc70ab00017a1a87 --from-clever");
    init_->add_option("DIR", init_arguments_.folder, "The folder to make")->required();
    init_->add_option("--district", district_, "The district's Clever id")->required();
    init_->add_option("--name", init_arguments_.name, "The district's name");
    init_->add_option("--time-zone", init_arguments_.time_zone, "The district's time zone, such as America/Phoenix");
    init_->add_option("--clever-api", init_arguments_.clever_api, "Another address of Clever's Data API");
    init_->add_option("--clever-oauth", init_arguments_.clever_oauth, "Another address of Clever's token list");
    init_->add_option("--sphero-api", init_arguments_.sphero_api, "Another address of Sphero Edu's roster API");
    init_->add_flag("--bare", init_arguments_.bare, "A bare repository, for a server");
    init_->add_flag("--approved", init_arguments_.approved, "Record now that you approve this district");
    init_->add_flag("--from-clever", init_arguments_.from_clever, "Ask Clever for the name and time zone");
  }

  void add_running() {
    connections_ = command("connections", "List the districts that the Clever credentials can see",
                           "  clever-sync -C mesa connections -o json");
    fetch_ = command("fetch", "Read the roster from Clever into a snapshot commit", "  clever-sync -C mesa fetch");
    observe_ = command("observe", "Read what Sphero Edu holds into a commit", "  clever-sync -C mesa observe");
    apply_ =
        command("apply", "Observe, plan, and carry out what is cleared or approved", "  clever-sync -C mesa apply");
    nightly_ = command("nightly", "The whole night: fetch, observe, plan, gate, apply, read back, record",
                       "  clever-sync -C mesa nightly\n  clever-sync -C mesa -q nightly   # from a timer");
  }

  void add_planning() {
    plan_ = command("plan", "Work out and commit the plan; never writes to Sphero Edu",
                    "  clever-sync -C mesa plan\n"
                    "  clever-sync -C mesa plan --worktree            # what my edited rules would do\n"
                    "  clever-sync -C mesa --as-of 2026-12-20 plan    # what that day would bring");
    auto* worktree = plan_->add_flag("--worktree", plan_arguments_.worktree,
                                     "What-if: rules as they are on disk; printed, not committed");
    plan_->add_option("--snapshot", plan_arguments_.snapshot, "What-if: the snapshot of that commit");
    plan_->add_option("--rules", plan_arguments_.rules, "What-if: rules and configuration of that commit")
        ->excludes(worktree);
    plan_->add_flag("--detailed-exitcode", plan_arguments_.detailed_exitcode, "Exit 2 when there are changes");
    show_ = command("show", "Show a plan",
                    "  clever-sync -C mesa show\n"
                    "  clever-sync -C mesa show HEAD~3 -o html > plan.html\n"
                    "  clever-sync -C mesa show --since approved      # what I have not read yet\n"
                    "  clever-sync -C mesa show --names --sign-in");
    show_->add_option("PLAN", show_arguments_.what,
                      "A revision, or the beginning of a plan's digest (default: the current plan)");
    show_->add_option("QUERY", show_arguments_.query,
                      "After class, teacher or student: its id or name; shows it in Clever, as wanted, as written and "
                      "in Sphero Edu, side by side");
    show_->add_flag("--names", show_arguments_.names, "Join students' names, on this screen only");
    auto* sign_in = show_->add_flag("--sign-in", show_arguments_.sign_in, "List who would lose sign-in");
    show_since_ = show_->add_option("--since", show_arguments_.since,
                                    "Only what is new, gone and changed since that plan: a revision, a digest, or "
                                    "`approved`, which is meant when nothing is named");
    show_since_->expected(0, 1)->excludes(sign_in);
  }

  void add_approve() {
    approve_ = command("approve", "Approve one part of the current plan, or the district's connection",
                       "  clever-sync -C mesa approve --connection --because \"contract signed 2026-07-01\"\n"
                       "  clever-sync -C mesa approve --removals --because \"fall term rolled\"\n"
                       "  clever-sync -C mesa approve --removals --waive classes-archived --max 104 "
                       "--because \"fall term rolled\" --plan 1a2b3c4d\n"
                       "  clever-sync -C mesa approve --removals --revoke --because \"wrong night\"");
    auto* additions =
        approve_->add_flag("--additions", approve_additions_, "Creates, restores, relinks, added members");
    auto* removals = approve_->add_flag("--removals", approve_removals_, "Archives and removed members");
    auto* connection = approve_->add_flag("--connection", approve_connection_, "The district itself");
    additions->excludes(removals)->excludes(connection);
    removals->excludes(connection);
    approve_->add_option("--waive", approve_arguments_.waive, "A guardrail that holds the part, by name; repeatable")
        ->allow_extra_args(false);
    approve_->add_option("--max", approve_arguments_.max, "The most that this waiver covers; one for each --waive")
        ->allow_extra_args(false);
    approve_->add_option("--because", approve_arguments_.because, "Why, a sentence for the auditor");
    approve_->add_option("--plan", approve_arguments_.plan, "The beginning of the digest of the plan that you read");
    approve_->add_flag("--revoke", approve_arguments_.revoke, "Take the approval back");
  }

  void add_asking() {
    status_ = command("status", "What happened last night, what waits for whom, what comes next",
                      "  clever-sync -C mesa status\n  clever-sync -C mesa status -o json");
    status_->add_flag("--check", status_arguments_.check,
                      "One line and exit 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, for a monitoring system");
    why_ = command("why", "Why a class, teacher or student is as it is, or is not there",
                   "  clever-sync -C mesa why class 58da8a43cc70ab00017a1b01\n"
                   "  clever-sync -C mesa why class \"Robotics 7\"");
    add_question(why_, why_kind_, why_arguments_.query, why_arguments_.every_night);
    history_ = command("history", "The life of a class, teacher or student, one line per event",
                       "  clever-sync -C mesa history class \"Robotics 7\"\n"
                       "  clever-sync -C mesa history student 58da8c63d7dc0ca0680003ff -o json");
    add_question(history_, history_kind_, history_arguments_.query, history_arguments_.every_night);
    verify_ = command("verify", "Make plans again and check approvals, receipts and who wrote what; exit 8 if not so",
                      "  clever-sync -C mesa verify                     # the current plan, and all records\n"
                      "  clever-sync -C mesa verify --all -o json       # every plan of the history\n"
                      "  clever-sync -C mesa verify 1a2b3c4d            # one plan, its approvals and receipts");
    auto* verified = verify_->add_option("PLAN", verify_arguments_.plan, "A revision, or the beginning of a digest");
    verify_->add_flag("--all", verify_arguments_.all, "Every plan of the history, not only the current one")
        ->excludes(verified);
  }

  void add_diagnose() {
    diagnose_ = command("diagnose", "The cause of a complaint, its evidence, and who must fix it",
                        "  clever-sync -C mesa diagnose no-data\n"
                        "  clever-sync -C mesa diagnose sign-in 58da8c63d7dc0ca0680003ff --live\n"
                        "  clever-sync -C mesa diagnose old-classes \"Ada Lovelace\" --reply\n"
                        "  clever-sync -C mesa diagnose sync");
    diagnose_->add_option("COMPLAINT", complaint_, "no-data, sign-in, old-classes or sync")->required();
    diagnose_->add_option("WHO", diagnose_arguments_.who,
                          "A Clever id, a Sphero Edu id or a name; sign-in and old-classes need one");
    diagnose_->add_flag("--live", diagnose_arguments_.live, "Ask Clever and Sphero Edu now; needs the secrets");
    diagnose_->add_flag("--reply", diagnose_arguments_.reply, "Print a text that can be sent to the school as it is");
  }

  void add_backtest() {
    backtest_ =
        command("backtest", "What other rules would have planned on past nights, against what was planned then",
                "  clever-sync -C mesa backtest --nights 30 --worktree     # my edited rules\n"
                "  clever-sync -C mesa backtest --nights 30 --rules HEAD~1 # the rules before the last change\n"
                "  clever-sync -C mesa backtest --nights 7 -o json         # the committed rules of now\n"
                "  clever-sync -C mesa backtest --rules origin/spring --detailed-exitcode   # in a pull request");
    backtest_->add_option("--nights", backtest_arguments_.nights, "How many of the last nights (default: 30)")
        ->check(CLI::Range(1, 3660))
        ->option_text("N");
    auto* worktree = backtest_->add_flag("--worktree", backtest_arguments_.worktree,
                                         "The rules as they are on disk, committed or not");
    backtest_
        ->add_option("--rules", backtest_arguments_.rules,
                     "Rules and configuration of that commit (default: those committed last)")
        ->option_text("REV")
        ->excludes(worktree);
    backtest_->add_flag("--detailed-exitcode", backtest_arguments_.detailed_exitcode,
                        "Exit 2 when a night would have gone otherwise");
  }

  DiagnoseArguments read_diagnose() {
    const auto complaint = parse_complaint(complaint_);
    if (!complaint) throw Error(ErrorKind::usage, "the complaint is no-data, sign-in, old-classes or sync");
    diagnose_arguments_.complaint = *complaint;
    const bool about_somebody = *complaint == Complaint::sign_in || *complaint == Complaint::old_classes;
    if (about_somebody && diagnose_arguments_.who.empty()) {
      throw Error(ErrorKind::usage, "say whom it is about: clever-sync diagnose " + complaint_ + " WHO");
    }
    if (*complaint == Complaint::sync && !diagnose_arguments_.who.empty()) {
      throw Error(ErrorKind::usage, "sync is about the whole district; leave WHO out");
    }
    return diagnose_arguments_;
  }

  static void add_question(CLI::App* command, std::string& kind, std::string& query, bool& every_night) {
    command->add_option("KIND", kind, "class, teacher or student")->required();
    command->add_option("QUERY", query, "A Clever id, a Sphero Edu id, or a name or part of one")->required();
    command->add_flag("--every-night", every_night,
                      "Open the receipts of every night, also of those in which nothing of it changed");
  }

  static void check_query(const std::string& query) {
    if (query.empty()) throw Error(ErrorKind::usage, "give an id or a name to look for");
  }

  void add_rules() {
    rules_ = command("rules", "Check and explain the rules",
                     "  clever-sync -C mesa rules check\n  clever-sync rules check ./rules");
    rules_->require_subcommand(1);
    rules_check_ = rules_->add_subcommand("check", "Validate every rule file, with file:line:column");
    rules_check_->add_option("DIR", rules_check_arguments_.folder,
                             "A folder that holds rules/ (default: the workspace)");
    rules_check_->fallthrough();
    rules_explain_ = rules_->add_subcommand("explain", "What a rule does tonight, record by record");
    rules_explain_->add_option("ID", rules_explain_arguments_.id, "A filter rule's id, or a setting as plans name it")
        ->required();
    rules_explain_->fallthrough();
  }

  Arguments read() {
    Arguments arguments{.global = global_, .command = ConnectionsArguments{}};
    if (!as_of_.empty()) {
      arguments.global.as_of = parse_date(as_of_);
      if (!arguments.global.as_of) throw Error(ErrorKind::usage, "--as-of takes a day that exists, as YYYY-MM-DD");
    }
    arguments.global.output = output_format_of(output_);
    if (quiet_) arguments.global.verbosity = Verbosity::quiet;
    if (verbose_) arguments.global.verbosity = Verbosity::verbose;
    if (no_colour_) arguments.global.colour = ColourChoice::never;
    arguments.command = read_command();
    const bool page =
        arguments.global.output == OutputFormat::markdown || arguments.global.output == OutputFormat::html;
    if (page && !has_page())
      throw Error(ErrorKind::usage,
                  "this command prints text or json; -o md and -o html are for plan, show, why, history, diagnose, "
                  "status and backtest");
    return arguments;
  }

  [[nodiscard]] bool has_page() const {
    return plan_->parsed() || show_->parsed() || why_->parsed() || history_->parsed() || diagnose_->parsed() ||
           status_->parsed() || backtest_->parsed();
  }

  CommandArguments read_command() {
    if (init_->parsed()) {
      init_arguments_.district = district_of(district_);
      return init_arguments_;
    }
    if (connections_->parsed()) return ConnectionsArguments{};
    if (fetch_->parsed()) return FetchArguments{};
    if (observe_->parsed()) return ObserveArguments{};
    if (plan_->parsed()) return plan_arguments_;
    if (show_->parsed()) return read_show();
    if (approve_->parsed()) return read_approve();
    if (apply_->parsed()) return ApplyArguments{};
    if (nightly_->parsed()) return NightlyArguments{};
    if (status_->parsed()) return status_arguments_;
    if (why_->parsed()) {
      why_arguments_.kind = kind_of(why_kind_);
      check_query(why_arguments_.query);
      return why_arguments_;
    }
    if (verify_->parsed()) return verify_arguments_;
    if (history_->parsed()) {
      history_arguments_.kind = kind_of(history_kind_);
      check_query(history_arguments_.query);
      return history_arguments_;
    }
    if (diagnose_->parsed()) return read_diagnose();
    if (backtest_->parsed()) return backtest_arguments_;
    if (rules_check_->parsed()) return rules_check_arguments_;
    if (rules_explain_->parsed()) return rules_explain_arguments_;
    throw Error(ErrorKind::usage,
                "no command was given; clever-sync --help lists them, clever-sync status is a good one");
  }

  ShowArguments read_show() {
    if (show_since_->count() != 0 && show_arguments_.since.empty()) show_arguments_.since = "approved";
    return show_arguments_;
  }

  ApproveArguments read_approve() {
    using What = ApproveArguments::What;
    if (!approve_additions_ && !approve_removals_ && !approve_connection_) {
      throw Error(ErrorKind::usage, "say what you approve: --additions, --removals or --connection");
    }
    approve_arguments_.what = approve_connection_  ? What::connection
                              : approve_additions_ ? What::additions
                                                   : What::removals;
    check_approve_arguments(approve_arguments_);
    return approve_arguments_;
  }

  CLI::App app_{description, "clever-sync"};
  CLI::Option* show_since_ = nullptr;
  GlobalArguments global_;
  std::string as_of_, output_ = "text", district_, why_kind_, history_kind_, complaint_;
  bool quiet_ = false, verbose_ = false, no_colour_ = false;
  bool approve_additions_ = false, approve_removals_ = false, approve_connection_ = false;
  InitArguments init_arguments_;
  PlanArguments plan_arguments_;
  ShowArguments show_arguments_;
  ApproveArguments approve_arguments_;
  StatusArguments status_arguments_;
  WhyArguments why_arguments_;
  HistoryArguments history_arguments_;
  VerifyArguments verify_arguments_;
  DiagnoseArguments diagnose_arguments_;
  BacktestArguments backtest_arguments_;
  RulesCheckArguments rules_check_arguments_;
  RulesExplainArguments rules_explain_arguments_;
  CLI::App *init_ = nullptr, *connections_ = nullptr, *fetch_ = nullptr, *observe_ = nullptr, *plan_ = nullptr,
           *show_ = nullptr, *approve_ = nullptr, *apply_ = nullptr, *nightly_ = nullptr, *status_ = nullptr,
           *why_ = nullptr, *history_ = nullptr, *verify_ = nullptr, *diagnose_ = nullptr, *backtest_ = nullptr,
           *rules_ = nullptr, *rules_check_ = nullptr, *rules_explain_ = nullptr;
};

}  // namespace

std::variant<Arguments, HelpText> parse_arguments(int argc, const char* const* argv) {
  return CommandLine().parse(argc, argv);
}

}  // namespace clever_sync
