#include "clever/record_codec.hpp"

#include <fmt/core.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/date.hpp"
#include "clever/grapheme.hpp"
#include "roster/grades.hpp"

namespace clever_sync {

namespace dom = simdjson::dom;

// The members of one JSON object that are read and hold something: null counts as absent, as "" does in text().
class RecordFields {
 public:
  RecordFields(RecordDecoder& decoder, const dom::object& object) : decoder_(decoder) {
    for (const dom::key_value_pair field : object) {
      if (field.value.is_null()) continue;
      empty_ = false;
      const std::optional<RecordKey> key = parse_record_key(field.key);
      if (!key) continue;
      const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(*key);
      if ((present_ & bit) != 0) decoder_.fail("malformed", fmt::format("has `{}` twice", field.key));
      present_ |= bit;
      values_[static_cast<std::size_t>(*key)].element = field.value;
    }
  }

  [[nodiscard]] const dom::element* find(RecordKey key) const {
    const bool present = (present_ >> static_cast<unsigned>(key) & 1U) != 0;
    return present ? &values_[static_cast<std::size_t>(key)].element : nullptr;
  }

  // Text that is nothing but white space says nothing: a blank that comes and goes must not look like a change.
  [[nodiscard]] std::string_view text(RecordKey key) const {
    const dom::element* const element = find(key);
    if (element == nullptr) return {};
    std::string_view value;
    if (element->get(value) != simdjson::SUCCESS) {
      decoder_.note(Oddity::wrong_type, name_of(key));
      return {};
    }
    return value.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos ? std::string_view{} : value;
  }

  // Whether the member is that id, written as we write it: for what is the same in a million records.
  [[nodiscard]] bool is_id(RecordKey key, const std::string& expected) const {
    const dom::element* const element = find(key);
    std::string_view value;
    return element != nullptr && element->get(value) == simdjson::SUCCESS && value.size() == id_text_bytes &&
           std::memcmp(value.data(), expected.data(), id_text_bytes) == 0;
  }

  [[nodiscard]] std::optional<Date> date(RecordKey key) const {
    const std::string_view value = text(key);
    if (value.empty()) return std::nullopt;
    const std::optional<Date> day = parse_clever_date(value);
    if (!day) decoder_.note(Oddity::unreadable_date, name_of(key));
    return day;
  }

  // Whether the member is an id, which `id` then is.
  template <class IdType>
  [[nodiscard]] bool read_id(RecordKey key, IdType& id) const {
    const dom::element* const element = find(key);
    return element != nullptr && parse_id(*element, key, id);
  }

  template <class IdType>
  [[nodiscard]] std::optional<IdType> id(RecordKey key) const {
    IdType out;
    if (!read_id(key, out)) return std::nullopt;
    return out;
  }

  enum class Absence { allowed, refused };
  template <class IdType>
  [[nodiscard]] std::vector<IdType> ids(RecordKey key, Absence absence) const {
    std::vector<IdType> out;
    const dom::element* const element = find(key);
    if (element == nullptr) {
      if (absence == Absence::refused) decoder_.fail("malformed", fmt::format("has no `{}`", name_of(key)));
      return out;
    }
    dom::array array;
    if (element->get(array) != simdjson::SUCCESS) {
      decoder_.fail("malformed", fmt::format("has a `{}` that is no array", name_of(key)));
      return out;
    }
    out.reserve(array.size());
    for (const dom::element item : array) {
      if (!parse_id(item, key, out.emplace_back()))
        decoder_.fail("bad-id", fmt::format("has an empty id in `{}`", name_of(key)));
    }
    return out;
  }

  // The members of a nested object; none if it is absent, or (noted) no object.
  [[nodiscard]] RecordFields nested(RecordKey key) const {
    const dom::element* const element = find(key);
    dom::object object;
    if (element == nullptr) return RecordFields(decoder_);
    if (element->get(object) == simdjson::SUCCESS) return {decoder_, object};
    decoder_.note(Oddity::wrong_type, name_of(key));
    return RecordFields(decoder_);
  }
  [[nodiscard]] bool empty() const { return empty_; }

 private:
  explicit RecordFields(RecordDecoder& decoder) : decoder_(decoder) {}

  // False for an empty text, and for what is no id, which is a damage.
  template <class IdType>
  [[nodiscard]] bool parse_id(const dom::element& element, RecordKey key, IdType& id) const {
    std::string_view value;
    const bool is_text = element.get(value) == simdjson::SUCCESS;
    if (is_text && id.assign(value)) return true;
    if (!is_text || !value.empty())
      decoder_.fail("bad-id", fmt::format("has something in `{}` that is no Clever id", name_of(key)));
    return false;
  }

