#include "nightly/history.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "nightly/standing.hpp"

namespace clever_sync {

namespace {

// Of so few commits that wrote receipts every one is looked into. Of more only those in which the object's own record
// or its refusal changed; what was merely skipped stands in the others.
constexpr std::size_t all_receipts_up_to = 64;

using Positions = std::set<std::int64_t>;

void add_positions(const std::vector<RecordVersion>& versions, Positions& positions) {
  for (const RecordVersion& version : versions) positions.insert(version.commit.position);
}

/// The moments at which refused.json began or ceased to name the object.
Positions refusals_of(const Repository& repository, const std::vector<Moment>& moments, const CleverId& id) {
  Positions positions;
  const ObjectId* before = nullptr;
  bool named = false;
  for (const Moment& moment : moments) {
    if (before != nullptr && *before == moment.refused) continue;
    before = &moment.refused;
    const bool now =
        !moment.refused.empty() && repository.read_blob(moment.refused).find(id.text()) != std::string::npos;
    if (now || named) positions.insert(moment.commit.position);
    named = now;
  }
  return positions;
}

/// The moments that may have recorded an answer about the object.
Positions receipt_positions(const std::vector<Moment>& moments, const Positions& touched, Depth depth) {
  Positions all;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    if (moments[i].receipts != (i == 0 ? ObjectId() : moments[i - 1].receipts))
      all.insert(static_cast<std::int64_t>(i));
  }
  if (depth == Depth::every_night || all.size() <= all_receipts_up_to) return all;
  Positions likely;
  std::ranges::set_intersection(all, touched, std::inserter(likely, likely.end()));
  return likely;
}

std::string name_in(Kind kind, const std::string& line) {
  if (kind == Kind::student || line.empty()) return "";
  const Json record = record_of_line(line);
  if (kind == Kind::class_) return std::string(record.text("name"));
  const Json* nested = record.find("name");
  const Json& names = nested == nullptr ? record : *nested;
  std::string first(names.text(nested == nullptr ? "first_name" : "first"));
  const std::string last(names.text(nested == nullptr ? "last_name" : "last"));
  return first + (first.empty() || last.empty() ? "" : " ") + last;
}

/// The last line that it had, "" if none.
std::string last_line(const std::vector<RecordVersion>& versions) {
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    if (!version->line.empty()) return version->line;
  }
  return "";
}

void name_it(History& history) {
  for (const auto* versions : {&history.live, &history.applied, &history.source}) {
    if (history.name.empty()) history.name = name_in(history.kind, last_line(*versions));
  }
  for (const auto* versions : {&history.applied, &history.live}) {
    const std::string line = last_line(*versions);
    if (!line.empty()) history.sphero_id = record_of_line(line).text("sphero_id");
  }
}

/// The files that other folders have the object in, by the same name; and those of the schools that its line names.
void add_schools(const std::vector<RecordVersion>& versions, std::set<std::string>& files) {
  for (const RecordVersion& version : versions) {
    if (version.line.empty()) continue;
    const Json record = record_of_line(version.line);
    const std::string_view school = record.text("school");
    files.insert(shard_of(school) + ".json");
    const Json* schools = record.find("schools");
    if (schools == nullptr || schools->as_array() == nullptr) continue;
    for (const Json& each : *schools->as_array()) {
      if (const std::string* text = each.as_string()) files.insert(shard_of(*text) + ".json");
    }
  }
}

class Gatherer {
 public:
  Gatherer(const Repository& repository, const ObjectId& tip, const HistoryQuestion& question)
      : question_(question),
        days_(run_days(repository, tip)),
        moments_(read_moments(repository, tip, question.kind, days_)),
        asked_{.repository = repository,
               .tip = tip,
               .days = days_,
               .kind = question.kind,
               .id = question.id,
               .as_of = question.as_of,
               .now = question.now,
               .files = {}},
        plans_(repository, moments_, question.id) {}

  History gather() {
    history_.kind = question_.kind;
    history_.id = question_.id;
    history_.as_of = question_.as_of;
    add_versions();
    add_receipts();
    if (question_.citations == Citations::look_up) history_.standing = standing_of(asked_, history_, plans_, moments_);
    name_it(history_);
    return std::move(history_);
  }

 private:
  void add_versions() {
    touched_ = refusals_of(asked_.repository, moments_, question_.id);
    const auto add = [&](const std::string& folder, ObjectId Moment::*tree, std::vector<RecordVersion>& into) {
      RecordFinder finder(asked_.repository, question_.id);
      for (const std::string& file : asked_.files) finder.add_file(file);
      FoundVersions found = find_versions(finder, folder, moments_, tree, question_.depth, touched_);
      into = std::move(found.versions);
      add_positions(into, touched_);
      add_schools(into, asked_.files);
      history_.nights_skipped = std::max(history_.nights_skipped, found.skipped);
    };
    add(source_folder(question_.kind), &Moment::source, history_.source);
    add(applied_folder_of(question_.kind), &Moment::applied, history_.applied);
    add(live_folder_of(question_.kind), &Moment::live, history_.live);
  }

  void add_receipts() {
    const auto positions = receipt_positions(moments_, touched_, question_.depth);
    for (FoundReceipt& found :
         find_receipts(asked_.repository, moments_, positions, question_.kind, question_.id, plans_)) {
      add_planned(found);
      history_.receipts.push_back(std::move(found.receipt));
    }
  }

  void add_planned(FoundReceipt& found) {
    if (found.plan == nullptr) return;
    for (const Change& change : found.plan->plan.changes) {
      if (change.part != found.receipt.part || change_name(change) != found.receipt.change) continue;
      if (question_.citations == Citations::look_up) {
        found.receipt.planned = planned_fact(asked_, *found.plan, change, found.receipt.commit.id);
      } else {
        found.receipt.planned = PlannedFact{.commit = found.plan->commit,
                                            .plan = found.plan->digest,
                                            .as_of = found.plan->plan.as_of,
                                            .change = change};
      }
      return;
    }
  }

  HistoryQuestion question_;
  RunDays days_;
  std::vector<Moment> moments_;
  Asked asked_;
  PastPlans plans_;
  Positions touched_;
  History history_;
};

}  // namespace

History gather_history(const Repository& repository, const ObjectId& tip, const HistoryQuestion& question) {
  return Gatherer(repository, tip, question).gather();
}

}  // namespace clever_sync
