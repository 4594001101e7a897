#include "audit/status.hpp"

#include <algorithm>
#include <array>

#include "audit/words.hpp"
#include "base/error.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

// A night is late after half a day more than a day, and data older than three days is what a plan may not be applied
// from (design section 6).
constexpr std::chrono::hours late{36};
constexpr std::chrono::hours too_old{72};
constexpr std::size_t most_missed_named = 3;
constexpr std::size_t many_missed = 3;

std::int64_t hours_old(const StatusFacts& facts) {
  return std::chrono::duration_cast<std::chrono::hours>(facts.now - facts.last_fetch->finished).count();
}

/// Nights missed since the last run.
std::int64_t missed_lately(const StatusFacts& facts) {
  if (!facts.last_run) return 0;
  return std::ranges::count_if(facts.missed, [&](Date day) { return day > facts.last_run->as_of; });
}

std::string missed_words(const StatusFacts& facts) {
  if (facts.missed.empty()) return "";
  std::vector<std::string> days;
  const std::size_t shown = std::min(most_missed_named, facts.missed.size());
  for (std::size_t i = facts.missed.size() - shown; i < facts.missed.size(); ++i)
    days.push_back(format_date(facts.missed[i]));
  return counted(std::ssize(facts.missed), "night") + " without a run, the last " + joined(days);
}

std::string data_words(const StatusFacts& facts) {
  if (!facts.last_fetch && facts.fetched) return "a roster that was fetched by a run which has not ended";
  if (!facts.last_fetch) return "none yet: nothing was fetched from Clever; run clever-sync nightly";
  const NightFact& night = *facts.last_fetch;
  std::string text = "the roster of " + format_date(night.as_of) + ", read " + counted(hours_old(facts), "hour") +
                     " ago, Clever's last sync " + (night.last_sync.empty() ? "unknown" : printable(night.last_sync)) +
                     ", district state " + printable(night.source_state);
  if (const std::string stale = stale_sentence(facts); !stale.empty()) text += "; " + stale;
  if (const std::string missed = missed_words(facts); !missed.empty()) text += "; " + missed;
  return text;
}

std::string refused_words(const StatusFacts& facts) {
  const RefusedChange& first = facts.refused.front();
  return counted(std::ssize(facts.refused), "change") + " refused by Sphero Edu and tried again, the first is " +
         printable(first.action) + " " + std::string(name_of(first.kind)) + " " + first.id.text() + " (" +
         printable(first.code) + ", " + counted(first.nights, "night") + ") on " + format_date(first.next_try);
}

std::string last_run_words(const StatusFacts& facts) {
  if (!facts.last_run) return facts.fetched || facts.unended ? "No run has ended yet." : "No run yet.";
  return "Last run: " + night_sentence(*facts.last_run) + ", ended " + format_utc_time(facts.last_run->finished);
}

/// What the last run line can't tell: it is newer.
std::string unended_words(const StatusFacts& facts) {
  if (!facts.unended) return "";
  return (facts.unended->damage.empty() ? "Not ended: " : "Stopped: ") + unended_sentence(*facts.unended);
}

std::string plan_words(const StatusFacts& facts) {
  if (facts.plan_digest.empty()) return "No plan yet.";
  return facts.plan_summary + " (plan " + facts.plan_digest.substr(0, 12) + " for " + format_date(facts.plan_as_of) +
         ")";
}

Json waits_json(const std::vector<WaitFact>& waits) {
  Json::Array list;
  for (const WaitFact& wait : waits) {
    Json item;
    item.set("for", name_of(wait.owner));
    item.set("what", wait.what);
    item.set("words", wait.words);
    list.push_back(std::move(item));
  }
  return list;
}

}  // namespace

std::string_view name_of(Owner owner) {
  using enum Owner;
  switch (owner) {
    case nobody:
      return "nobody";
    case district:
      return "district";
    case clever:
      return "clever";
    case sphero:
      return "sphero";
    case us:
      return "us";
  }
  unreachable("Owner");
}

std::string exit_words(int exit) {
  switch (exit) {
    case 0:
      return "done";
    case 3:
      return "a guardrail holds what was to be applied";
    case 4:
      return "something waits for a person or a date";
    case 5:
      return "another run was at work";
    case 6:
      return "applied in part, Sphero Edu refused some changes";
    case 7:
      return "what Clever sent was refused, nothing changed";
    case 8:
      return "a file was not as it was written";
    case 78:
      return "the configuration could not be used";
    case 130:
    case 143:
      return "interrupted, the state is consistent";
    default:
      return "ended by an error";
  }
}

std::string night_sentence(const NightFact& night) {
  std::string text = night.command + " for " + format_date(night.as_of) + ": " + exit_words(night.exit) + " (exit " +
                     std::to_string(night.exit) + ")";
  if (!night.refused_code.empty()) {
    text += ", " + printable(night.refused_code) +
            (night.refused_collection.empty() ? "" : " in " + printable(night.refused_collection));
  }
  if (!night.error.empty()) text += ", " + printable(night.error);
  if (night.done + night.refused + night.skipped + night.unknown > 0) {
    text += "; " + counted(night.done, "change") + " done, " + std::to_string(night.refused) + " refused, " +
            std::to_string(night.skipped + night.unknown) + " left";
  }
  return text;
}

