#pragma once
// Records with every field that Clever's v3.1 description knows, each holding a marker of its own that says where it
// stood: `marker.student.roles.student.dob`. Ids and dates are real, since records without them are refused.
// Source: github.com/Clever/swagger-api, v3.1.yml.

#include <set>
#include <string>

namespace clever_sync::test {

// clang-format off
inline const std::string every_district_field = R"({"district_contact": {"district": "58da8a43cc70ab00017a1a87","email": "marker.district.district_contact.email",
"id": "marker.district.district_contact.id","name": {"first": "marker.district.district_contact.name.first",
"last": "marker.district.district_contact.name.last","middle": "marker.district.district_contact.name.middle"},
"title": "marker.district.district_contact.title"},"error": "marker.district.error",
"id": "58da8a43cc70ab00017a1a87","last_attendance_sync": "marker.district.last_attendance_sync",
"last_sync": "marker.district.last_sync","launch_date": "2026-08-01","lms_state": "marker.district.lms_state",
"lms_type": "marker.district.lms_type","login_methods": ["marker.district.login_methods"],
"mdr_number": "marker.district.mdr_number","name": "marker.district.name","nces_id": "marker.district.nces_id",
"pause_end": "2027-06-07","pause_start": "2027-06-07","portal_url": "marker.district.portal_url",
"sis_type": "marker.district.sis_type","state": "paused"})";

inline const std::string every_school_field = R"({"created": "marker.school.created","district": "58da8a43cc70ab00017a1a87","ext": {"anything": "marker.school.ext"},
"high_grade": "marker.school.high_grade","id": "58da8c01d7dc0c0000000001",
"last_modified": "marker.school.last_modified","location": {"address": "marker.school.location.address",
"city": "marker.school.location.city","lat": "marker.school.location.lat","lon": "marker.school.location.lon",
"state": "marker.school.location.state","zip": "marker.school.location.zip"},"low_grade": "marker.school.low_grade",
"mdr_number": "marker.school.mdr_number","name": "marker.school.name","nces_id": "marker.school.nces_id",
"phone": "marker.school.phone","principal": {"email": "marker.school.principal.email",
"name": "marker.school.principal.name"},"school_number": "marker.school.school_number",
"sis_id": "marker.school.sis_id","state_id": "marker.school.state_id"})";

inline const std::string every_term_field = R"({"district": "58da8a43cc70ab00017a1a87","end_date": "2026-08-10","id": "58da8c02d7dc0c0000000001",
"name": "marker.term.name","start_date": "2026-08-10"})";

inline const std::string every_course_field = R"({"district": "58da8a43cc70ab00017a1a87","id": "58da8c03d7dc0c0000000001","name": "marker.course.name",
"number": "marker.course.number"})";

inline const std::string every_section_field = R"({"course": "58da8c03d7dc0c0000000001","created": "marker.section.created","district": "58da8a43cc70ab00017a1a87",
"ext": {"anything": "marker.section.ext"},"grade": "marker.section.grade","id": "58da8c04d7dc0c0000000001",
"last_modified": "marker.section.last_modified","lms_status": {"synced_in_lms": true},"name": "marker.section.name",
"period": "marker.section.period","school": "58da8c01d7dc0c0000000001",
"section_number": "marker.section.section_number","sis_id": "marker.section.sis_id",
"students": ["58da8c06d7dc0c0000000001"],"subject": "marker.section.subject","teacher": "58da8c05d7dc0c0000000001",
"teachers": ["58da8c05d7dc0c0000000001"],"term_id": "58da8c02d7dc0c0000000001"})";

inline const std::string every_student_field = R"({"created": "marker.student.created","district": "58da8a43cc70ab00017a1a87","email": "marker.student.email",
"id": "58da8c06d7dc0c0000000001","last_modified": "marker.student.last_modified",
"lms_status": {"synced_in_lms": true},"name": {"first": "marker.student.name.first",
"last": "marker.student.name.last","middle": "marker.student.name.middle"},
"roles": {"student": {"created": "marker.student.roles.student.created",
"credentials": {"district_username": "marker.student.roles.student.credentials.district_username"},
"disability": {"disability_code": "marker.student.roles.student.disability.disability_code",
"disability_status": "marker.student.roles.student.disability.disability_status",
"disability_type": "marker.student.roles.student.disability.disability_type"},
"dob": "marker.student.roles.student.dob","ell_status": "marker.student.roles.student.ell_status",
"enrollments": [{"end_date": "marker.student.roles.student.enrollments.end_date",
"school": "58da8c01d7dc0c0000000001","start_date": "marker.student.roles.student.enrollments.start_date"}],
"ext": {"anything": "marker.student.roles.student.ext"},"frl_status": "marker.student.roles.student.frl_status",
"gender": "marker.student.roles.student.gender","gifted_status": "marker.student.roles.student.gifted_status",
"grade": "marker.student.roles.student.grade","graduation_year": "marker.student.roles.student.graduation_year",
"hispanic_ethnicity": "marker.student.roles.student.hispanic_ethnicity",
"home_language": "marker.student.roles.student.home_language",
"home_language_code": "marker.student.roles.student.home_language_code",
"iep_status": "marker.student.roles.student.iep_status",
"last_modified": "marker.student.roles.student.last_modified","legacy_id": "marker.student.roles.student.legacy_id",
"location": {"address": "marker.student.roles.student.location.address",
"city": "marker.student.roles.student.location.city","lat": "marker.student.roles.student.location.lat",
"lon": "marker.student.roles.student.location.lon","state": "marker.student.roles.student.location.state",
"zip": "marker.student.roles.student.location.zip"},
"preferred_name": {"first": "marker.student.roles.student.preferred_name.first",
"last": "marker.student.roles.student.preferred_name.last",
"middle": "marker.student.roles.student.preferred_name.middle"},"race": "marker.student.roles.student.race",
"school": "58da8c01d7dc0c0000000001","schools": ["58da8c01d7dc0c0000000001"],
"section_504_status": "marker.student.roles.student.section_504_status",
"sis_id": "marker.student.roles.student.sis_id","state_id": "marker.student.roles.student.state_id",
"student_number": "marker.student.roles.student.student_number"},
"contact": {"legacy_id": "marker.student.roles.contact.legacy_id","phone": "marker.student.roles.contact.phone",
"phone_type": "marker.student.roles.contact.phone_type","sis_id": "marker.student.roles.contact.sis_id",
"student_relationships": [{"relationship": "marker.student.roles.contact.student_relationships.relationship",
"student": "marker.student.roles.contact.student_relationships.student",
"type": "marker.student.roles.contact.student_relationships.type"}]}}})";

