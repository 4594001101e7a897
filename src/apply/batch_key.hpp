#pragma once
// The idempotency key of a batch, private to apply: the run's id and the journal's number of the batch's first intent.

#include <cstdint>
#include <string>
#include <string_view>

namespace clever_sync {

std::string batch_key(std::string_view run, std::uint64_t first_intent);
/// The number in a key; 0 for what is no key.
std::uint64_t batch_of(std::string_view key);

}  // namespace clever_sync
