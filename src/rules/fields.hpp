#pragma once
// The fields that rules may name, in Clever's spelling: those that a snapshot stores, of the record itself and of what
// it belongs to. One table for the checks, the hints and the schemas; `desired` resolves each of them.

#include <span>
#include <string_view>

#include "roster/states.hpp"
#include "rules/rule_set.hpp"

namespace clever_sync {

enum class FieldType { text, date, grade };

struct KnownField {
  std::string_view name;
  FieldType type = FieldType::text;
  /// May have several values (a section's teachers), so a template can't name it.
  bool several = false;
};

/// What a condition on such a record may test.
std::span<const KnownField> filter_fields(FilterSubject subject);

/// What a template of that kind may name. In a class's templates `teacher.*` is the primary teacher.
std::span<const KnownField> template_fields(Kind kind);

/// The names alone, for hints.
std::span<const std::string_view> filter_field_names(FilterSubject subject);
std::span<const std::string_view> template_field_names(Kind kind);

/// `schools`, `sections`, `teachers`, `students`: the key of the condition in a filter rule.
std::string_view name_of(FilterSubject subject);

}  // namespace clever_sync