std::string unended_sentence(const UnendedRun& unended) {
  const std::string run = unended.run.empty() ? "a run" : "run " + printable(unended.run);
  const std::string day = unended.as_of ? " for " + format_date(*unended.as_of) : "";
  if (unended.damage.empty()) {
    return run + day +
           " has begun to write to Sphero Edu and has not ended: it is at work, or it was cut off; then the next run "
           "settles what it did: clever-sync nightly";
  }
  return "every run ends with exit 8, because of the journal of " + run + day +
         ", which was cut off: " + printable(unended.damage);
}

std::string stale_words(const CleverSync& sync) {
  std::string text = sync.state == "paused" ? "the district's sync in Clever is paused"
                     : sync.state == "pending"
                         ? "the district's sync in Clever has an error that the district can fix (pending)"
                     : sync.state == "error" ? "the district's sync in Clever has an error that Clever can fix (error)"
                                             : "the district's state in Clever is " + printable(sync.state);
  if (sync.state == "paused" && sync.pause_end) text += " until " + format_date(*sync.pause_end);
  text += ", so the data is stale: ";
  const auto synced = parse_clever_date(sync.last_sync);
  if (!synced) return text + "Clever does not say how old";
  const auto days = (sync.as_of - *synced).count();
  return text + "as it was on " + format_date(*synced) + ", " + counted(std::max<std::int64_t>(days, 0), "day") +
         " ago";
}

std::string stale_sentence(const StatusFacts& facts) {
  if (!facts.last_fetch) return "";
  const auto state = parse_district_state(facts.last_fetch->source_state);
  if (!state || !is_stale(*state)) return "";
  return stale_words({.state = std::string(name_of(*state)),
                      .last_sync = facts.last_fetch->last_sync,
                      .pause_end = facts.pause_end,
                      .as_of = facts.as_of});
}

std::vector<std::string> next_events(const StatusFacts& facts) {
  std::vector<std::string> events;
  if (facts.unended && !facts.unended->damage.empty()) {
    events.emplace_back("nothing until the journal is moved away; then clever-sync nightly");
  } else if (facts.last_run) {
    const Date next = std::max(facts.last_run->as_of + std::chrono::days{1}, facts.as_of);
    const UtcTime due = facts.last_run->started + std::chrono::days{1};
    events.push_back("the night of " + format_date(next) + ", due by " + format_utc_time(due) + " if it runs daily, " +
                     (facts.plan_changes > 0 ? "takes up the plan again" : "looks for changes"));
  } else if (facts.fetched || facts.unended) {
    events.emplace_back("the night of " + format_date(facts.as_of) + " goes on from there: clever-sync nightly");
  } else {
    events.emplace_back("the first night: clever-sync nightly");
  }
  if (facts.launch_date && facts.as_of < *facts.launch_date)
    events.push_back("the night of " + format_date(*facts.launch_date) +
                     ", the launch date, is the first that applies");
  if (facts.pause_end && facts.as_of <= *facts.pause_end && !stale_sentence(facts).empty())
    events.push_back("the first night after " + format_date(*facts.pause_end) + " sees current data again");
  const auto retries = events.size() + most_missed_named;
  for (const RefusedChange& refused : facts.refused) {
    events.push_back("on " + format_date(refused.next_try) + " " + printable(refused.action) + " " +
                     std::string(name_of(refused.kind)) + " " + refused.id.text() + " is tried again");
    if (events.size() == retries) break;
  }
  return events;
}

std::string render_status(const StatusFacts& facts) {
  std::string text = last_run_words(facts) + "\n";
  text += "Data: " + data_words(facts) + "\n";
  text += plan_words(facts) + "\n";
  if (facts.unended) text += unended_words(facts) + "\n";
  for (const WaitFact& wait : facts.waits)
    text += "Waits for " + std::string(name_of(wait.owner)) + ": " + wait.words + "\n";
  if (facts.waits.empty()) text += "Nothing waits for anybody.\n";
  if (!facts.refused.empty()) text += "Refused: " + refused_words(facts) + "\n";
  for (const std::string& next : next_events(facts)) text += "Next: " + next + "\n";
  return text;
}

