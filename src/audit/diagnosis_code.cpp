#include "audit/diagnosis_code.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"

namespace clever_sync {

namespace {

struct Named {
  DiagnosisCode code;
  std::string_view name;
};

using enum DiagnosisCode;
// In the order of the enumeration, so that a code's number is its place here.
constexpr auto names = std::to_array<Named>({
    {not_approved_here, "not-approved-here"},
    {not_connected_in_clever, "not-connected-in-clever"},
    {request_not_approved, "request-not-approved"},
    {launch_date, "launch-date"},
    {district_paused, "district-paused"},
    {district_pending, "district-pending"},
    {district_error, "district-error"},
    {not_shared, "not-shared"},
    {shared_now, "shared-now"},
    {not_shared_now, "not-shared-now"},
    {filtered, "filtered"},
    {finding, "finding"},
    {held, "held"},
    {waits_for_approval, "waits-for-approval"},
    {planned, "planned"},
    {refused_by_sphero, "refused-by-sphero"},
    {archived_by_hand, "archived-by-hand"},
    {nothing_shared, "nothing-shared"},
    {no_sections, "no-sections"},
    {no_students, "no-students"},
    {no_teachers, "no-teachers"},
    {school_not_shared, "school-not-shared"},
    {frozen_sections, "frozen-sections"},
    {members_not_shared, "members-not-shared"},
    {section_without_teacher, "section-without-teacher"},
    {no_account, "no-account"},
    {account_archived, "account-archived"},
    {class_archived, "class-archived"},
    {no_class, "no-class"},
    {new_clever_id, "new-clever-id"},
    {two_accounts, "two-accounts"},
    {role_not_supported, "role-not-supported"},
    {can_sign_in, "can-sign-in"},
    {term_ended, "term-ended"},
    {school_year_ended, "school-year-ended"},
    {left_clever, "left-clever"},
    {filtered_out, "filtered-out"},
    {orphan, "orphan"},
    {term_just_ended, "term-just-ended"},
    {leaving, "leaving"},
    {kept, "kept"},
    {no_term, "no-term"},
    {no_old_class, "no-old-class"},
    {source_refused, "source-refused"},
    {failed, "failed"},
    {applied_in_part, "applied-in-part"},
    {additions_wait, "additions-wait"},
    {removals_wait, "removals-wait"},
    {identity_wait, "identity-wait"},
    {no_run, "no-run"},
    {all_well, "all-well"},
});

constexpr auto codes = [] {
  std::array<DiagnosisCode, names.size()> all{};
  std::ranges::transform(names, all.begin(), &Named::code);
  return all;
}();

static_assert(std::ranges::is_sorted(codes) && codes.front() == DiagnosisCode{} && codes.back() == all_well &&
              static_cast<std::size_t>(all_well) + 1 == codes.size());

}  // namespace

std::string_view name_of(DiagnosisCode code) {
  return names.at(static_cast<std::size_t>(code)).name;
}

std::span<const DiagnosisCode> all_diagnosis_codes() {
  return codes;
}

DiagnosisCode diagnosis_code_of(ReasonCode code) {
  switch (code) {
    case ReasonCode::term_ended:
      return term_ended;
    case ReasonCode::school_year_ended:
      return school_year_ended;
    case ReasonCode::left_clever:
      return left_clever;
    case ReasonCode::filtered_out:
      return filtered_out;
    case ReasonCode::orphan:
      return orphan;
    case ReasonCode::listed:
    case ReasonCode::returned:
    case ReasonCode::source_changed:
    case ReasonCode::member_joined:
    case ReasonCode::member_left:
    case ReasonCode::detached:
    case ReasonCode::rekeyed:
    case ReasonCode::reused:
    case ReasonCode::drift:
    case ReasonCode::adopted:
      break;
  }
  unreachable("a reason that archives nothing");
}

DiagnosisCode diagnosis_code_of(DistrictState state) {
  switch (state) {
    case DistrictState::paused:
      return district_paused;
    case DistrictState::pending:
      return district_pending;
    case DistrictState::error:
      return district_error;
    case DistrictState::success:
    case DistrictState::running:
      break;
  }
  unreachable("a state with current data");
}

}  // namespace clever_sync
