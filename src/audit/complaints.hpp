#pragma once
// The four complaints, one function each. Private to this folder.

#include "audit/diagnosis.hpp"

namespace clever_sync {

std::vector<Diagnosed> answer_no_data(const DiagnosisFacts& facts);
std::vector<Diagnosed> answer_sign_in(const DiagnosisFacts& facts);
std::vector<Diagnosed> answer_old_classes(const DiagnosisFacts& facts);
std::vector<Diagnosed> answer_sync(const DiagnosisFacts& facts);

// What several complaints have in common.

/// `the night of 2026-11-25`
std::string next_night(const DiagnosisFacts& facts);
/// Connection, launch date, the district's state, and a failed last run: what stops everybody.
std::vector<Diagnosed> stops_of_district(const DiagnosisFacts& facts);
/// What stands in the way of WHO: the stages of `why`, each with its owner.
std::vector<Diagnosed> stops_of_who(const DiagnosisFacts& facts);

}  // namespace clever_sync