  RecordDecoder& decoder_;
  bool empty_ = true;
  std::uint64_t present_ = 0;  // a bit for each key
  static_assert(record_keys.size() <= 64);
  // Not set to anything where there is no bit: clearing forty of them took as long as filling in the ten.
  union Value {
    Value() {}  // NOLINT(modernize-use-equals-default): a defaulted one would be deleted
    dom::element element;
  };
  std::array<Value, record_keys.size()> values_;
};

namespace {

template <class IdType>
void sort_unique(std::vector<IdType>& ids) {
  if (std::ranges::adjacent_find(ids, std::ranges::greater_equal{}) == ids.end())
    return;  // as Clever mostly sends them
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  ids.shrink_to_fit();
}

/// Fills in the primary school: the one that `school` names, else the first of `schools`. The answer is sorted and has
/// it.
std::vector<SchoolId> read_schools(const RecordFields& role, std::optional<SchoolId>& school) {
  if (!role.read_id(RecordKey::school, school.emplace())) school.reset();
  std::vector<SchoolId> schools = role.ids<SchoolId>(RecordKey::schools, RecordFields::Absence::allowed);
  if (!school && !schools.empty()) school = schools.front();
  if (school && std::ranges::find(schools, *school) == schools.end()) schools.push_back(*school);
  sort_unique(schools);
  return schools;
}

// Clever's `teacher` is the primary one and "the same as" the first of `teachers`, but it may be missing.
std::vector<UserId> read_section_teachers(const RecordFields& fields) {
  std::vector<UserId> teachers = fields.ids<UserId>(RecordKey::teachers, RecordFields::Absence::refused);
  const auto primary = fields.id<UserId>(RecordKey::teacher);
  if (primary && (teachers.empty() || teachers.front() != *primary)) teachers.insert(teachers.begin(), *primary);
  for (auto at = teachers.begin(); at != teachers.end(); ++at)
    teachers.erase(std::remove(at + 1, teachers.end(), *at), teachers.end());
  return teachers;
}

}  // namespace

void RecordDecoder::fail(std::string_view code, std::string_view reason) {
  if (!damage_) damage_ = PageDamage{.code = std::string(code), .reason = fmt::format("record {} {}", rows_, reason)};
}

void RecordDecoder::note(Oddity oddity, std::string_view detail) {
  harvest_.notes.push_back({.oddity = oddity, .collection = query_.collection, .id = id_, .detail = detail});
}

bool RecordDecoder::add(const dom::object& row) {
  ++rows_;
  const RecordFields fields(*this, row);
  if (!fields.read_id(RecordKey::id, id_)) fail("malformed", "has no `id`");
  if (damage_) return false;
  check_order();
  if (query_.collection != CleverCollection::districts) check_district(fields);
  switch (query_.collection) {
    case CleverCollection::districts:
      add_district(fields);
      break;
    case CleverCollection::schools:
      add_school(fields);
      break;
    case CleverCollection::terms:
      add_term(fields);
      break;
    case CleverCollection::courses:
      add_course(fields);
      break;
    case CleverCollection::sections:
      add_section(fields);
      break;
    case CleverCollection::teachers:
    case CleverCollection::students:
      add_user(fields);
      break;
  }
  return !damage_;
}

// Source: Clever, "Paging and limits": "Elements are returned sorted with ascending IDs".
void RecordDecoder::check_order() {
  if (last_ && *last_ == id_) fail("duplicate", fmt::format("repeats the id {}", id_.text()));
  if (last_ && *last_ > id_) {
    fail("not-ascending", fmt::format("has the id {}, which is below {} before it", id_.text(), last_->text()));
  }
  if (!first_) first_ = id_;
  last_ = id_;
}

void RecordDecoder::check_district(const RecordFields& fields) {
  if (fields.is_id(RecordKey::district, district_)) return;
  const auto district = fields.id<DistrictId>(RecordKey::district);
  if (district && *district != query_.district) {
    fail("wrong-district", fmt::format("belongs to district {}", district->text()));
  }
}

std::string_view RecordDecoder::grade(const RecordFields& fields, RecordKey key) {
  const std::string_view grade = texts_.intern(fields.text(key));
  if (!grade.empty() && !is_known_grade(grade)) note(Oddity::unknown_grade, grade);
  return grade;
}

// What says whether the read may be believed and applied must not be passed over as one of a wrong type is elsewhere:
// without a launch date nothing waits, without a state nothing is stale, and without a last sync nothing is torn.
void RecordDecoder::check_district_texts(const RecordFields& fields) {
  for (const RecordKey key : {RecordKey::launch_date, RecordKey::state, RecordKey::last_sync}) {
    const dom::element* const element = fields.find(key);
    if (element != nullptr && !element->is_string())
      fail("malformed", fmt::format("has a `{}` that is no text", name_of(key)));
  }
}

void RecordDecoder::add_district(const RecordFields& fields) {
  check_district_texts(fields);
  District district;
  district.id = id_.as<DistrictTag>();
  district.name = kept(fields.text(RecordKey::name));
  const std::optional<DistrictState> state = parse_district_state(fields.text(RecordKey::state));
  if (!state) note(Oddity::unknown_state, "state");
  district.state = state.value_or(DistrictState::error);
  district.launch_date = fields.date(RecordKey::launch_date);
  if (!district.launch_date && !fields.text(RecordKey::launch_date).empty()) {
    fail("malformed", "has a `launch_date` that is no date, and nothing may be applied before that date");
  }
  district.pause_start = fields.date(RecordKey::pause_start);
  district.pause_end = fields.date(RecordKey::pause_end);
  district.last_sync = kept(fields.text(RecordKey::last_sync));
  harvest_.districts.push_back(district);
}

void RecordDecoder::add_school(const RecordFields& fields) {
  harvest_.schools.push_back({.id = id_.as<SchoolTag>(),
                              .name = kept(fields.text(RecordKey::name)),
                              .sis_id = kept(fields.text(RecordKey::sis_id)),
                              .school_number = kept(fields.text(RecordKey::school_number)),
                              .low_grade = grade(fields, RecordKey::low_grade),
                              .high_grade = grade(fields, RecordKey::high_grade),
                              .nces_id = kept(fields.text(RecordKey::nces_id)),
                              .state_id = kept(fields.text(RecordKey::state_id))});
  if (query_.places == PageQuery::Places::drop) return;
  const RecordFields location = fields.nested(RecordKey::location);
  harvest_.places.push_back(
      {.state = texts_.intern(location.text(RecordKey::state)), .zip = texts_.intern(location.text(RecordKey::zip))});
}

void RecordDecoder::add_term(const RecordFields& fields) {
  harvest_.terms.push_back({.id = id_.as<TermTag>(),
                            .name = kept(fields.text(RecordKey::name)),
                            .start_date = fields.date(RecordKey::start_date),
                            .end_date = fields.date(RecordKey::end_date)});
}

void RecordDecoder::add_course(const RecordFields& fields) {
  harvest_.courses.push_back({.id = id_.as<CourseTag>(),
                              .name = kept(fields.text(RecordKey::name)),
                              .number = kept(fields.text(RecordKey::number))});
}

void RecordDecoder::add_section(const RecordFields& fields) {
  Section& section = harvest_.sections.emplace_back();
  section.id = id_.as<SectionTag>();
  if (!fields.read_id(RecordKey::school, section.school)) fail("malformed", "has no `school`");
  section.course = fields.id<CourseId>(RecordKey::course);
  section.term = fields.id<TermId>(RecordKey::term_id);
  section.name = kept(fields.text(RecordKey::name));
  section.sis_id = kept(fields.text(RecordKey::sis_id));
  section.section_number = kept(fields.text(RecordKey::section_number));
  section.period = texts_.intern(fields.text(RecordKey::period));
  section.subject = texts_.intern(fields.text(RecordKey::subject));
  section.grade = grade(fields, RecordKey::grade);
  section.teachers = read_section_teachers(fields);
  std::vector<UserId> students = fields.ids<UserId>(RecordKey::students, RecordFields::Absence::refused);
  sort_unique(students);
  section.students = std::move(students);
}

// `roles` is an object keyed by role. A user whom the read by role gave without that role is somebody else's business.
void RecordDecoder::add_user(const RecordFields& fields) {
  const RecordFields roles = fields.nested(RecordKey::roles);
  if (roles.empty()) fail("malformed", "has no `roles` object");
  const RecordFields role =
      roles.nested(query_.collection == CleverCollection::teachers ? RecordKey::teacher : RecordKey::student);
  if (damage_) return;
  if (role.empty()) {
    note(Oddity::other_role, {});
  } else if (query_.collection == CleverCollection::teachers) {
    add_teacher(fields, role);
  } else {
    add_student(fields, role);
  }
}

void RecordDecoder::add_teacher(const RecordFields& user, const RecordFields& role) {
  Teacher& teacher = harvest_.teachers.emplace_back();
  teacher.id = id_.as<UserTag>();
  teacher.schools = read_schools(role, teacher.school);
  const RecordFields name = user.nested(RecordKey::name);
  teacher.first_name = kept(name.text(RecordKey::first));
  teacher.last_name = kept(name.text(RecordKey::last));
  teacher.email = kept(user.text(RecordKey::email));
  teacher.sis_id = kept(role.text(RecordKey::sis_id));
  teacher.teacher_number = kept(role.text(RecordKey::teacher_number));
  teacher.title = texts_.intern(role.text(RecordKey::title));
}

void RecordDecoder::add_student(const RecordFields& user, const RecordFields& role) {
  Student& student = harvest_.students.emplace_back();
  student.id = id_.as<UserTag>();
  student.schools = school_lists_.share(read_schools(role, student.school));
  const RecordFields name = user.nested(RecordKey::name);
  student.first_name = kept(name.text(RecordKey::first));
  student.last_initial = texts_.intern(first_grapheme(name.text(RecordKey::last)));
  student.grade = grade(role, RecordKey::grade);
  student.sis_id = kept(role.text(RecordKey::sis_id));
  if (query_.student_email == CleverOptions::StudentEmail::keep) student.email = kept(user.text(RecordKey::email));
}

}  // namespace clever_sync
