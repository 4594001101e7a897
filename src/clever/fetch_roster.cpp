#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <exception>
#include <thread>
#include <utility>

#include "base/error.hpp"
#include "clever/assemble.hpp"
#include "clever/refusal.hpp"
#include "clever/walk.hpp"

namespace clever_sync {

namespace {

[[noreturn]] void throw_interrupted() {
  throw Error(ErrorKind::remote, "interrupted while reading Clever: nothing was changed; run again");
}

// The district, which must be ours and the only one that the token speaks for.
std::variant<Harvest, PartialFetch> fetch_district(const WalkContext& context, const std::stop_token& stop) {
  auto fetched = fetch_districts(context, stop);
  auto* harvest = std::get_if<Harvest>(&fetched);
  if (harvest == nullptr) return fetched;
  std::vector<District>& districts = harvest->districts;
  if (districts.size() == 1 && districts.front().id == context.options.district) return fetched;
  const std::string seen = districts.empty() ? "no district" : "district " + districts.front().id.text();
  const std::string reason = districts.size() > 1 ? fmt::format("the token opens {} districts", districts.size())
                                                  : fmt::format("the token opens {}", seen);
  return refuse(CleverCollection::districts, 1, {.code = "wrong-district", .reason = reason}, context.options);
}

// One collection's read, in a thread of its own.
struct Reading {
  Harvest harvest;
  std::optional<PartialFetch> refusal;
  std::exception_ptr thrown;
  std::stop_source stop;
  [[nodiscard]] bool failed() const { return refusal || thrown; }
};
using Readings = std::array<Reading, roster_collections.size()>;

// Reads the six collections side by side. One that fails stops those after it, never one before it: so the first
// failure in the order of collections is the same in every run, whatever the threads do.
void read_collections(const WalkContext& context, Readings& readings, const std::stop_token& stop) {
  const std::stop_callback forward(stop, [&readings] {
    for (Reading& reading : readings) reading.stop.request_stop();
  });
  std::array<std::jthread, roster_collections.size()> threads;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    threads[i] = std::jthread([&context, &readings, i] {
      Reading& reading = readings[i];
      // An exception can't leave its thread: it is carried to the one that waits, and thrown again there.
      try {
        reading.refusal = walk_collection(context, roster_collections[i], reading.harvest, reading.stop.get_token());
      } catch (...) {
        reading.thrown = std::current_exception();
      }
      if (!reading.failed()) return;
      for (std::size_t later = i + 1; later < readings.size(); ++later) readings[later].stop.request_stop();
    });
  }
}

// No source says whether `count` of /users?role=… counts that role or everybody. Two numbers that differ count roles:
// then each must be reached. Two that are equal say nothing.
std::optional<PartialFetch> check_user_counts(const Readings& readings, const CleverOptions& options) {
  const auto of = [&](CleverCollection collection) -> const Harvest& {
    const auto at = std::find(roster_collections.begin(), roster_collections.end(), collection);
    return readings.at(static_cast<std::size_t>(at - roster_collections.begin())).harvest;
  };
  const Harvest& teachers = of(CleverCollection::teachers);
  const Harvest& students = of(CleverCollection::students);
  if (!teachers.promised || !students.promised || *teachers.promised == *students.promised) return std::nullopt;
  for (const auto collection : {CleverCollection::teachers, CleverCollection::students}) {
    if (of(collection).rows < *of(collection).promised)
      return refuse(collection, 0, cut_short(of(collection)), options);
  }
  return std::nullopt;
}

// All six in one harvest, or the first refusal. Throws what a reading threw.
std::variant<Harvest, PartialFetch> gather(Readings& readings) {
  Harvest all;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    Reading& reading = readings[i];
    if (reading.thrown) std::rethrow_exception(reading.thrown);
    if (reading.refusal) return *std::move(reading.refusal);
    all.notes.insert(all.notes.end(), reading.harvest.notes.begin(), reading.harvest.notes.end());
    switch (roster_collections[i]) {
      case CleverCollection::districts:
        break;
      case CleverCollection::schools:
        all.schools = std::move(reading.harvest.schools);
        break;
      case CleverCollection::terms:
        all.terms = std::move(reading.harvest.terms);
        break;
      case CleverCollection::courses:
        all.courses = std::move(reading.harvest.courses);
        break;
      case CleverCollection::sections:
        all.sections = std::move(reading.harvest.sections);
        break;
      case CleverCollection::teachers:
        all.teachers = std::move(reading.harvest.teachers);
        break;
      case CleverCollection::students:
        all.students = std::move(reading.harvest.students);
        break;
    }
  }
  return all;
}

