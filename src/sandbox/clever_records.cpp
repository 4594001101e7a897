#include "sandbox/clever_records.hpp"

#include "base/error.hpp"
#include "sandbox/invented.hpp"
#include "sandbox/record_envelope.hpp"

namespace clever_sync {
namespace {

std::string date_text(const std::optional<Date>& date) {
  return date ? format_date(*date) : std::string{};
}

}  // namespace

std::string clever_time(UtcTime time) {
  std::string text = format_utc_time(time);
  text.insert(text.size() - 1, ".000");
  return text;
}

void add_times(const World& world, const CleverId& id, JsonFields& fields) {
  // The first eight digits of a Clever id are the moment of its creation.
  const auto created = UtcTime(std::chrono::seconds(std::stoll(id.text().substr(0, 8), nullptr, 16)));
  const auto changed = world.modified.find(id);
  fields.text("created", clever_time(created));
  fields.text("last_modified", clever_time(changed == world.modified.end() ? created : changed->second));
}

void append_record(const World& world, const District& district, std::string& out) {
  append_enveloped(district.id, "districts", out, [&](JsonFields& fields) {
    fields.text("name", district.name);
    fields.text("sis_type", "sftp");
    fields.optional_text("launch_date", date_text(district.launch_date));
    fields.text("portal_url", "https://clever.example/in/invented");
    fields.raw("login_methods", R"(["Clever Badges","Clever Passwords"])");
    fields.text("last_sync", clever_time(world.last_sync));
    fields.text("state", name_of(district.state));
    fields.text("error", district.state == DistrictState::error ? "Invented error" : "");
    fields.optional_text("pause_start", date_text(district.pause_start));
    fields.optional_text("pause_end", date_text(district.pause_end));
    fields.text("mdr_number", "");
    fields.text("nces_id", "0000000");
    fields.object("district_contact", [&](JsonFields& of) {
      of.id("district", district.id);
      of.text("email", "owner@invented.example");
      of.text("id", "58da8a43cc70ab00017a1a8f");
      of.object("name", [](JsonFields& name) {
        name.text("first", "Invented");
        name.text("last", "Owner");
      });
      of.text("title", "Technology director");
    });
    fields.text("lms_state", "");
    fields.text("lms_type", "");
  });
}

void append_record(const World& world, const School& school, std::string& out) {
  append_enveloped(school.id, "schools", out, [&](JsonFields& fields) {
    fields.id("district", world.roster.district.id);
    fields.text("name", school.name);
    fields.text("sis_id", school.sis_id);
    fields.text("school_number", school.school_number);
    fields.text("low_grade", school.low_grade);
    fields.text("high_grade", school.high_grade);
    fields.optional_text("nces_id", school.nces_id);
    fields.optional_text("state_id", school.state_id);
    fields.text("mdr_number", "");
    fields.text("phone", "555-0100-invented");
    fields.object("principal", [](JsonFields& of) {
      of.text("name", "Invented Principal");
      of.text("email", "principal@invented.example");
    });
    fields.object("location", [](JsonFields& of) {
      of.text("address", "1 Invented Avenue");
      of.text("city", "Inventedville");
      of.text("state", "AZ");
      of.text("zip", "85201");
    });
    add_times(world, school.id.as<AnyTag>(), fields);
    fields.raw("ext", "{}");
  });
}

void append_record(const World& world, const Term& term, std::string& out) {
  append_enveloped(term.id, "terms", out, [&](JsonFields& fields) {
    fields.id("district", world.roster.district.id);
    fields.optional_text("name", term.name);
    // The swagger file calls these dates "datetime", the documentation plain dates; districts differ, so terms do here.
    const bool as_moment = number_of(term.id.as<UserTag>()) % 2 == 0;
    const std::string_view suffix = as_moment ? "T00:00:00.000Z" : "";
    if (term.start_date) fields.text("start_date", format_date(*term.start_date).append(suffix));
    if (term.end_date) fields.text("end_date", format_date(*term.end_date).append(suffix));
  });
}

void append_record(const World& world, const Course& course, std::string& out) {
  append_enveloped(course.id, "courses", out, [&](JsonFields& fields) {
    fields.id("district", world.roster.district.id);
    fields.optional_text("name", course.name);
    fields.optional_text("number", course.number);
  });
}

void append_record(const World& world, const Section& section, std::string& out) {
  append_enveloped(section.id, "sections", out, [&](JsonFields& fields) {
    fields.id("district", world.roster.district.id);
    fields.id("school", section.school);
    if (section.course) fields.id("course", *section.course);
    if (section.term) fields.id("term_id", *section.term);
    fields.text("name", section.name);
    fields.text("sis_id", section.sis_id);
    fields.text("section_number", section.section_number);
    fields.text("period", section.period);
    fields.text("subject", section.subject);
    fields.text("grade", section.grade);
    // `teacher` is optional in the swagger file though the documentation calls it guaranteed: some sections lack it.
    const bool without_teacher = number_of(section.id.as<UserTag>()) % 16 == 0;
    if (!section.teachers.empty() && !without_teacher) fields.id("teacher", section.teachers.front());
    fields.ids("teachers", section.teachers);
    fields.ids("students", section.students);
    add_times(world, section.id.as<AnyTag>(), fields);
    fields.raw("ext", "{}");
  });
}

}  // namespace clever_sync
