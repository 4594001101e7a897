#pragma once
// Plans for the tests of the renderers: a small one that was checked by hand, one in which every free text is hostile,
// and ones of any size.

#include <string>
#include <vector>

#include "review/render.hpp"

namespace clever_sync::test {

CleverId class_id(int number);
UserId student_id(int number);
UserId teacher_id(int number);
std::string school_id(int number);

/// A change with an id and a reason; the rest is the test's.
Change change_of(Part part, Action action, Kind kind, CleverId id, ReasonCode code);

/// Sets digests and counts as make_plan would.
void seal(Plan& plan);

/// One of everything, in two schools and none; the removals are held.
Plan small_plan();
NameBook small_names();

/// Markup, links, formulas, escapes, mentions, controls, bytes that are no text, and far too much of it.
std::vector<std::string> hostile_texts();
/// `text` wherever a district, a rule file or a hand-edited plan could put some.
Plan hostile_plan(const std::string& text);
NameBook hostile_names(const std::string& text);

/// So many classes to create and archive, in equal parts, spread over the schools.
Plan big_plan(int changes, int schools);

}  // namespace clever_sync::test
