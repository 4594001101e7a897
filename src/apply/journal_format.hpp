#pragma once
// What the writer and the reader of the journal agree on; private to the two. docs/formats.md shows a journal.

#include <string>
#include <string_view>

#include "base/digest.hpp"

namespace clever_sync {

inline constexpr std::string_view journal_format = "clever-sync/journal@1";
inline constexpr std::string_view journal_sum_key = ",\"sum\":\"";
inline constexpr std::size_t journal_sum_digits = 16;  // 64 of SHA-256's bits: it guards against damage, not people

inline std::string journal_checksum(std::string_view bytes) {
  return sha256_hex(bytes).substr(0, journal_sum_digits);
}

}  // namespace clever_sync
