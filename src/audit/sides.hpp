#pragma once
// Sides: one object as Clever has it, as the rules want it, as we last wrote it and as Sphero Edu shows it, side by
// side, for `show KIND ID`. Names and addresses of students only when asked for. Pure.

#include <string>

#include "audit/page.hpp"
#include "base/json.hpp"
#include "plan/plan.hpp"
#include "roster/states.hpp"

namespace clever_sync {

enum class StudentValues { hide, show };

struct Sides {
  Kind kind = Kind::class_;
  CleverId id;
  Date as_of{};
  std::string source_path;                     // "" when it was never shared
  std::string source, desired, applied, live;  // canonical lines, "" where there is none
  std::string wanted;                          // `open (listed, rules/filters.yaml:10 include)`, "" when nothing is
};

std::string render_sides(const Sides& sides, StudentValues students);
Page sides_page(const Sides& sides, StudentValues students);
/// `clever-sync/object@1`
Json sides_json(const Sides& sides, StudentValues students);

}  // namespace clever_sync
