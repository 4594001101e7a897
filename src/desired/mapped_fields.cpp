#include "desired/mapped_fields.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t no_limit = SIZE_MAX;

std::size_t limit_of(std::string_view field) {
  if (field == "name") return max_class_name;
  if (field == "last_initial") return max_last_initial;
  return no_limit;
}

void read_for_template(const SectionField& field, const Section& section, const RosterIndex& index, FieldTexts& texts) {
  read_field(field, section, index, texts, WhichTeachers::primary);
}
template <class Field, class Person>
void read_for_template(const Field& field, const Person& person, const RosterIndex& index, FieldTexts& texts) {
  read_field(field, person, index, texts);
}

}  // namespace

SchoolTexts::SchoolTexts(const RosterIndex& index, Texts& texts) : index_(index), texts_(texts) {
  last_text_ = texts.keep(last_.text());
  for (const School& school : index.roster().schools) known_.push_back(texts.keep(school.id.text()));
}

std::string_view SchoolTexts::find(const SchoolId& school) {
  const std::uint32_t place = index_.school_place(school);
  // an absent record's school may be gone from the roster
  return place == IdIndex<SchoolId>::none ? texts_.intern(school.text()) : known_[place];
}

template <class Object, class Record, class Field>
FieldMapper<Object, Record, Field>::FieldMapper(const std::vector<FieldMapping>& mappings, Resolve resolve,
                                                const RosterIndex& index, Texts& texts)
    : index_(index), texts_(texts) {
  for (const FieldMapping& mapping : mappings) {
    const auto& members = fields_of(Object{});
    const auto member =
        std::find_if(members.begin(), members.end(), [&](const auto& m) { return m.name == mapping.field; });
    ensure(member != members.end(), "a checked mapping names fields of the contract only");
    Ready ready{.mapping = &mapping,
                .member = member->member,
                .fields = {},
                .otherwise = {},
                .max_code_points = limit_of(mapping.field)};
    for (std::string& name : fields_named(mapping.value)) {
      const Field field = resolve(name);
      ready.fields.push_back({.name = std::move(name), .field = field});
    }
    if (mapping.value.is_plain)
      for (const TextFilter& filter : std::get<FieldUse>(mapping.value.parts.front().what).filters)
        ready.otherwise = texts_.keep(cut_at_grapheme(filter.argument, ready.max_code_points));
    ready_.push_back(std::move(ready));
  }
}

template <class Object, class Record, class Field>
void FieldMapper<Object, Record, Field>::fill(const Record& record, Object& object) {
  for (const Ready& ready : ready_) object.*ready.member = text_of(ready, record);
}

template <class Object, class Record, class Field>
std::string_view FieldMapper<Object, Record, Field>::text_of(const Ready& ready, const Record& record) {
  if (ready.mapping->value.is_plain && ready.mapping->lookup.empty()) return plain_text(ready, record);
  std::string text = render(ready.mapping->value, [&](std::string_view name) {
    const auto named =
        std::find_if(ready.fields.begin(), ready.fields.end(), [name](const NamedField& f) { return f.name == name; });
    found_.clear();
    read_for_template(named->field, record, index_, found_);
    return found_.first();
  });
  if (const auto other = ready.mapping->lookup.find(text); other != ready.mapping->lookup.end()) text = other->second;
  if (text.size() > ready.max_code_points) text = cut_at_grapheme(text, ready.max_code_points);
  return texts_.intern(text);
}

/// A field as it is, or the first that is not empty: no copy, unless it was made for us (an id, a date) or is too long.
template <class Object, class Record, class Field>
std::string_view FieldMapper<Object, Record, Field>::plain_text(const Ready& ready, const Record& record) {
  for (const NamedField& named : ready.fields) {
    found_.clear();
    read_for_template(named.field, record, index_, found_);
    const std::string_view text = found_.first();
    if (text.empty()) continue;
    if (text.size() > ready.max_code_points) return texts_.intern(cut_at_grapheme(text, ready.max_code_points));
    return found_.has_made() ? texts_.intern(text) : text;
  }
  return ready.otherwise;
}

template class FieldMapper<SpheroClass, Section, SectionField>;
template class FieldMapper<SpheroTeacher, Teacher, TeacherField>;
template class FieldMapper<SpheroStudent, Student, StudentField>;

}  // namespace clever_sync
