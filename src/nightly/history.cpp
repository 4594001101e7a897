#include "nightly/history.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/text_search.hpp"
#include "nightly/inputs.hpp"
#include "nightly/record_versions.hpp"
#include "nightly/standing.hpp"

namespace clever_sync {

namespace {

using Positions = std::set<std::size_t>;

void add_positions(const std::vector<RecordVersion>& versions, Positions& positions) {
  for (const RecordVersion& version : versions) positions.insert(static_cast<std::size_t>(version.commit.position));
}

/// What tells a Sphero Edu object that was made, archived, restored or relinked from one that was only edited.
std::string being_of(const std::string& line) {
  if (line.empty()) return "";
  const Json record = record_of_line(line);
  const Json* archived = record.find("archived");
  return std::string(record.text("sphero_id")) +
         (archived != nullptr && archived->as_bool() == true ? " archived" : "");
}

/// The commits in which it was made or unmade.
Positions making_of(const std::vector<RecordVersion>& applied) {
  Positions positions;
  std::string before;
  for (const RecordVersion& version : applied) {
    const std::string last = std::exchange(before, being_of(version.line));
    if (before != last) positions.insert(static_cast<std::size_t>(version.commit.position));
  }
  return positions;
}

/// The commits in which refused.json began or ceased to name the object, or named it otherwise.
Positions refusals_of(const Chronicle& chronicle, const CleverId& id) {
  Positions positions;
  bool named = false;
  for (const Chronicle::Step& step : chronicle.steps_of(std::string(applied_folder) + "/refused.json")) {
    const bool now = !step.id.empty() && holds_text(*chronicle.read_blob(step.id), id.text());
    if (now || named) positions.insert(step.position);
    named = now;
  }
  return positions;
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
  Gatherer(Past& past, const HistoryQuestion& question)
      : question_(question),
        past_(past),
        asked_{.past = past,
               .kind = question.kind,
               .id = question.id,
               .as_of = question.as_of,
               .now = question.now,
               .files = {}},
        plans_(past, question.id) {}

  History gather() {
    history_.kind = question_.kind;
    history_.id = question_.id;
    history_.as_of = question_.as_of;
    if (past_.chronicle().size() == 0) return std::move(history_);
    add_versions();
    add_receipts();
    if (question_.citations == Citations::look_up) history_.standing = standing_of(asked_, history_, plans_);
    name_it(history_);
    if (question_.citations == Citations::look_up) look_for_account();
    return std::move(history_);
  }

 private:
  /// What one folder says of the object's schools may lead to files of another, so the folders are gone through until
  /// no file is new.
  void add_versions() {
    RecordFinder finder(past_, question_.id);
    for (std::size_t known = 0; known != finder.files().size();) {
      known = finder.files().size();
      history_.source = finder.versions_in(source_folder(question_.kind));
      history_.live = finder.versions_in(live_folder_of(question_.kind));
      history_.applied = finder.versions_in(applied_folder_of(question_.kind));
      std::set<std::string> files;
      for (const auto* versions : {&history_.source, &history_.live, &history_.applied}) add_schools(*versions, files);
      for (const std::string& file : files) finder.add_file(file);
    }
    asked_.files = finder.files();
    touched_ = refusals_of(past_.chronicle(), question_.id);
    for (const auto* versions : {&history_.source, &history_.live, &history_.applied})
      add_positions(*versions, touched_);
  }

  /// Whoever comes back under another Clever id keeps the account: then Sphero Edu shows it under that one.
  void look_for_account() {
    if (history_.sphero_id.empty() || !history_.standing.live_line.empty()) return;
    const std::string wanted = "\"sphero_id\":\"" + history_.sphero_id + "\"";
    for (const TreeFile& file : past_.files_of_tip(live_folder_of(question_.kind))) {
      const std::string bytes = past_.read(file);
      const std::size_t at = find_text(bytes, wanted, 0);
      if (at == std::string::npos) continue;
      history_.standing.account_of = CleverId::parse(record_of_line(line_at(bytes, at)).text("id"));
      return;
    }
  }

  void add_receipts() {
    const ReceiptsWanted wanted{.depth = question_.depth, .made = making_of(history_.applied), .moved = touched_};
    FoundReceipts found = find_receipts(past_, wanted, question_.kind, question_.id, plans_);
    history_.nights_skipped = found.unopened;
    history_.unopened = std::move(found.unopened_and_moved);
    for (std::size_t i = 0; i < found.receipts.size(); ++i) {
      FoundReceipt& each = found.receipts[i];
      add_planned(each, tries_alternatives(found.receipts, i) ? Alternatives::look_for : Alternatives::leave_out);
      history_.receipts.push_back(std::move(each.receipt));
    }
  }

  /// What would have made it otherwise is planned again for what came last, and for what made or unmade the object;
  /// for every update of a long life it would cost more than the rest of the answer.
  [[nodiscard]] bool tries_alternatives(const std::vector<FoundReceipt>& receipts, std::size_t i) const {
    constexpr std::size_t newest = 3;
    return question_.depth == Depth::every_night || i + newest >= receipts.size() ||
           receipts[i].receipt.action != Action::update;
  }

  void add_planned(FoundReceipt& found, Alternatives alternatives) {
    if (found.plan == nullptr) return;
    for (const Change& change : found.plan->plan.changes) {
      if (change.part != found.receipt.part || change_name(change) != found.receipt.change) continue;
      if (question_.citations == Citations::look_up) {
        found.receipt.planned = planned_fact(asked_, *found.plan, change,
                                             static_cast<std::size_t>(found.receipt.commit.position), alternatives);
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
  Past& past_;
  Asked asked_;
  PastPlans plans_;
  Positions touched_;
  History history_;
};

}  // namespace

History gather_history(Past& past, const HistoryQuestion& question) {
  return Gatherer(past, question).gather();
}

}  // namespace clever_sync
