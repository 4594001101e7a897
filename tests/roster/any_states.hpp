#pragma once
// States made at random, for the laws of their files: fields from a few texts, awkward ones among them, so that records
// differ in a few places.

#include <fmt/core.h>
#include <rapidcheck.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "roster/state_codec.hpp"

namespace clever_sync::test {

using Files = std::map<std::string, std::string, std::less<>>;

inline FileSink into(Files& files) {
  return [&files](std::string_view path, std::string_view bytes) {
    REQUIRE(files.emplace(std::string(path), std::string(bytes)).second);
  };
}

template <class Reader>
auto read_all(const Files& files) {
  Reader reader;
  for (auto file = files.rbegin(); file != files.rend(); ++file) reader.add_file(file->first, file->second);
  return reader.finish();
}

template <class IdType>
IdType id(std::uint64_t number) {
  return *IdType::parse(fmt::format("58da8a43cc70ab00{:08x}", number));
}

inline constexpr std::string_view lincoln = "58da8a43cc70ab00000000a1";
inline constexpr std::string_view roosevelt = "58da8a43cc70ab00000000b2";

inline std::string_view any_text() {
  return *rc::gen::element<std::string_view>("", "a", "Ann \"A\" Lee", "line\nbreak", "é 数学", "back\\slash", "\x01");
}
inline std::string_view any_school() {
  return *rc::gen::element<std::string_view>("", lincoln, roosevelt, "free text");
}

template <class IdType>
std::vector<IdType> any_ids() {
  const auto numbers = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange(0U, 500U));
  std::vector<IdType> ids;
  for (const std::uint32_t number : std::set<std::uint32_t>(numbers.begin(), numbers.end())) {
    ids.push_back(id<IdType>(number));
  }
  return ids;
}

inline ManagedState any_managed() {
  ManagedState state;
  for (const UserId teacher : any_ids<UserId>()) {
    state.teachers.push_back({.id = teacher,
                              .sphero_id = any_text(),
                              .archived = *rc::gen::arbitrary<bool>(),
                              .email = any_text(),
                              .first_name = any_text(),
                              .last_name = any_text(),
                              .school = any_school()});
  }
  for (const UserId student : any_ids<UserId>()) {
    state.students.push_back({.id = student,
                              .sphero_id = any_text(),
                              .archived = *rc::gen::arbitrary<bool>(),
                              .email = any_text(),
                              .first_name = any_text(),
                              .grade = any_text(),
                              .last_initial = any_text(),
                              .school = any_school()});
  }
  for (const SectionId section : any_ids<SectionId>()) {
    state.classes.push_back({.id = section,
                             .sphero_id = any_text(),
                             .archived = *rc::gen::arbitrary<bool>(),
                             .grade = any_text(),
                             .name = any_text(),
                             .school = any_school(),
                             .subject = any_text(),
                             .term = any_text(),
                             .teachers = any_ids<UserId>(),
                             .students = any_ids<UserId>()});
  }
  return state;
}

inline LiveState any_live() {
  LiveState live;
  live.managed = any_managed();
  for (const std::string_view sphero_id : {"t-1", "t-2", "t-3"}) {
    if (*rc::gen::arbitrary<bool>()) {
      live.unmanaged.push_back(
          {.sphero_id = sphero_id, .email = any_text(), .last_name = any_text(), .archived = true});
    }
  }
  for (const SectionId section : any_ids<SectionId>())
    live.manual.push_back({.id = section, .students = {"s-9", "s-1"}});
  return live;
}

inline AppliedState any_applied() {
  AppliedState applied;
  applied.managed = any_managed();
  if (*rc::gen::arbitrary<bool>()) {
    applied.baseline = SnapshotCounts{.district = {.sections = 3, .students = 2, .teachers = 1}, .schools = {}};
    for (const SchoolId school : any_ids<SchoolId>()) applied.baseline->schools.emplace_back(school, Counts{});
  }
  for (const CleverId change : any_ids<CleverId>()) {
    applied.refused.push_back({.kind = Kind::student,
                               .id = change,
                               .action = "create",
                               .code = "email-taken",
                               .nights = *rc::gen::inRange(1, 9),
                               .next_try = *parse_date("2026-11-25"),
                               .digest = "d1"});
  }
  return applied;
}

}  // namespace clever_sync::test
