// A journal. Its checksums would stop every altered line at the door, so a second reading has them set right.
#include "apply/journal.hpp"

#include "apply/journal_format.hpp"
#include "fuzz_target.hpp"

using namespace clever_sync;

namespace {

std::string with_right_sums(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto [line, rest] = fuzz::split_first_line(text);
    text = rest;
    const std::size_t sum = line.rfind(journal_sum_key);
    const std::string_view covered = line.substr(0, sum);
    out.append(covered).append(journal_sum_key).append(journal_checksum(covered)).append("\"}\n");
  }
  return out;
}

void read_journal(std::string_view bytes) {
  fuzz::takes([&] {
    const JournalContent content = parse_journal(bytes, "journal");
    fuzz::require(content.good_bytes <= bytes.size(), "the good prefix is a prefix");
    const JournalContent again = parse_journal(bytes.substr(0, content.good_bytes), "journal");
    fuzz::require(again.lines == content.lines && again.good_bytes == content.good_bytes,
                  "the good prefix alone says what the whole journal says");
    std::uint64_t sequence = 0;
    for (const JournalLine& line : content.lines) {
      ++sequence;
      const std::string written = encode_line(line, sequence, 0);
      fuzz::require(written.ends_with('\n'), "a line that was read can be written");
    }
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  read_journal(text);
  read_journal(with_right_sums(text));
  return 0;
}
