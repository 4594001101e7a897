#pragma once
// Reads the facts of `diagnose` from the repository: of the district from the small files, of a person or class from
// its own history and its schools' files. `--live` answers are added by the caller.

#include <optional>
#include <vector>

#include "audit/diagnosis.hpp"
#include "nightly/history.hpp"
#include "rules/config.hpp"

namespace clever_sync {

/// Whom a complaint is about.
struct Person {
  Kind kind = Kind::student;
  CleverId id;
  std::string name;  // of a class or teacher
};

/// Everybody that the query can mean among those kinds. An id that no kind knows is taken for the first of them.
std::vector<Person> find_people(Past& past, const std::vector<Kind>& kinds, const std::string& query);

DiagnosisFacts read_diagnosis_facts(Past& past, const Config& config, const std::optional<Person>& who, Date as_of,
                                    UtcTime now);

}  // namespace clever_sync
