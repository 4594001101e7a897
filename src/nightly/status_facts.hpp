#pragma once
// Reads the facts of `status`: the newest run lines, the header of the plan, the approvals and refusals. Opens no
// record file, so that its cost does not grow with the district.

#include "audit/status.hpp"
#include "nightly/run_line.hpp"
#include "rules/config.hpp"
#include "workspace/repository.hpp"

namespace clever_sync {

NightFact night_fact(const RunLine& line);

StatusFacts read_status_facts(const Repository& repository, const ObjectId& commit, const Config& config, Date as_of,
                              UtcTime now);

/// The text of a canonical one-object file's field: of district.json. "" if file or field is missing.
std::string district_text(const Repository& repository, const ObjectId& commit, std::string_view field);

}  // namespace clever_sync
