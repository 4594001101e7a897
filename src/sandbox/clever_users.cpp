// Students and teachers of clever_records.hpp: one kind of record at Clever, with a role each.
#include <fmt/core.h>

#include <array>

#include "sandbox/clever_records.hpp"
#include "sandbox/invented.hpp"
#include "sandbox/record_envelope.hpp"

namespace clever_sync {
namespace {

std::vector<SchoolId> shared_schools(const World& world, const std::vector<SchoolId>& schools) {
  std::vector<SchoolId> shared;
  for (const SchoolId& id : schools) {
    if (!world.unshared.contains(id.as<AnyTag>())) shared.push_back(id);
  }
  return shared;
}

// The primary school, or another when that one is not shared.
std::optional<SchoolId> shared_primary(const World& world, const std::optional<SchoolId>& primary,
                                       const std::vector<SchoolId>& shared) {
  if (primary && !world.unshared.contains(primary->as<AnyTag>())) return primary;
  if (shared.empty()) return std::nullopt;
  return shared.front();
}

// Everything about a child that Clever may hold and that must never reach a workspace.
void add_private_fields(const Student& student, std::uint64_t number, const std::string& id, JsonFields& fields) {
  static constexpr auto languages =
      std::to_array<std::pair<std::string_view, std::string_view>>({{"Zulu", "zul"}, {"Spanish", "spa"}});
  static constexpr auto lunch = std::to_array<std::string_view>({"Free", "Reduced", "Paid"});
  const auto yes_no = [number](int bit) { return (number >> bit & 1) != 0 ? "Y" : "N"; };
  fields.text("dob", fmt::format("{}/{}/1901", 1 + number % 12, 1 + number % 28));
  fields.text("gender", number % 3 == 0 ? "X" : number % 3 == 1 ? "F" : "M");
  fields.text("race", "Unknown");
  fields.text("hispanic_ethnicity", yes_no(3));
  fields.text("ell_status", yes_no(4));
  fields.text("frl_status", lunch.at(number % lunch.size()));
  fields.text("iep_status", yes_no(5));
  fields.text("section_504_status", yes_no(6));
  fields.text("gifted_status", yes_no(7));
  fields.object("disability", [&](JsonFields& of) {
    of.text("disability_status", yes_no(8));
    of.text("disability_type", "Other");
    of.text("disability_code", "other");
  });
  const auto& [language, code] = languages.at(number % languages.size());
  fields.text("home_language", language);
  fields.text("home_language_code", code);
  fields.object("location", [&](JsonFields& of) {
    of.text("address", fmt::format("{} Invented Street", 1 + number % 999));
    of.text("city", "Inventedville");
    of.text("state", "AZ");
    of.text("zip", "00000");
    of.text("lat", "0.0");
    of.text("lon", "0.0");
  });
  fields.object("credentials", [&](JsonFields& of) { of.text("district_username", "invented-user-" + id.substr(18)); });
  fields.object("preferred_name", [&](JsonFields& of) {
    of.text("first", student.first_name);
    of.text("last", "Inventedpreferred");
    of.text("middle", "");
  });
  fields.text("state_id", "INV-STATE-" + id.substr(18));
  fields.text("student_number", "INV-" + id.substr(18));
}

void add_student_role(const World& world, const Student& student, JsonFields& role) {
  const std::string id = student.id.text();
  const std::vector<SchoolId> schools = shared_schools(world, student.schools);
  if (const auto primary = shared_primary(world, student.school, schools)) role.id("school", *primary);
  role.ids("schools", schools);
  std::string enrollments = "[";
  for (const SchoolId& school : schools) {
    if (enrollments.size() > 1) enrollments.push_back(',');
    JsonFields enrollment(enrollments);
    enrollment.id("school", school);
    enrollment.text("start_date", "2026-08-03");
    enrollment.text("end_date", "2027-05-27");
    enrollment.close();
  }
  enrollments.push_back(']');
  role.raw("enrollments", enrollments);
  role.text("sis_id", student.sis_id);
  role.text("grade", student.grade);
  role.text("graduation_year", "");
  role.text("legacy_id", "1e" + id.substr(2));
  add_private_fields(student, number_of(student.id), id, role);
  add_times(world, student.id.as<AnyTag>(), role);
  role.raw("ext", R"({"invented_extra":"Invented-extension"})");
}

void add_teacher_role(const World& world, const Teacher& teacher, JsonFields& role) {
  const std::string id = teacher.id.text();
  const std::vector<SchoolId> schools = shared_schools(world, teacher.schools);
  if (const auto primary = shared_primary(world, teacher.school, schools)) role.id("school", *primary);
  role.ids("schools", schools);
  role.text("sis_id", teacher.sis_id);
  role.optional_text("teacher_number", teacher.teacher_number);
  role.optional_text("title", teacher.title);
  role.text("state_id", "INV-STATE-" + id.substr(18));
  role.object("credentials", [&](JsonFields& of) { of.text("district_username", "invented-user-" + id.substr(18)); });
  role.text("legacy_id", "1e" + id.substr(2));
  role.id("district", world.roster.district.id);
  add_times(world, teacher.id.as<AnyTag>(), role);
  role.raw("ext", "{}");
}

void add_staff_role(const World& world, const Teacher& teacher, JsonFields& role) {
  role.text("staff_id", "INV-STAFF-" + teacher.id.text().substr(18));
  role.ids("schools", shared_schools(world, teacher.schools));
  role.text("title", "Coach");
  role.text("department", "Invented department");
  role.raw("roles", R"(["PortalOnly"])");
  role.text("legacy_id", "2e" + teacher.id.text().substr(2));
  role.raw("ext", "{}");
}

}  // namespace

bool is_staff_too(const Teacher& teacher) {
  return number_of(teacher.id) % 6 == 0;
}

void append_record(const World& world, const Student& student, std::string& out) {
  append_enveloped(student.id, "users", out, [&](JsonFields& fields) {
    fields.id("district", world.roster.district.id);
    fields.object("name", [&](JsonFields& name) {
      name.text("first", student.first_name);
      name.text("middle", "Inventedmiddle");
      name.text("last", student.last_initial.empty() ? std::string{} : last_name_for(student.last_initial, student.id));
    });
    fields.text("email", student.email.empty()
                             ? fmt::format("student.{}@invented.example", student.id.text().substr(18))
                             : std::string(student.email));
    add_times(world, student.id.as<AnyTag>(), fields);
    fields.object("roles", [&](JsonFields& roles) {
      roles.object("student", [&](JsonFields& role) { add_student_role(world, student, role); });
    });
    fields.raw("lms_status", "{}");
  });
}

void append_record(const World& world, const Teacher& teacher, std::string& out) {
  append_enveloped(teacher.id, "users", out, [&](JsonFields& fields) {
    fields.id("district", world.roster.district.id);
    fields.object("name", [&](JsonFields& name) {
      name.text("first", teacher.first_name);
      name.text("last", teacher.last_name);
    });
    fields.optional_text("email", teacher.email);
    add_times(world, teacher.id.as<AnyTag>(), fields);
    fields.object("roles", [&](JsonFields& roles) {
      roles.object("teacher", [&](JsonFields& role) { add_teacher_role(world, teacher, role); });
      if (is_staff_too(teacher)) roles.object("staff", [&](JsonFields& role) { add_staff_role(world, teacher, role); });
    });
    fields.raw("lms_status", "{}");
  });
}

}  // namespace clever_sync
