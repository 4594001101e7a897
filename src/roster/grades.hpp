#pragma once
// Clever's grades: texts in an order of their own, not numbers. Ungraded, Other and "" have no place in the order.
// Source: Clever's v3.1 description of the API, `grade` of Student, Section and School.

#include <optional>
#include <string_view>

namespace clever_sync {

/// Whether Clever documents this grade; "" is none.
bool is_known_grade(std::string_view grade);

/// Its place in Clever's order, InfantToddler first and PostGraduate last; nothing for Ungraded, Other and unknown
/// ones.
std::optional<int> grade_rank(std::string_view grade);

}  // namespace clever_sync
