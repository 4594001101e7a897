#pragma once
// One reader per rule file: a checked document in, its part of the rule set out. A reader records every mistake and
// goes on with something harmless, so its result counts only when there was none.

#include "rules/rule_document.hpp"

namespace clever_sync {

Filters read_filters(const RuleDocument& document);
Mapping read_mapping(const RuleDocument& document);
Lifecycle read_lifecycle(const RuleDocument& document);
Guardrails read_guardrails(const RuleDocument& document);
Keep read_keep(const RuleDocument& document);

/// The condition of a filter rule (see condition.hpp), its fields checked against those of the subject.
Condition read_condition(const YamlNode& node, FilterSubject subject, Mistakes& mistakes);

}  // namespace clever_sync