Page status_page(const StatusFacts& facts) {
  Page page{.title = "Status on " + format_date(facts.as_of), .sections = {}};
  const auto add = [&page](const std::string& heading, std::vector<PageItem> items) {
    page.sections.push_back({.heading = heading, .items = std::move(items)});
  };
  add("Last night", {{.heading = last_run_words(facts), .rows = {}},
                     {.heading = "Data: " + data_words(facts), .rows = {}},
                     {.heading = plan_words(facts), .rows = {}}});
  if (facts.unended) page.sections.back().items.push_back({.heading = unended_words(facts), .rows = {}});
  std::vector<PageItem> waits, next;
  for (const WaitFact& wait : facts.waits)
    waits.push_back({.heading = "for " + std::string(name_of(wait.owner)) + ": " + wait.words, .rows = {}});
  if (waits.empty()) waits.push_back({.heading = "Nothing waits for anybody.", .rows = {}});
  if (!facts.refused.empty()) waits.push_back({.heading = "Refused: " + refused_words(facts), .rows = {}});
  for (const std::string& event : next_events(facts)) next.push_back({.heading = event, .rows = {}});
  add("What waits", std::move(waits));
  add("What comes next", std::move(next));
  return page;
}

Json status_json(const StatusFacts& facts) {
  Json document;
  document.set("format", "clever-sync/status@1");
  document.set("as_of", format_date(facts.as_of));
  if (facts.last_run) document.set("last_run", facts.last_run->line);
  if (facts.last_fetch) {
    document.set("last_fetch", facts.last_fetch->line);
    document.set("data_age_hours", hours_old(facts));
  }
  if (facts.unended) {
    Json unended;
    unended.set("run", facts.unended->run);
    if (facts.unended->as_of) unended.set("as_of", format_date(*facts.unended->as_of));
    unended.set("damage", facts.unended->damage);
    unended.set("words", unended_sentence(*facts.unended));
    document.set("unended_run", unended);
  }
  document.set("stale", stale_sentence(facts));
  if (!facts.plan_digest.empty()) {
    Json plan;
    plan.set("digest", facts.plan_digest);
    plan.set("as_of", format_date(facts.plan_as_of));
    plan.set("additions", name_of(facts.additions));
    plan.set("removals", name_of(facts.removals));
    plan.set("changes", facts.plan_changes);
    document.set("plan", plan);
  }
  document.set("connection_approved", facts.connection_approved);
  document.set("refused", std::ssize(facts.refused));
  Json::Array missed;
  for (const Date day : facts.missed) missed.emplace_back(format_date(day));
  document.set("missed_nights", missed);
  document.set("waits", waits_json(facts.waits));
  Json::Array steps, next;
  for (const WaitFact& wait : facts.waits) steps.emplace_back(wait.words);
  for (const std::string& event : next_events(facts)) next.emplace_back(event);
  document.set("next_steps", steps);
  document.set("next", next);
  return document;
}

Check check_status(const StatusFacts& facts) {
  if (facts.unended && !facts.unended->damage.empty()) {
    std::string line = "CLEVER-SYNC CRITICAL - " + unended_sentence(*facts.unended);
    std::erase(line, '|');
    return {.code = 2, .line = std::move(line)};
  }
  if (!facts.last_run) return unknown_check(facts.fetched || facts.unended ? "no run has ended yet" : "no run yet");
  const int exit = facts.last_run->exit;
  std::vector<std::string> critical, warning;
  const bool failed = exit == 1 || exit == 8 || exit == 78;
  const std::string night = night_sentence(*facts.last_run);
  if (failed) critical.push_back(night);
  if (!facts.last_fetch) {
    critical.emplace_back("nothing was ever fetched from Clever");
  } else if (facts.now - facts.last_fetch->finished > too_old) {
    critical.push_back("the data is " + counted(hours_old(facts), "hour") + " old");
  } else if (facts.now - facts.last_fetch->finished > late) {
    warning.push_back("the data is " + counted(hours_old(facts), "hour") + " old");
  }
  const auto missed = missed_lately(facts);
  if (missed > 0) {
    (static_cast<std::size_t>(missed) >= many_missed ? critical : warning)
        .push_back(counted(missed, "night") + " missed since " + format_date(facts.last_run->as_of));
  }
  if (exit != 0 && !failed) warning.push_back(night);
  for (const WaitFact& wait : facts.waits)
    warning.push_back(wait.what + (wait.what.ends_with('s') ? " wait for " : " waits for ") +
                      std::string(name_of(wait.owner)));
  if (!facts.refused.empty()) warning.push_back(counted(std::ssize(facts.refused), "refused change"));
  const int code = !critical.empty() ? 2 : !warning.empty() ? 1 : 0;
  constexpr std::array<const char*, 3> words{"OK", "WARNING", "CRITICAL"};
  critical.insert(critical.end(), warning.begin(), warning.end());
  std::string line = std::string("CLEVER-SYNC ") + words.at(static_cast<std::size_t>(code)) + " - " +
                     (critical.empty() ? night : joined(critical));
  std::erase(line, '|');
  line += " | age_hours=" + std::to_string(facts.last_fetch ? hours_old(facts) : -1) +
          " waits=" + std::to_string(facts.waits.size()) + " refused=" + std::to_string(facts.refused.size()) +
          " missed=" + std::to_string(missed);
  return {.code = code, .line = line};
}

Check unknown_check(const std::string& why) {
  std::string line = "CLEVER-SYNC UNKNOWN - " + printable(why);
  std::erase(line, '|');
  return {.code = 3, .line = std::move(line)};
}

}  // namespace clever_sync
