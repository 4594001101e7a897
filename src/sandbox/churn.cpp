// An ordinary night at any size. One pass over the sections finds everybody's classes first: looking each student up
// would be quadratic in a district of a million.
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "sandbox/event_picks.hpp"
#include "sandbox/invented.hpp"
#include "sandbox/random.hpp"

namespace clever_sync {
namespace {

class Churn {
 public:
  /// In the first of every hundred schools, `schools_percent` of them.
  Churn(World& world, std::uint64_t seed, std::int64_t schools_percent) : world_(world), random_(seed) {
    const auto& schools = world.roster.schools;
    for (std::size_t at = 0; at < schools.size(); ++at) {
      if (static_cast<std::int64_t>(at % 100) < schools_percent) schools_.insert(schools[at].id);
    }
    const auto& sections = world.roster.sections;
    for (std::size_t at = 0; at < sections.size(); ++at) {
      if (schools_.contains(sections[at].school)) sections_.push_back(at);
      classes_at_[{sections[at].school, sections[at].period}].push_back(at);
      for (const UserId& id : sections[at].students) classes_of_[id].push_back(at);
    }
  }

  EventDone play(std::int64_t students, std::int64_t renamed) {
    std::vector<UserId> chosen;
    for (const Student& student : world_.roster.students) {
      if (student.school && schools_.contains(*student.school)) chosen.push_back(student.id);
    }
    random_.shuffle(chosen);
    chosen.resize(std::min(chosen.size(), static_cast<std::size_t>(students)));
    for (std::size_t at = 0; at < chosen.size(); ++at) {
      if (at % 10 < 6) moves(chosen[at]);
      if (at % 10 == 6 || at % 10 == 7) leaves(chosen[at]);
      if (at % 10 >= 8) joins(chosen[at]);
    }
    auto& roster = world_.roster;
    std::erase_if(roster.students, [this](const Student& student) { return gone_.contains(student.id); });
    roster.students.insert(roster.students.end(), new_.begin(), new_.end());
    std::ranges::sort(roster.students, {}, &Student::id);
    for (std::int64_t number = 0; number < renamed && !sections_.empty(); ++number) rename();
    return {.touched = {fmt::format("students {}", chosen.size()), fmt::format("sections {}", renamed)}};
  }

 private:
  // Out of one class, into another of the same school and period.
  void moves(const UserId& id) {
    const auto known = classes_of_.find(id);
    if (known == classes_of_.end()) return;
    Section& from = world_.roster.sections[known->second[random_.below(known->second.size())]];
    const auto& others = classes_at_[{from.school, from.period}];
    Section& to = world_.roster.sections[others[random_.below(others.size())]];
    remove_student_from(from, id);
    add_student_to(to, id);
    touch(world_, from.id.as<AnyTag>());
    touch(world_, to.id.as<AnyTag>());
  }

  void leaves(const UserId& id) {
    gone_.insert(id);
    const auto known = classes_of_.find(id);
    if (known == classes_of_.end()) return;
    for (const std::size_t at : known->second) {
      remove_student_from(world_.roster.sections[at], id);
      touch(world_, world_.roster.sections[at].id.as<AnyTag>());
    }
  }

  // Somebody new with the classes of the student who was chosen.
  void joins(const UserId& like) {
    Student student = *find_by_id(world_.roster.students, like);
    student.id = new_id(world_).as<UserTag>();
    student.first_name = invented_given_name(random_.next());
    student.last_initial = invented_surname(random_.next()).substr(0, 1);
    student.sis_id = world_.roster.texts->keep(fmt::format("N{:07}", world_.ids_made));
    new_.push_back(student);
    for (const std::size_t at : classes_of_[like]) {
      add_student_to(world_.roster.sections[at], student.id);
      touch(world_, world_.roster.sections[at].id.as<AnyTag>());
    }
  }

  void rename() {
    Section& section = world_.roster.sections[sections_[random_.below(sections_.size())]];
    section.name = world_.roster.texts->keep(fmt::format("{} *", section.name));
    touch(world_, section.id.as<AnyTag>());
  }

  World& world_;
  SplitMix64 random_;
  std::set<SchoolId> schools_;         // those in which something happens
  std::vector<std::size_t> sections_;  // theirs
  std::unordered_map<UserId, std::vector<std::size_t>> classes_of_;
  std::map<std::pair<SchoolId, std::string_view>, std::vector<std::size_t>> classes_at_;
  std::set<UserId> gone_;
  std::vector<Student> new_;
};

}  // namespace

EventOutcome play_churn(World& world, const Json& event) {
  const std::int64_t percent = integer_of(event, "percent", 1);
  const std::int64_t schools_percent = integer_of(event, "schools_percent", 100);
  const std::int64_t seed = integer_of(event, "seed", 1);
  const auto is_percent = [](std::int64_t number) { return number >= 0 && number <= 100; };
  if (!is_percent(percent)) return EventRefused{.why = "percent must be from 0 to 100"};
  if (!is_percent(schools_percent)) return EventRefused{.why = "schools_percent must be from 0 to 100"};
  const auto share = [percent](std::size_t count) { return static_cast<std::int64_t>(count) * percent / 100; };
  const std::int64_t students = share(world.roster.students.size());
  const std::int64_t renamed = share(world.roster.sections.size());
  EventDone done = Churn(world, static_cast<std::uint64_t>(seed), schools_percent).play(students, renamed);
  sync_again(world);
  return done;
}

}  // namespace clever_sync
