#pragma once
// RuleMatcher: the filter rules of one list and one subject, made ready for many records. A rule is a bit: each field
// that rules name is read at most once per record, what its text means for all tests on the field is known after the
// text came up once, and the bits of the rules that a test fails are taken away. What is left first is the match.

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "desired/distinct_texts.hpp"
#include "desired/record_fields.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

/// Up to 64 tests of one field, or rules of one block.
using Bits = std::uint64_t;
inline constexpr std::size_t most_bits = 64;

/// The tests of a block's rules on one field.
class FieldTests {
 public:
  /// `rule`: the bit's number of the rule that the test is of.
  void add(const FieldTest& test, std::size_t rule);
  [[nodiscard]] std::size_t size() const { return tests_.size(); }
  /// The rules with a test on the field.
  [[nodiscard]] Bits rules() const { return rules_; }

  /// The tests that hold of a field with this one text, whatever their sense; of several texts, those that hold of one:
  /// the union. `absent`: of a field without any.
  Bits holding(std::string_view text, TextHome home, Date as_of);
  Bits absent(Date as_of);
  /// The rules with a test, in its sense, that is not among these.
  Bits failing_rules(Bits holding);

 private:
  using ByByte = std::array<Bits, 256>;
  /// Rules name few texts and records have many: most are told apart by their first and last bytes, which spares nearly
  /// all of a million look-ups of first names, and every regular expression on ids of the SIS.
  [[nodiscard]] Bits possible(std::string_view text) const {
    return by_first_byte_[static_cast<unsigned char>(text.front())] &
           by_last_byte_[static_cast<unsigned char>(text.back())];
  }
  [[nodiscard]] Bits ask(std::span<const std::string_view> texts, Bits tests, Date as_of) const;

  std::vector<const FieldTest*> tests_;
  std::vector<std::size_t> rule_of_test_;
  Bits rules_ = 0, negated_ = 0;
  ByByte by_first_byte_{}, by_last_byte_{};  // the tests that may hold of a text with that byte there
  DistinctTexts distinct_;
  std::vector<Bits> known_;  // by the text's number
  std::optional<Bits> absent_;
  Bits last_holding_ = 0;
  std::optional<Bits> last_failing_;  // most records hold nothing: the last answer is mostly the next
};

/// What is known of the field of a record that many others belong to: a school, a term, a section.
struct KnownHolding {
  enum class State : unsigned char { unknown, absent, present };
  State state = State::unknown;
  Bits holding = 0;
};

/// What the sections that list each person say about a field of theirs.
struct HoldingOfPeople {
  std::vector<Bits> holding;  // by place; empty while nothing holds of any section
  std::vector<bool> present;  // by place; empty where no test asks for absence
};

template <class Record>
concept IsPerson = std::is_same_v<Record, Teacher> || std::is_same_v<Record, Student>;

/// Record: School, Section, Teacher or Student. Refers to the rules and the index.
template <class Record>
class RuleMatcher {
 public:
  /// Takes the rules of the list that look at such records.
  RuleMatcher(const std::vector<FilterRule>& rules, const RosterIndex& index, Date as_of);

  [[nodiscard]] bool empty() const { return blocks_.empty(); }

  /// The first rule that matches the record, which is one of the index's roster, or nullptr.
  const FilterRule* first_match(const Record& record);

 private:
  using Field = FieldOf<Record>;
  struct ReadyField {
    std::string_view name;
    Field field;
    std::unique_ptr<FieldTests> tests = std::make_unique<FieldTests>();
    std::vector<KnownHolding> of_owner;        // by place, where the field is of what the record belongs to
    std::optional<HoldingOfPeople> of_people;  // where it is of the sections that list the record
  };
  /// As many rules as there are bits.
  struct Block {
    std::vector<const FilterRule*> rules;
    std::vector<ReadyField> fields;
  };

  static ReadyField& field_named(Block& block, std::string_view name);
  static bool has_room(const Block& block, const FilterRule& rule);
  Bits holding(ReadyField& field, const Record& record);
  KnownHolding read_texts(ReadyField& field);
  template <class Owner>
  Bits read_owner(ReadyField& field, AppendField<Owner> append, const std::vector<Owner>& owners, std::uint32_t place);
  // Of people alone; not constrained, since clang 14 instantiates constrained members of every instance.
  Bits read_sections(ReadyField& field, const SectionField& of_section, const Record& person);
  HoldingOfPeople ask_sections(ReadyField& field, const SectionField& of_section, std::size_t people);

  std::uint32_t school_place(const Record& record);

  const RosterIndex& index_;
  Date as_of_;
  std::optional<SchoolId> last_school_;  // records come school by school
  std::uint32_t last_school_place_ = IdIndex<SchoolId>::none;
  FieldTexts texts_;
  std::vector<Block> blocks_;
};

extern template class RuleMatcher<School>;
extern template class RuleMatcher<Section>;
extern template class RuleMatcher<Teacher>;
extern template class RuleMatcher<Student>;

/// Whether a rule looks at the sections of a teacher.
TeacherSections teacher_sections_for(const Filters& filters);
TeacherSections teacher_sections_for(const FilterRule& rule);

}  // namespace clever_sync
