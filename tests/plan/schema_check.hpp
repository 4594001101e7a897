#pragma once
// Just enough JSON Schema to hold docs/schemas/plan.schema.json against the writer: what that file uses, and $ref
// within the file. An unknown keyword fails the test. A validator by others is asked too, where there is one: see
// schema_validator.py.

#include <string>

#include "base/json.hpp"

namespace clever_sync::test {

/// docs/schemas/plan.schema.json.
Json plan_schema();
/// "" if the value is as the schema says, else where and why not.
std::string schema_violation(const Json& schema, const Json& value);

}  // namespace clever_sync::test
