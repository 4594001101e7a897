#include "nightly/backtesting.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "apply/apply.hpp"
#include "base/error.hpp"
#include "base/printable.hpp"
#include "desired/desired.hpp"
#include "nightly/named_inputs.hpp"
#include "nightly/plan_lookup.hpp"
#include "review/words.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t short_id = 12;

/// A committed plan that stands for its night.
struct NightPlan {
  Date day{};
  std::string snapshot;
  ObjectId commit, blob;
};

/// Oldest first. A day's plans over one snapshot are of one night: the first of them is what the night planned, later
/// ones are what remained. Whoever fetched twice on a day has the later night.
std::vector<NightPlan> last_nights(const Repository& repository, const ObjectId& tip, std::size_t wanted) {
  std::vector<NightPlan> nights;
  for (const PathIds& moment : repository.histories_of(tip, {std::string(plan_path)})) {
    const ObjectId& blob = moment.ids.front();
    if (blob.empty()) continue;
    const PlanMark mark = read_plan_mark(repository.read_blob(blob));
    if (!nights.empty() && nights.back().day == mark.day) {
      if (nights.back().snapshot != mark.snapshot) continue;
      nights.back().commit = moment.commit.id;
      nights.back().blob = blob;
      continue;
    }
    if (nights.size() == wanted) break;
    nights.push_back({.day = mark.day, .snapshot = mark.snapshot, .commit = moment.commit.id, .blob = blob});
  }
  std::ranges::reverse(nights);
  return nights;
}

/// What became of each change of the plan, by its name.
std::map<std::string, std::string> results_of(const Repository& repository, const ObjectId& tip,
                                              const std::string& digest) {
  const std::string path = fmt::format("{}/{}.jsonl", receipts_folder, digest);
  std::map<std::string, std::string> results;
  const auto bytes = repository.read_file(tip, path);
  if (!bytes) return results;
  for (const auto& [run, receipt] : parse_receipts(digest, *bytes, path).lines)
    results[fmt::format("{} {}", name_of(receipt.part), change_name(receipt))] = name_of(receipt.result);
  return results;
}

/// A class's or teacher's name, printable; students have none here.
std::string name_in(const WorkspaceInputs& inputs, const Change& change) {
  constexpr std::size_t longest_name = 80;
  if (change.kind == Kind::class_) {
    const auto id = change.clever_id.as<SectionTag>();
    const SpheroClass* const seen = find_by_id(inputs.live.managed.classes, id);
    if (seen != nullptr && !seen->name.empty()) return printable(seen->name, longest_name);
    const Section* const section = find_by_id(inputs.snapshot.roster.sections, id);
    if (section != nullptr) return printable(section->name, longest_name);
  } else if (change.kind == Kind::teacher) {
    const Teacher* const teacher = find_by_id(inputs.snapshot.roster.teachers, change.clever_id.as<UserTag>());
    if (teacher != nullptr)
      return printable(fmt::format("{} {}", teacher->first_name, teacher->last_name), longest_name);
  }
  return "";
}

std::string school_in(const WorkspaceInputs& inputs, const std::string& school) {
  NameBook names;
  const auto id = SchoolId::parse(school);
  const School* const found = id ? find_by_id(inputs.snapshot.roster.schools, *id) : nullptr;
  if (found != nullptr) names.schools[school] = found->name;
  return school_words(school, names);
}

class Backtest {
 public:
  Backtest(const Repository& repository, const ObjectId& tip, const TriedRules& tried)
      : repository_(repository), tip_(tip), tried_(tried), inputs_(repository) {}

  BacktestNight test(const NightPlan& night) {
    const ParsedPlan parsed = parse_plan(repository_.read_blob(night.blob), plan_path);
    const auto connection = read_connection_approval(repository_, night.commit, parsed.plan.district);
    const WorkspaceInputs& inputs =
        inputs_.read(parsed.plan.inputs, connection ? ConnectionWas::approved : ConnectionWas::not_approved);
    BacktestNight out = compare(parsed, inputs);
    out.plan = parsed.digest;
    out.commit = night.commit;
    return out;
  }

