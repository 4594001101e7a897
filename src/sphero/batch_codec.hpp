#pragma once
// What Sphero Edu answers to the small requests: a batch's results, a problem, a district's connection. Pure, and
// total: any bytes have a meaning here, if only "unknown".

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sphero/target.hpp"

namespace clever_sync {

/// One result per operation, in the order of the operations, found by id. An operation has none here when the answer
/// holds none for it, or two, or one with a missing or mistyped member or a status that the contract doesn't know.
/// Nothing at all when the bytes are no complete JSON or have no `results` array: then the whole batch is unknown.
std::optional<std::vector<std::optional<OperationResult>>> parse_batch_results(
    std::string_view body, const std::vector<Operation>& operations);

/// The code of a problem document; "" when there is no such document or no code in it, `unreadable-code` when the code
/// is not of the form [a-z0-9-]{1,64}.
std::string parse_problem_code(std::string_view body);

/// The district's status; nothing when the bytes are no such document or speak of another district.
std::optional<ConnectionStatus> parse_connection(std::string_view body, const DistrictId& district);

}  // namespace clever_sync
