#pragma once
// The ids of Clever's records, each its own type. Teachers and students are users: one UserId.

#include "base/id.hpp"

namespace clever_sync {

using DistrictId = Id<struct DistrictTag>;
using SchoolId = Id<struct SchoolTag>;
using TermId = Id<struct TermTag>;
using CourseId = Id<struct CourseTag>;
using SectionId = Id<struct SectionTag>;
using UserId = Id<struct UserTag>;
/// An id whose kind is said elsewhere: a change's `clever_id` beside its `kind`.
using CleverId = Id<struct AnyTag>;

}  // namespace clever_sync