 private:
  BacktestNight compare(const ParsedPlan& parsed, const WorkspaceInputs& inputs) {
    const Date day = parsed.plan.as_of;
    const DerivedPlan derived = derive_plan_under(inputs, tried_.rules, tried_.config.review, day);
    // Plans of another derivation would differ for that alone.
    const bool own = parsed.plan.engine == derivation_number;
    const DerivedPlan remade = own ? DerivedPlan{} : derive_workspace_plan(inputs, day);
    const std::vector<RuleFile> files = read_rule_files_of_tree(repository_, parsed.plan.inputs.rules);
    const NightUnderRules night{.was = own ? parsed.plan : remade.plan,
                                .would_be = derived.plan,
                                .desired_would_be = derived.desired,
                                .files_was = files,
                                .files_would_be = tried_.files};
    BacktestNight out = compare_night(night);
    const auto results = results_of(repository_, tip_, parsed.digest);
    for (const auto& [change, result] : results) ++out.results[result];
    if (!own) {
      out.note = fmt::format(
          "that plan was derived in another way (engine {}, here {}); it was made again with its own "
          "rules to compare",
          parsed.plan.engine, derivation_number);
    }
    const auto [was, would_be] = first_deed_that_differs(night.was, night.would_be);
    if (was != nullptr || would_be != nullptr) out.first = explain(night, inputs, was, would_be, results);
    return out;
  }

  static ExplainedDifference explain(const NightUnderRules& night, const WorkspaceInputs& inputs, const Change* was,
                                     const Change* would_be, const std::map<std::string, std::string>& results) {
    std::optional<DesiredResult> desired_was;
    if (was == nullptr) desired_was = derive_desired(inputs.snapshot, inputs.rules, night.was.as_of);
    ExplainedDifference out = explain_difference(night, was, would_be, desired_was ? &*desired_was : nullptr);
    const Change& change = was != nullptr ? *was : *would_be;
    out.name = name_in(inputs, change);
    out.school = school_in(inputs, change.school);
    const auto result = results.find(fmt::format("{} {}", name_of(change.part), out.change));
    if (was != nullptr && result != results.end()) out.result = result->second;
    return out;
  }

  const Repository& repository_;
  const ObjectId& tip_;
  const TriedRules& tried_;
  NamedInputs inputs_;
};

}  // namespace

TriedRules read_tried_rules(const Repository& repository, const InputSource& source) {
  TriedRules tried;
  const bool on_disk = !source.work_folder.empty();
  tried.whose = on_disk ? "the working tree" : "commit " + source.rules_commit.substr(0, short_id);
  tried.files =
      on_disk ? read_rule_files_of_folder(source.work_folder) : read_rule_files(repository, source.rules_commit);
  tried.rules = parse_rules(tried.files);
  tried.config = read_config(repository, source);
  return tried;
}

BacktestReport run_backtest(const Repository& repository, const ObjectId& tip, const TriedRules& tried,
                            std::size_t nights, const std::function<void(const std::string&)>& tell) {
  BacktestReport report{.rules = tried.whose, .nights = {}, .note = {}};
  const std::vector<NightPlan> found = last_nights(repository, tip, nights);
  if (found.empty()) {
    report.note = "no plan was ever committed here; clever-sync nightly makes one";
    return report;
  }
  if (found.size() < nights)
    report.note = fmt::format("The history has no more than these: {} were asked for.", nights);
  Backtest backtest(repository, tip, tried);
  for (const NightPlan& night : found) {
    tell(fmt::format("backtest: night {} of {}", report.nights.size() + 1, found.size()));
    report.nights.push_back(backtest.test(night));
  }
  return report;
}

}  // namespace clever_sync
