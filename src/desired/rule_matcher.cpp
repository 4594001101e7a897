#include "desired/rule_matcher.hpp"

#include <algorithm>

namespace clever_sync {

namespace {

constexpr Bits bit(std::size_t number) {
  return Bits{1} << number;
}

constexpr FilterSubject subject_of(const School*) {
  return FilterSubject::schools;
}
constexpr FilterSubject subject_of(const Section*) {
  return FilterSubject::sections;
}
constexpr FilterSubject subject_of(const Teacher*) {
  return FilterSubject::teachers;
}
constexpr FilterSubject subject_of(const Student*) {
  return FilterSubject::students;
}

std::optional<SchoolId> school_of(const School& school) {
  return school.id;
}
std::optional<SchoolId> school_of(const Section& section) {
  return section.school;
}
template <class Person>
std::optional<SchoolId> school_of(const Person& person) {
  return person.school;
}

/// The people of the roster who are of the record's kind; of a school or a section there are none.
template <class Record>
std::span<const Record> people_like(const Record*, const Roster& roster) {
  if constexpr (std::is_same_v<Record, Teacher>)
    return roster.teachers;
  else if constexpr (std::is_same_v<Record, Student>)
    return roster.students;
  else
    return {};
}
/// The places of those whom a section lists.
template <class Record>
std::span<const std::uint32_t> listed_like(const Record*, const RosterIndex& index, std::size_t section) {
  if constexpr (std::is_same_v<Record, Teacher>)
    return index.teachers_of(section);
  else if constexpr (std::is_same_v<Record, Student>)
    return index.students_of(section);
  else
    return {};
}

}  // namespace

void FieldTests::add(const FieldTest& test, std::size_t rule) {
  const Bits own = bit(tests_.size());
  if (test.sense == Sense::holds_not) negated_ |= own;
  tests_.push_back(&test);
  rule_of_test_.push_back(rule);
  rules_ |= bit(rule);
  const auto allow = [own](ByByte& table, std::optional<char> byte) {
    if (byte) {
      table[static_cast<unsigned char>(*byte)] |= own;
    } else {
      for (Bits& tests : table) tests |= own;
    }
  };
  if (const auto* any = std::get_if<AnyOf>(&test.test)) {
    for (const std::string& value : any->values) {
      allow(by_first_byte_, value.front());
      allow(by_last_byte_, value.back());
    }
    return;
  }
  const auto* matches = std::get_if<Matches>(&test.test);
  allow(by_first_byte_, matches == nullptr ? std::nullopt : matches->pattern->first_byte());
  allow(by_last_byte_, std::nullopt);
}

Bits FieldTests::ask(std::span<const std::string_view> texts, Bits tests, Date as_of) const {
  Bits holding = 0;
  for (; tests != 0; tests &= tests - 1) {
    const auto number = static_cast<std::size_t>(std::countr_zero(tests));
    if (matches(tests_[number]->test, texts, as_of)) holding |= bit(number);
  }
  return holding;
}

Bits FieldTests::holding(std::string_view text, TextHome home, Date as_of) {
  const Bits tests = possible(text);
  if (tests == 0) return 0;
  const std::span alone(&text, 1);
  const std::uint32_t number = distinct_.number_of(text, home);
  if (number == DistinctTexts::not_kept) return ask(alone, tests, as_of);
  if (number == known_.size()) known_.push_back(ask(alone, tests, as_of));
  return known_[number];
}

Bits FieldTests::absent(Date as_of) {
  if (!absent_) absent_ = ask({}, ~Bits{0} >> (most_bits - tests_.size()), as_of);
  return *absent_;
}

Bits FieldTests::failing_rules(Bits holding) {
  if (last_failing_ && last_holding_ == holding) return *last_failing_;
  Bits failing = 0;
  const Bits in_sense = holding ^ negated_;
  for (std::size_t number = 0; number < tests_.size(); ++number)
    if ((in_sense & bit(number)) == 0) failing |= bit(rule_of_test_[number]);
  last_holding_ = holding;
  last_failing_ = failing;
  return failing;
}

template <class Record>
RuleMatcher<Record>::RuleMatcher(const std::vector<FilterRule>& rules, const RosterIndex& index, Date as_of)
    : index_(index), as_of_(as_of) {
  for (const FilterRule& rule : rules) {
    if (rule.subject != subject_of(static_cast<const Record*>(nullptr))) continue;
    if (blocks_.empty() || !has_room(blocks_.back(), rule)) blocks_.emplace_back();
    Block& block = blocks_.back();
    for (const FieldTest& test : rule.condition.tests)
      field_named(block, test.field).tests->add(test, block.rules.size());
    block.rules.push_back(&rule);
  }
}

template <class Record>
bool RuleMatcher<Record>::has_room(const Block& block, const FilterRule& rule) {
  if (block.rules.size() == most_bits) return false;
  return std::all_of(block.fields.begin(), block.fields.end(), [&rule](const ReadyField& field) {
    return field.tests->size() + rule.condition.tests.size() <= most_bits;
  });
}

template <class Record>
auto RuleMatcher<Record>::field_named(Block& block, std::string_view name) -> ReadyField& {
  for (ReadyField& field : block.fields)
    if (field.name == name) return field;
  block.fields.emplace_back();
  block.fields.back().name = name;
  block.fields.back().field = field_of(static_cast<const Record*>(nullptr), name);
  return block.fields.back();
}

template <class Record>
const FilterRule* RuleMatcher<Record>::first_match(const Record& record) {
  for (Block& block : blocks_) {
    Bits left = ~Bits{0} >> (most_bits - block.rules.size());
    for (ReadyField& field : block.fields) {
      if ((left & field.tests->rules()) == 0) continue;
      left &= ~field.tests->failing_rules(holding(field, record));
      if (left == 0) break;
    }
    if (left != 0) return block.rules[static_cast<std::size_t>(std::countr_zero(left))];
  }
  return nullptr;
}

/// Of the texts that were read last.
template <class Record>
KnownHolding RuleMatcher<Record>::read_texts(ReadyField& field) {
  if (texts_.views().empty()) return {.state = KnownHolding::State::absent, .holding = field.tests->absent(as_of_)};
  Bits holding = 0;
  const TextHome home = texts_.has_made() ? TextHome::elsewhere : TextHome::roster;
  for (const std::string_view text : texts_.views()) holding |= field.tests->holding(text, home, as_of_);
  return {.state = KnownHolding::State::present, .holding = holding};
}

/// A school, a term or a course has many records, so it is asked once.
template <class Record>
template <class Owner>
Bits RuleMatcher<Record>::read_owner(ReadyField& field, AppendField<Owner> append, const std::vector<Owner>& owners,
                                     std::uint32_t place) {
  if (place == IdIndex<SchoolId>::none) return field.tests->absent(as_of_);
  if (field.of_owner.empty()) field.of_owner.resize(owners.size());
  KnownHolding& known = field.of_owner[place];
  if (known.state == KnownHolding::State::unknown) {
    texts_.clear();
    append(owners[place], texts_);
    known = read_texts(field);
  }
  return known.holding;
}

/// A section is asked once for all whom it lists, and most rules hold of few sections: so what they say is carried from
/// the sections to the people, which is nothing at all where no test holds. The lists of sections by student, which
/// this replaces, took a seventh of the time.
template <class Record>
HoldingOfPeople RuleMatcher<Record>::ask_sections(ReadyField& field, const SectionField& of_section,
                                                  std::size_t people) {
  HoldingOfPeople of_people;
  const bool absence_counts = field.tests->absent(as_of_) != 0;
  if (absence_counts) of_people.present.resize(people);
  const auto& sections = index_.roster().sections;
  for (std::size_t place = 0; place < sections.size(); ++place) {
    texts_.clear();
    read_field(of_section, sections[place], index_, texts_);
    if (texts_.views().empty()) continue;  // says nothing; only when all of them do is the field absent
    const Bits holding = read_texts(field).holding;
    if (holding == 0 && !absence_counts) continue;
    if (of_people.holding.empty()) of_people.holding.resize(people);
    for (const std::uint32_t person : listed_like(static_cast<const Record*>(nullptr), index_, place)) {
      if (person == IdIndex<UserId>::none) continue;
      of_people.holding[person] |= holding;
      if (absence_counts) of_people.present[person] = true;
    }
  }
  return of_people;
}

template <class Record>
Bits RuleMatcher<Record>::read_sections(ReadyField& field, const SectionField& of_section, const Record& person) {
  const std::span<const Record> people = people_like(&person, index_.roster());
  if (!field.of_people) field.of_people = ask_sections(field, of_section, people.size());
  const auto place = static_cast<std::size_t>(&person - people.data());
  const HoldingOfPeople& known = *field.of_people;
  if (!known.present.empty() && !known.present[place]) return field.tests->absent(as_of_);
  return known.holding.empty() ? 0 : known.holding[place];
}

template <class Record>
std::uint32_t RuleMatcher<Record>::school_place(const Record& record) {
  const std::optional<SchoolId> school = school_of(record);
  if (school != last_school_) {
    last_school_ = school;
    last_school_place_ = school ? index_.school_place(*school) : IdIndex<SchoolId>::none;
  }
  return last_school_place_;
}

template <class Record>
Bits RuleMatcher<Record>::holding(ReadyField& field, const Record& record) {
  const Roster& roster = index_.roster();
  if constexpr (!std::is_same_v<Record, School>) {
    if (const auto* of_school = std::get_if<AppendField<School>>(&field.field))
      return read_owner(field, *of_school, roster.schools, school_place(record));
  }
  if constexpr (std::is_same_v<Record, Section>) {
    if (const auto* of_term = std::get_if<AppendField<Term>>(&field.field))
      return read_owner(field, *of_term, roster.terms, index_.term_place(record));
    if (const auto* of_course = std::get_if<AppendField<Course>>(&field.field))
      return read_owner(field, *of_course, roster.courses, index_.course_place(record));
  }
  if constexpr (IsPerson<Record>) {
    if (const auto* of_section = std::get_if<SectionField>(&field.field))
      return read_sections(field, *of_section, record);
  }
  texts_.clear();
  read_field(field.field, record, index_, texts_);
  return read_texts(field).holding;
}

template class RuleMatcher<School>;
template class RuleMatcher<Section>;
template class RuleMatcher<Teacher>;
template class RuleMatcher<Student>;

TeacherSections teacher_sections_for(const FilterRule& rule) {
  const auto of_section = [](const FieldTest& test) { return test.field.starts_with("section."); };
  const bool needed = rule.subject == FilterSubject::teachers &&
                      std::any_of(rule.condition.tests.begin(), rule.condition.tests.end(), of_section);
  return needed ? TeacherSections::needed : TeacherSections::not_needed;
}

TeacherSections teacher_sections_for(const Filters& filters) {
  for (const auto* list : {&filters.include, &filters.exclude})
    for (const FilterRule& rule : *list)
      if (teacher_sections_for(rule) == TeacherSections::needed) return TeacherSections::needed;
  return TeacherSections::not_needed;
}

}  // namespace clever_sync
