#pragma once
// A small district in Sphero Edu, changes for it, and the shortest planner there can be: what of a list is not true
// yet.

#include <atomic>
#include <chrono>
#include <memory>

#include "apply/apply.hpp"
#include "apply/operations.hpp"
#include "fake_target.hpp"
#include "faulty_disk.hpp"

namespace clever_sync::testing {

inline CleverId clever_id(int number) {
  std::string text = std::to_string(number);
  return *CleverId::parse(std::string(24 - text.size(), '0') + text);
}
inline UserId user(int number) {
  return clever_id(number).as<UserTag>();
}

/// Time that passes only while somebody sleeps.
class FakeClock final : public Clock {
 public:
  UtcTime now() override { return UtcTime{std::chrono::seconds{1'800'000'000}}; }
  std::chrono::milliseconds monotonic() override { return std::chrono::milliseconds{time_.load()}; }
  void sleep(std::chrono::milliseconds duration) override { time_ += duration.count(); }

 private:
  std::atomic<std::int64_t> time_{0};
};

// Changes, as short to write as to read.

inline Change change_of(Part part, Action action, Kind kind, int id) {
  Change change;
  change.part = part;
  change.action = action;
  change.kind = kind;
  change.clever_id = clever_id(id);
  change.sphero_id =
      action == Action::create ? "" : std::string(name_of(kind)).substr(0, 1) + "-" + clever_id(id).text();
  return change;
}
inline Change addition(Action action, Kind kind, int id, std::vector<std::pair<std::string, std::string>> set = {}) {
  Change change = change_of(Part::additions, action, kind, id);
  std::sort(set.begin(), set.end());
  for (auto& [field, value] : set) change.set.push_back({.field = field, .from = "", .to = value});
  return change;
}
inline Change removal(Action action, Kind kind, int id) {
  return change_of(Part::removals, action, kind, id);
}
inline Change with_students(Change change, std::vector<UserId> add, std::vector<UserId> remove = {}) {
  change.add_students = std::move(add);
  change.remove_students = std::move(remove);
  return change;
}
inline Change waiting_for(Change change, std::vector<std::string> names) {
  change.waits_for = std::move(names);
  return change;
}

/// What Sphero Edu answers to one operation.
inline OperationResult answer(int status, std::string code) {
  OperationResult result;
  result.status = status;
  result.code = std::move(code);
  return result;
}

inline Plan plan_of(std::vector<Change> changes) {
  Plan plan;
  plan.district = *DistrictId::parse("58da8a43cc70ab00017a1a87");
  plan.as_of = *parse_date("2026-11-24");
  plan.changes = std::move(changes);
  plan.additions_digest = part_digest(plan.district, Part::additions, plan.changes);
  plan.removals_digest = part_digest(plan.district, Part::removals, plan.changes);
  return plan;
}
inline ApprovedPlan approved(const Plan& plan) {
  const UtcTime now{std::chrono::seconds{1'800'000'000}};
  return {plan, gate_part(plan, Part::additions, std::nullopt, now),
          gate_part(plan, Part::removals, std::nullopt, now)};
}
inline ApprovedPlan approved(std::vector<Change> changes) {
  return approved(plan_of(std::move(changes)));
}

/// What of `changes` Sphero Edu does not show yet.
inline std::vector<Change> not_yet_true(const std::vector<Change>& changes, const Observation& seen) {
  std::vector<Change> left;
  for (const Change& change : changes) {
    bool shown = true;
    for (const Operation& operation : operations_of(change, {}))
      shown = shown && shows_effect(operation, seen.live.managed);
    if (!shown) left.push_back(change);
  }
  // What a removal waited for may show by now.
  const auto is_left = [&](const std::string& name) {
    return std::any_of(left.begin(), left.end(), [&](const Change& change) { return change_name(change) == name; });
  };
  for (Change& change : left) std::erase_if(change.waits_for, [&](const std::string& name) { return !is_left(name); });
  return left;
}

/// A report with all that follows from it, as one asks a run without git.
struct AppliedReport : ApplyReport {
  std::shared_ptr<const ApprovedPlan> plan;
  std::shared_ptr<const Observation> observed;
  std::vector<ReceiptLine> receipts;
  AppliedState applied;
  LiveState expected_live;
};

/// One workspace's apply, without git.
struct World {
  FakeTarget target;
  FaultyDisk disk;
  FakeClock clock;
  AppliedState applied;
  ApplyOptions options{.run = "run1", .base_commit = "base"};
  std::vector<ApplyProgress> progress;
  std::stop_source stop;

  AppliedReport apply(std::vector<Change> changes) {
    Journal journal(disk, "journal");
    return apply(std::make_shared<const Observation>(target.fetch_live({})), std::move(changes), journal);
  }
  AppliedReport apply(const std::shared_ptr<const Observation>& observed, std::vector<Change> changes,
                      Journal& journal) {
    const auto plan = std::make_shared<const ApprovedPlan>(approved(std::move(changes)));
    options.plan = plan_digest(plan->plan());
    AppliedReport report{apply_plan(
        *plan, *observed, applied.refused, target, journal, clock, options,
        [this](const ApplyProgress& now) { progress.push_back(now); }, stop.get_token())};
    report.plan = plan;
    report.observed = observed;
    report.applied = report.outcomes->applied(applied);
    report.applied.refused = report.refused_changes;
    report.expected_live = report.outcomes->expected_live();
    report.outcomes->each_receipt([&report](const ReceiptLine& line) { report.receipts.push_back(line); });
    return report;
  }
  std::optional<Recovered> recovered() {
    Journal journal(disk, "journal");
    return recover(journal, applied, target, {});
  }
  [[nodiscard]] std::string journal_bytes() { return disk.read_file("journal").value_or(""); }

  FakeObject& put(Kind kind, int id, std::map<std::string, std::string> fields = {}) {
    FakeObject object;
    object.sphero_id = std::string(name_of(kind)).substr(0, 1) + "-" + clever_id(id).text();
    object.fields = std::move(fields);
    return target.objects[{kind, clever_id(id)}] = object;
  }
  FakeObject& at(Kind kind, int id) { return target.objects.at({kind, clever_id(id)}); }
  /// applied is what live shows: no drift.
  void apply_what_is_there() {
    Observation seen = target.fetch_live({});
    applied.texts = seen.live.texts;
    applied.managed = std::move(seen.live.managed);
  }
};

inline const ReceiptLine* receipt_for(const AppliedReport& report, std::string_view change) {
  const auto found = std::find_if(report.receipts.begin(), report.receipts.end(),
                                  [&](const ReceiptLine& line) { return change_name(line) == change; });
  return found == report.receipts.end() ? nullptr : &*found;
}

}  // namespace clever_sync::testing
