// The words of the enums, as files, plans and messages spell them.
#include <array>

#include "base/error.hpp"
#include "roster/roster.hpp"
#include "roster/states.hpp"

namespace clever_sync {

namespace {

template <class Enum, std::size_t size>
std::optional<Enum> find_name(std::string_view text, const std::array<Enum, size>& values) {
  for (const Enum value : values) {
    if (name_of(value) == text) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(DistrictState state) {
  switch (state) {
    using enum DistrictState;
    case success:
      return "success";
    case running:
      return "running";
    case pending:
      return "pending";
    case error:
      return "error";
    case paused:
      return "paused";
  }
  unreachable("DistrictState");
}

std::optional<DistrictState> parse_district_state(std::string_view text) {
  using enum DistrictState;
  if (text.empty()) return success;
  return find_name(text, std::array{success, running, pending, error, paused});
}

bool is_stale(DistrictState state) {
  using enum DistrictState;
  return state == pending || state == error || state == paused;
}

std::string_view name_of(Kind kind) {
  switch (kind) {
    using enum Kind;
    case teacher:
      return "teacher";
    case student:
      return "student";
    case class_:
      return "class";
  }
  unreachable("Kind");
}

std::optional<Kind> parse_kind(std::string_view text) {
  return find_name(text, std::array{Kind::teacher, Kind::student, Kind::class_});
}

std::string_view name_of(ReasonCode code) {
  switch (code) {
    using enum ReasonCode;
    case listed:
      return "listed";
    case returned:
      return "returned";
    case source_changed:
      return "source-changed";
    case member_joined:
      return "member-joined";
    case member_left:
      return "member-left";
    case detached:
      return "detached";
    case rekeyed:
      return "rekeyed";
    case reused:
      return "reused";
    case drift:
      return "drift";
    case adopted:
      return "adopted";
    case term_ended:
      return "term-ended";
    case school_year_ended:
      return "school-year-ended";
    case left_clever:
      return "left-clever";
    case filtered_out:
      return "filtered-out";
    case orphan:
      return "orphan";
  }
  unreachable("ReasonCode");
}

std::optional<ReasonCode> parse_reason_code(std::string_view text) {
  using enum ReasonCode;
  return find_name(
      text, std::array{listed, returned, source_changed, member_joined, member_left, detached, rekeyed, reused, drift,
                       adopted, term_ended, school_year_ended, left_clever, filtered_out, orphan});
}

}  // namespace clever_sync
