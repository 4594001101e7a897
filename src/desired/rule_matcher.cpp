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

std::optional<SchoolId> school_of(const Section& section) {
  return section.school;
}
template <class Person>
std::optional<SchoolId> school_of(const Person& person) {
  return person.school;
}

}  // namespace

void FieldTests::add(const FieldTest& test, std::size_t rule) {
  if (test.sense == Sense::holds_not) negated_ |= bit(tests_.size());
  tests_.push_back(&test);
  rule_of_test_.push_back(rule);
  rules_ |= bit(rule);
}

Bits FieldTests::ask(const std::vector<std::string_view>& texts, Date as_of) const {
  Bits holding = 0;
  for (std::size_t number = 0; number < tests_.size(); ++number)
    if (matches(tests_[number]->test, texts, as_of)) holding |= bit(number);
  return holding;
}

Bits FieldTests::holding(std::string_view text, TextHome home, Date as_of) {
  const std::uint32_t number = distinct_.number_of(text, home);
  if (number == DistinctTexts::not_kept) return ask({text}, as_of);
  if (number == known_.size()) known_.push_back(ask({text}, as_of));
  return known_[number];
}

Bits FieldTests::absent(Date as_of) {
  if (!absent_) absent_ = ask({}, as_of);
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
      left &= ~field.tests->failing_rules(read(field, record).holding);
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

/// A school has many records, so it is asked once.
template <class Record>
KnownHolding RuleMatcher<Record>::read_school(ReadyField& field, const AppendField<School>& append,
                                              std::uint32_t place) {
  if (place == IdIndex<SchoolId>::none)
    return {.state = KnownHolding::State::absent, .holding = field.tests->absent(as_of_)};
  if (field.of_school.empty()) field.of_school.resize(index_.roster().schools.size());
  KnownHolding& known = field.of_school[place];
  if (known.state == KnownHolding::State::unknown) {
    texts_.clear();
    append(index_.roster().schools[place], texts_);
    known = read_texts(field);
  }
  return known;
}

/// So has a section. A section without the field adds nothing; all of them together leave it absent.
template <class Record>
KnownHolding RuleMatcher<Record>::read_sections(ReadyField& field, const SectionField& of_section,
                                                const Record& person) {
  KnownHolding all{.state = KnownHolding::State::absent, .holding = 0};
  if constexpr (std::is_same_v<Record, Teacher> || std::is_same_v<Record, Student>) {
    const auto& sections = index_.roster().sections;
    if (field.of_section.empty()) field.of_section.resize(sections.size());
    for (const std::uint32_t place : index_.sections_of(person)) {
      KnownHolding& known = field.of_section[place];
      if (known.state == KnownHolding::State::unknown) {
        texts_.clear();
        read_field(of_section, sections[place], index_, texts_);
        known = read_texts(field);
      }
      if (known.state == KnownHolding::State::absent) continue;
      all.state = KnownHolding::State::present;
      all.holding |= known.holding;
    }
  }
  if (all.state == KnownHolding::State::absent) all.holding = field.tests->absent(as_of_);
  return all;
}

template <class Record>
KnownHolding RuleMatcher<Record>::read(ReadyField& field, const Record& record) {
  if constexpr (!std::is_same_v<Record, School>) {
    if (const auto* of_school = std::get_if<AppendField<School>>(&field.field)) {
      const auto school = school_of(record);
      return read_school(field, *of_school, school ? index_.school_place(*school) : IdIndex<SchoolId>::none);
    }
  }
  if constexpr (std::is_same_v<Record, Teacher> || std::is_same_v<Record, Student>) {
    if (const auto* of_section = std::get_if<SectionField>(&field.field))
      return read_sections(field, *of_section, record);
  }
  texts_.clear();
  read_field(field.field, record, index_, texts_);
  return read_texts(field);
}

template class RuleMatcher<School>;
template class RuleMatcher<Section>;
template class RuleMatcher<Teacher>;
template class RuleMatcher<Student>;

PersonSections person_sections_for(const FilterRule& rule) {
  const auto of_section = [](const FieldTest& test) { return test.field.starts_with("section."); };
  const bool needed = std::any_of(rule.condition.tests.begin(), rule.condition.tests.end(), of_section);
  return needed ? PersonSections::needed : PersonSections::not_needed;
}

PersonSections person_sections_for(const Filters& filters) {
  for (const auto* list : {&filters.include, &filters.exclude})
    for (const FilterRule& rule : *list)
      if (person_sections_for(rule) == PersonSections::needed) return PersonSections::needed;
  return PersonSections::not_needed;
}

}  // namespace clever_sync
