#include "audit/life.hpp"

#include <algorithm>
#include <set>

#include "audit/chain.hpp"
#include "audit/timeline_chart.hpp"
#include "audit/words.hpp"
#include "base/printable.hpp"
#include "review/words.hpp"

namespace clever_sync {

namespace {

using In = LifeEvent::In;

LifeEvent event(std::string code, In in, std::string what, const RecordVersion& version) {
  return {.code = std::move(code),
          .in = in,
          .day = day_of(version.commit),
          .what = std::move(what),
          .commit = version.commit,
          .path = version.path,
          .line = 0,
          .receipt = std::nullopt};
}

std::set<std::string> ids_of(const Json& record, std::string_view key) {
  std::set<std::string> ids;
  const Json* list = record.find(key);
  if (list == nullptr || list->as_array() == nullptr) return ids;
  for (const Json& id : *list->as_array()) {
    if (const std::string* text = id.as_string()) ids.insert(*text);
  }
  return ids;
}

std::int64_t not_in(const std::set<std::string>& these, const std::set<std::string>& those) {
  return std::ranges::count_if(these, [&those](const std::string& id) { return !those.contains(id); });
}

/// `name "A" (was "B")`, `students (2 joined, 1 left)`, or just the field's name.
std::string difference(Kind kind, const std::string& field, const Json& before, const Json& after) {
  if (field == "students" || field == "teachers") {
    const auto old_ids = ids_of(before, field), new_ids = ids_of(after, field);
    return field + " (" + std::to_string(not_in(new_ids, old_ids)) + " joined, " +
           std::to_string(not_in(old_ids, new_ids)) + " left)";
  }
  const Json* value = after.find(field);
  if (const auto yes = value == nullptr ? std::nullopt : value->as_bool()) return field + (*yes ? " yes" : " no");
  const std::string_view was = before.text(field), now = after.text(field);
  if (kind == Kind::student || now.empty()) return field;
  return field + " \"" + printable(now, 60) + "\"" + (was.empty() ? "" : " (was \"" + printable(was, 60) + "\")");
}

struct Difference {
  std::string code, words;
};

Difference differences(Kind kind, const std::string& before, const std::string& after) {
  const Json old_record = parse_own_json(before, "a record's earlier line");
  const Json new_record = parse_own_json(after, "a record's later line");
  const auto fields = changed_fields(before, after);
  const auto has = [&fields](const char* name) { return std::ranges::find(fields, name) != fields.end(); };
  std::vector<std::string> words;
  for (const std::string& field : fields) words.push_back(difference(kind, field, old_record, new_record));
  const bool renamed = kind == Kind::class_ && has("name");
  const bool members = has("students") || has("teachers");
  return {.code = renamed ? "renamed" : members ? "members" : "changed", .words = joined(words)};
}

void add_source(const History& history, std::vector<LifeEvent>& events) {
  const RecordVersion* before = nullptr;
  for (const RecordVersion& version : history.source) {
    using enum RecordVersion::Where;
    const auto was = before == nullptr ? nowhere : before->where;
    if (version.there() && was == shared) {
      Difference change = differences(history.kind, before->line, version.line);
      events.push_back(event(std::move(change.code), In::clever, "in Clever: " + change.words, version));
    } else if (version.there()) {
      events.push_back(event(was == absent ? "returned" : "shared", In::clever,
                             was == absent ? "Clever shares it again" : "Clever shares it", version));
    } else if (version.where == absent && was == absent && events.back().code == "left") {
      events.back().what = "Clever does not share it any more; missed on " + missed_nights(version.line);
    } else if (version.where == absent) {
      events.push_back(event("left", In::clever,
                             "Clever does not share it any more; missed on " + missed_nights(version.line), version));
    } else if (was != nowhere) {
      events.push_back(event("vanished", In::clever, "its record is gone from the snapshots", version));
    }
    before = &version;
  }
}

/// Renaming and members have codes of their own, since those are what people ask for.
std::string code_of(const ReceiptFact& receipt) {
  if (receipt.result != "done") return receipt.result;
  if (receipt.action != Action::update || !receipt.planned) return std::string(past_of(receipt.action));
  const Change& change = receipt.planned->change;
  if (std::ranges::any_of(change.set, [](const FieldChange& field) { return field.field == "name"; })) return "renamed";
  const bool members = !change.add_students.empty() || !change.remove_students.empty() ||
                       !change.add_teachers.empty() || !change.remove_teachers.empty() || change.primary_teacher;
  return members && change.set.empty() ? "members" : "updated";
}

void add_receipts(const History& history, std::vector<LifeEvent>& events) {
  for (std::size_t i = 0; i < history.receipts.size(); ++i) {
    const ReceiptFact& receipt = history.receipts[i];
    const bool done = receipt.result == "done";
    std::string what = "in Sphero Edu: " + std::string(name_of(receipt.action)) + (done ? "" : " " + receipt.result);
    if (!done) what += ", " + answer_words(receipt);
    if (receipt.planned) {
      what += " (" + std::string(name_of(receipt.planned->change.reason.code)) + ")";
      if (const std::string effect = effect_of(receipt.planned->change); !effect.empty()) what += ": " + effect;
    }
    events.push_back({.code = code_of(receipt),
                      .in = In::sphero,
                      .day = receipt.planned ? receipt.planned->as_of : day_of(receipt.commit),
                      .what = std::move(what),
                      .commit = receipt.commit,
                      .path = receipt.path,
                      .line = receipt.line,
                      .receipt = i});
  }
}

/// Whether what changed in that commit is ours, by a receipt or by one that was not opened.
bool is_ours(const History& history, const CommitFact& commit) {
  return history.unopened.contains(commit.position) ||
         std::ranges::any_of(history.receipts,
                             [&commit](const ReceiptFact& receipt) { return receipt.commit.id == commit.id; });
}

/// What applied said as of a commit.
std::string applied_at(const History& history, std::int64_t position) {
  std::string line;
  for (const RecordVersion& version : history.applied) {
    if (version.commit.position <= position) line = version.line;
  }
  return line;
}

/// What changed in Sphero Edu without us: a teacher's doing, or a write that got lost.
void add_drift(const History& history, std::vector<LifeEvent>& events) {
  std::string before;
  for (const RecordVersion& version : history.live) {
    const std::string last = std::exchange(before, version.line);
    if (is_ours(history, version.commit) || version.line == applied_at(history, version.commit.position)) continue;
    if (version.line.empty()) {
      events.push_back(event("vanished", In::sphero, "Sphero Edu does not show it any more", version));
    } else if (last.empty()) {
      events.push_back(event("drift", In::sphero, "seen in Sphero Edu, not made by this workspace", version));
    } else {
      events.push_back(
          event("drift", In::sphero,
                "changed in Sphero Edu, not by clever-sync: " + differences(history.kind, last, version.line).words,
                version));
    }
  }
}

/// What a write of ours did, told by the record before and after it: its receipt was not opened.
LifeEvent unopened_event(const History& history, const std::string& before, const RecordVersion& version) {
  if (before.empty()) {
    const bool seen = std::ranges::any_of(history.live, [&version](const RecordVersion& live) {
      return !live.line.empty() && live.commit.position < version.commit.position;
    });
    return event(seen ? "adopted" : "created", In::sphero, seen ? "found in Sphero Edu" : "in Sphero Edu: create",
                 version);
  }
  Difference change = differences(history.kind, before, version.line);
  const auto fields = changed_fields(before, version.line);
  const bool switched = std::ranges::find(fields, "archived") != fields.end();
  const bool archived = version.line.find("\"archived\":true") != std::string::npos;
  const std::string code = switched                   ? (archived ? "archived" : "restored")
                           : change.code == "changed" ? "updated"
                                                      : change.code;
  return event(code, In::sphero, "in Sphero Edu: " + change.words, version);
}

/// What we wrote in nights whose receipts were not opened, and what Sphero Edu held already as it was wanted, so that
/// nothing had to be sent.
void add_applied(const History& history, std::vector<LifeEvent>& events) {
  std::string before;
  for (const RecordVersion& version : history.applied) {
    const std::string last = std::exchange(before, version.line);
    if (version.line.empty()) continue;
    if (history.unopened.contains(version.commit.position)) {
      events.push_back(unopened_event(history, last, version));
    } else if (!is_ours(history, version.commit)) {
      events.push_back(event("adopted", In::sphero,
                             last.empty()
                                 ? "found in Sphero Edu as wanted, so nothing was sent"
                                 : "Sphero Edu already held: " + differences(history.kind, last, version.line).words,
                             version));
    }
  }
}

}  // namespace

std::vector<LifeEvent> life_of(const History& history) {
  std::vector<LifeEvent> events;
  add_source(history, events);
  add_drift(history, events);
  add_applied(history, events);
  add_receipts(history, events);
  std::ranges::stable_sort(events, {}, [](const LifeEvent& each) { return each.commit.position; });
  return events;
}

std::string render_life(const History& history) {
  std::string out;
  for (const LifeEvent& each : life_of(history)) {
    out += format_date(each.day) + "  " + each.code +
           std::string(each.code.size() < 9 ? 9 - each.code.size() : 0, ' ') + "  " + each.what + "; " +
           origin_words(each.commit) + "\n";
  }
  if (const std::string skipped = skipped_sentence(history); !skipped.empty()) out += "(" + skipped + ")\n";
  return out;
}

Page life_page(const History& history) {
  Page page{.title = "History of " + standing_sentence(history),
            .drawing = svg_timeline(history),
            .sections = {},
            .note = skipped_sentence(history)};
  PageSection section{.heading = "Events, oldest first", .items = {}};
  for (const LifeEvent& each : life_of(history)) {
    section.items.push_back(
        {.heading = format_date(each.day) + " " + each.code + ": " + each.what,
         .rows = {{.label = "shown by",
                   .text = (each.path.empty() ? "" : each.path + ", ") + origin_words(each.commit)}},
         .anchor = "event-" + std::to_string(section.items.size())});
  }
  if (!section.items.empty()) page.sections.push_back(std::move(section));
  return page;
}

Json life_json(const History& history) {
  Json::Array events;
  for (const LifeEvent& each : life_of(history)) {
    Json object;
    object.set("day", format_date(each.day));
    object.set("code", each.code);
    object.set("in", each.in == In::clever ? "clever" : "sphero");
    object.set("what", each.what);
    object.set("commit", each.commit.id);
    object.set("time", format_utc_time(each.commit.time));
    object.set("run", each.commit.run);
    object.set("author", each.commit.run.empty() ? each.commit.author : std::string());
    object.set("path", each.path);
    if (each.line > 0) object.set("line", each.line);
    events.push_back(std::move(object));
  }
  Json document;
  document.set("format", "clever-sync/history@1");
  document.set("kind", name_of(history.kind));
  document.set("id", history.id.text());
  document.set("sphero_id", history.sphero_id);
  document.set("name", history.name);
  document.set("events", std::move(events));
  document.set("nights_skipped", history.nights_skipped);
  return document;
}

}  // namespace clever_sync
