#pragma once
// One record as Clever's Data API v3.1 answers it: the envelope `{"data":{…},"uri":"/v3.1/…"}` around every field of
// the published description, private ones too, with invented values (see invented.hpp). What the roster does not know
// and Clever guarantees is invented as well; what Clever sends as "" for lack of a value is "" here. Source: the v3.1
// description of the API (definitions School, Term, Course, Section, User, Student, Teacher, Staff).

#include <string>

#include "sandbox/world.hpp"

namespace clever_sync {

void append_record(const World& world, const District& district, std::string& out);
void append_record(const World& world, const School& school, std::string& out);
void append_record(const World& world, const Term& term, std::string& out);
void append_record(const World& world, const Course& course, std::string& out);
void append_record(const World& world, const Section& section, std::string& out);
void append_record(const World& world, const Student& student, std::string& out);
void append_record(const World& world, const Teacher& teacher, std::string& out);

/// Every sixth teacher is a member of the staff as well: one user with two roles, whom two role queries both return.
bool is_staff_too(const Teacher& teacher);

/// `2026-09-02T04:00:00.000Z`
std::string clever_time(UtcTime time);

}  // namespace clever_sync
