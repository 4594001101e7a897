#include "sandbox/world.hpp"

#include "base/error.hpp"
#include "sandbox/invented.hpp"

namespace clever_sync {
namespace {

// Clever reads most districts' SIS in the evening or at night. Source: support.clever.com, "Sync frequency".
constexpr std::chrono::hours morning_sync{4};
constexpr std::uint64_t sandbox_process = 0x5A0DB0E000ULL;

bool any_shared(const World& world, const std::optional<SchoolId>& primary, const std::vector<SchoolId>& schools) {
  const auto shared = [&](const SchoolId& id) { return !world.unshared.contains(id.as<AnyTag>()); };
  if (primary && shared(*primary)) return true;
  if (!primary && schools.empty()) return true;
  return std::ranges::any_of(schools, shared);
}

}  // namespace

World make_world(Roster roster, Date day) {
  World world;
  world.roster = std::move(roster);
  world.day = day;
  world.last_sync = day + morning_sync;
  return world;
}

void begin_day(World& world, Date day) {
  ensure(day >= world.day, "the school year goes only forward");
  if (day == world.day) return;
  world.day = day;
  world.last_sync = day + morning_sync;
  ++world.revision;
}

void sync_again(World& world) {
  world.last_sync += std::chrono::minutes(5);
  ++world.revision;
}

void touch(World& world, const CleverId& id) {
  world.modified[id] = world.day + morning_sync;
  ++world.revision;
}

CleverId new_id(World& world) {
  const auto seconds = static_cast<std::uint32_t>(UtcTime(world.day).time_since_epoch().count());
  return clever_id<CleverId>(seconds, sandbox_process, ++world.ids_made);
}

bool is_shared(const World& world, const School& school) {
  return !world.unshared.contains(school.id.as<AnyTag>());
}
bool is_shared(const World& world, const Term& term) {
  return !world.unshared.contains(term.id.as<AnyTag>());
}
bool is_shared(const World& world, const Course& course) {
  return !world.unshared.contains(course.id.as<AnyTag>());
}
bool is_shared(const World& world, const Section& section) {
  return !world.unshared.contains(section.id.as<AnyTag>()) && !world.unshared.contains(section.school.as<AnyTag>());
}
bool is_shared(const World& world, const Student& student) {
  return !world.unshared.contains(student.id.as<AnyTag>()) && any_shared(world, student.school, student.schools);
}
bool is_shared(const World& world, const Teacher& teacher) {
  return !world.unshared.contains(teacher.id.as<AnyTag>()) && any_shared(world, teacher.school, teacher.schools);
}

}  // namespace clever_sync
