#include "roster/grades.hpp"

#include <algorithm>
#include <array>

namespace clever_sync {

namespace {

constexpr std::array<std::string_view, 19> ranked{"InfantToddler",
                                                  "Preschool",
                                                  "PreKindergarten",
                                                  "TransitionalKindergarten",
                                                  "Kindergarten",
                                                  "1",
                                                  "2",
                                                  "3",
                                                  "4",
                                                  "5",
                                                  "6",
                                                  "7",
                                                  "8",
                                                  "9",
                                                  "10",
                                                  "11",
                                                  "12",
                                                  "13",
                                                  "PostGraduate"};

}  // namespace

bool is_known_grade(std::string_view grade) {
  return grade == "Ungraded" || grade == "Other" || grade_rank(grade).has_value();
}

std::optional<int> grade_rank(std::string_view grade) {
  const auto place = std::find(ranked.begin(), ranked.end(), grade);
  if (place == ranked.end()) return std::nullopt;
  return static_cast<int>(place - ranked.begin());
}

}  // namespace clever_sync