std::optional<PartialFetch> check_untorn(const District& before, const District& after, const CleverOptions& options) {
  if (after.state == DistrictState::running) {
    return refuse(CleverCollection::districts, 0,
                  {.code = "running", .reason = "Clever is reading the district's SIS just now (state `running`)"},
                  options);
  }
  if (before.last_sync != after.last_sync) {
    return refuse(
        CleverCollection::districts, 0,
        {.code = "torn", .reason = "Clever took in new data of the district during the read (`last_sync` moved)"},
        options);
  }
  return std::nullopt;
}

// One whole read. The first request that gets no answer at all means that Clever is out of reach, which is an Error.
FetchResult read_once(CleverSession& session, const CleverOptions& options, const std::optional<SnapshotCounts>& last,
                      const std::function<void(const FetchProgress&)>& observe, const std::stop_token& stop) {
  const auto texts = std::make_shared<Texts>();
  PageDecoder decoder(texts);
  const WalkContext context{.session = session, .decoder = decoder, .options = options, .observe = observe};

  auto before = fetch_district(context, stop);
  if (auto* refusal = std::get_if<PartialFetch>(&before)) {
    if (refusal->code == "no-answer" && !stop.stop_requested()) {
      throw Error(ErrorKind::remote, "Clever can't be reached: " + describe(*refusal));
    }
    return std::move(*refusal);
  }
  const District first = std::get<Harvest>(before).districts.front();
  if (auto refusal = check_untorn(first, first, options)) return *std::move(refusal);

  Readings readings;
  read_collections(context, readings, stop);
  auto gathered = gather(readings);
  if (auto* refusal = std::get_if<PartialFetch>(&gathered)) return std::move(*refusal);
  if (auto refusal = check_user_counts(readings, options)) return *std::move(refusal);
  Harvest& harvest = std::get<Harvest>(gathered);

  auto after = fetch_district(context, stop);
  if (auto* refusal = std::get_if<PartialFetch>(&after)) return std::move(*refusal);
  Harvest& status = std::get<Harvest>(after);
  if (auto refusal = check_untorn(first, status.districts.front(), options)) return *std::move(refusal);
  harvest.districts = std::move(status.districts);

  std::vector<Note> notes = std::move(status.notes);
  auto assembled = assemble_roster(std::move(harvest), texts, options, last, notes);
  if (auto* refusal = std::get_if<PartialFetch>(&assembled)) return std::move(*refusal);
  return FetchedRoster{.roster = std::get<Roster>(std::move(assembled)), .findings = findings_of(std::move(notes))};
}

// In slices, so that an interruption does not have to wait for the end of the wait.
void wait_for_clever(Clock& clock, std::chrono::milliseconds wait, const std::stop_token& stop) {
  constexpr std::chrono::milliseconds slice{500};
  while (wait.count() > 0 && !stop.stop_requested()) {
    clock.sleep(std::min(wait, slice));
    wait -= slice;
  }
}

}  // namespace

FetchResult fetch_roster(Transport& transport, Clock& clock, const CleverOptions& options,
                         const std::optional<SnapshotCounts>& last,
                         const std::function<void(const FetchProgress&)>& observe, const std::stop_token& stop) {
  CleverSession session(transport, options, stop);
  for (int begun = 1;; ++begun) {
    FetchResult result = read_once(session, options, last, observe, stop);
    if (auto* fetched = std::get_if<FetchedRoster>(&result)) {
      fetched->requests = session.requests();
      return result;
    }
    if (stop.stop_requested()) throw_interrupted();
    PartialFetch& refusal = std::get<PartialFetch>(result);
    if (refusal.code == token_refused) throw Error(ErrorKind::remote, describe(refusal));
    const bool torn = refusal.code == "torn" || refusal.code == "running";
    if (!torn) return result;
    if (begun > options.torn_reads) {
      refusal.reason += fmt::format(", at the last of {} reads", begun);
      return result;
    }
    if (observe) observe({.collection = {}, .page = 0, .records = 0, .waiting_for = refusal.reason});
    wait_for_clever(clock, options.torn_wait, stop);
    if (stop.stop_requested()) throw_interrupted();
  }
}

}  // namespace clever_sync
