#pragma once
// DiagnosisCode: every cause that diagnose can name. The names are stable: docs/formats.md lists them, and scripts may
// rely on them. tests/end_to_end/answers has a golden answer for each, after real nights.

#include <span>
#include <string_view>

#include "roster/roster.hpp"
#include "roster/states.hpp"

namespace clever_sync {

enum class DiagnosisCode {
  // What stops the whole district.
  not_approved_here,
  not_connected_in_clever,
  request_not_approved,
  launch_date,
  district_paused,
  district_pending,
  district_error,
  // What stops one record.
  not_shared,
  shared_now,
  not_shared_now,
  filtered,
  finding,
  held,
  waits_for_approval,
  planned,
  refused_by_sphero,
  archived_by_hand,
  // What the district's sharing leaves out.
  nothing_shared,
  no_sections,
  no_students,
  no_teachers,
  school_not_shared,
  frozen_sections,
  members_not_shared,
  section_without_teacher,
  // Signing in.
  no_account,
  account_archived,
  class_archived,
  no_class,
  new_clever_id,
  two_accounts,
  role_not_supported,
  can_sign_in,
  // Old classes: the reason for which one is to be archived, or why it is not.
  term_ended,
  school_year_ended,
  left_clever,
  filtered_out,
  orphan,
  term_just_ended,
  leaving,
  kept,
  no_term,
  no_old_class,
  // The sync.
  source_refused,
  failed,
  applied_in_part,
  additions_wait,
  removals_wait,
  identity_wait,
  no_run,
  all_well,
};

/// `not-approved-here`
std::string_view name_of(DiagnosisCode code);
/// Every code, in the order above.
std::span<const DiagnosisCode> all_diagnosis_codes();

/// The code of a class that is to be archived for that reason, which must be one of archiving.
DiagnosisCode diagnosis_code_of(ReasonCode code);
/// The code of a state in which Clever's data is not current; it must be one.
DiagnosisCode diagnosis_code_of(DistrictState state);

}  // namespace clever_sync
