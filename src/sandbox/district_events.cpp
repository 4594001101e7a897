// Events of the whole district: what it shares, and in which state its sync is.
#include <fmt/core.h>

#include "sandbox/event_picks.hpp"

namespace clever_sync {
namespace {

enum class Turn { on, off };

// Sharing is edited in Clever itself: no sync follows, so last_sync stays. Source: dev.clever.com, "Data changes".
EventDone share(World& world, const Json& event, Turn sharing) {
  const auto id = CleverId::parse(event.text("id"));
  if (!id) throw CannotHappen("id must be the Clever id of a school, section, student, teacher, term or course");
  if (sharing == Turn::on) {
    world.unshared.erase(*id);
  } else {
    world.unshared.insert(*id);
  }
  ++world.revision;
  return {.touched = {touched("record", *id)}};
}

EventDone empty(World& world, const Json& event, Turn emptiness) {
  const std::string collection(event.text("collection"));
  if (collection.empty())
    throw CannotHappen("collection must be schools, terms, courses, sections, students or teachers");
  if (emptiness == Turn::on) {
    world.emptied.insert(collection);
  } else {
    world.emptied.erase(collection);
  }
  ++world.revision;
  return {};
}

EventDone district_edited(World& world, const Json& event) {
  District& district = world.roster.district;
  const auto state = parse_district_state(event.text("state"));
  if (!state) throw CannotHappen("state must be success, running, pending, error or paused");
  const auto date_of = [&](std::string_view key, std::optional<Date> otherwise) {
    if (event.find(key) == nullptr) return otherwise;
    const auto date = parse_date(event.text(key));
    if (!date && !event.text(key).empty()) throw CannotHappen(fmt::format("{} must be YYYY-MM-DD", key));
    return date;
  };
  const auto launch = date_of("launch_date", district.launch_date);
  const auto pause_start = date_of("pause_start", district.pause_start);
  const auto pause_end = date_of("pause_end", district.pause_end);
  if (event.find("state") != nullptr) district.state = *state;
  district.launch_date = launch;
  district.pause_start = pause_start;
  district.pause_end = pause_end;
  district.name = text_of(world, event, "name", district.name);
  touch(world, district.id.as<AnyTag>());
  return {.touched = {touched("district", district.id)}};
}

}  // namespace

std::optional<EventDone> play_district_event(World& world, std::string_view name, const Json& event) {
  if (name == "share") return share(world, event, Turn::on);
  if (name == "unshare") return share(world, event, Turn::off);
  if (name == "empty") return empty(world, event, Turn::on);
  if (name == "fill") return empty(world, event, Turn::off);
  if (name == "district-edited") return district_edited(world, event);
  if (name == "sync") {
    sync_again(world);
    return EventDone{};
  }
  return std::nullopt;
}

}  // namespace clever_sync