inline const std::string every_teacher_field = R"({"created": "marker.teacher.created","district": "58da8a43cc70ab00017a1a87","email": "marker.teacher.email",
"id": "58da8c05d7dc0c0000000001","last_modified": "marker.teacher.last_modified",
"lms_status": {"synced_in_lms": true},"name": {"first": "marker.teacher.name.first",
"last": "marker.teacher.name.last","middle": "marker.teacher.name.middle"},
"roles": {"district_admin": {"legacy_id": "marker.teacher.roles.district_admin.legacy_id",
"title": "marker.teacher.roles.district_admin.title"},
"staff": {"credentials": {"district_username": "marker.teacher.roles.staff.credentials.district_username"},
"department": "marker.teacher.roles.staff.department","ext": {"anything": "marker.teacher.roles.staff.ext"},
"legacy_id": "marker.teacher.roles.staff.legacy_id","roles": ["marker.teacher.roles.staff.roles"],
"schools": ["58da8c01d7dc0c0000000001"],"staff_id": "marker.teacher.roles.staff.staff_id",
"title": "marker.teacher.roles.staff.title"},"teacher": {"created": "marker.teacher.roles.teacher.created",
"credentials": {"district_username": "marker.teacher.roles.teacher.credentials.district_username"},
"district": "58da8a43cc70ab00017a1a87","ext": {"anything": "marker.teacher.roles.teacher.ext"},
"last_modified": "marker.teacher.roles.teacher.last_modified","legacy_id": "marker.teacher.roles.teacher.legacy_id",
"name": {"first": "marker.teacher.roles.teacher.name.first","last": "marker.teacher.roles.teacher.name.last",
"middle": "marker.teacher.roles.teacher.name.middle"},"school": "58da8c01d7dc0c0000000001",
"schools": ["58da8c01d7dc0c0000000001"],"sis_id": "marker.teacher.roles.teacher.sis_id",
"state_id": "marker.teacher.roles.teacher.state_id","teacher_number": "marker.teacher.roles.teacher.teacher_number",
"title": "marker.teacher.roles.teacher.title"}}})";

// clang-format on

inline std::set<std::string> markers_in(const std::string& text) {
  std::set<std::string> markers;
  for (std::size_t at = text.find("marker."); at != std::string::npos; at = text.find("marker.", at + 1)) {
    const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789.", at);
    markers.insert(text.substr(at, end - at));
  }
  return markers;
}

/// The markers of the allow-list: what may stand in snapshots/, and everywhere else less.
inline const std::set<std::string> storable_markers = {"marker.district.name",
                                                       "marker.district.last_sync",
                                                       "marker.school.name",
                                                       "marker.school.sis_id",
                                                       "marker.school.school_number",
                                                       "marker.school.low_grade",
                                                       "marker.school.high_grade",
                                                       "marker.school.nces_id",
                                                       "marker.school.state_id",
                                                       "marker.term.name",
                                                       "marker.course.name",
                                                       "marker.course.number",
                                                       "marker.section.name",
                                                       "marker.section.sis_id",
                                                       "marker.section.section_number",
                                                       "marker.section.period",
                                                       "marker.section.subject",
                                                       "marker.section.grade",
                                                       "marker.student.name.first",
                                                       "marker.student.roles.student.grade",
                                                       "marker.student.roles.student.sis_id",
                                                       "marker.teacher.name.first",
                                                       "marker.teacher.name.last",
                                                       "marker.teacher.email",
                                                       "marker.teacher.roles.teacher.sis_id",
                                                       "marker.teacher.roles.teacher.teacher_number",
                                                       "marker.teacher.roles.teacher.title"};

}  // namespace clever_sync::test
