// Fuzz target: a page of the Data API. The first byte says of which collection, the rest is the body. Nothing but a
// page or a damage may come out, and what comes out must keep the promises that the rest of the program relies on.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "clever/page_codec.hpp"
#include "clever/tokens.hpp"

using namespace clever_sync;

namespace {

template <class Record>
void check_ascending(const std::vector<Record>& records) {
  const auto not_after = [](const Record& a, const Record& b) { return !(a.id < b.id); };
  ensure(std::ranges::adjacent_find(records, not_after) == records.end(), "records do not ascend");
}

template <class User>
void check_schools(const std::vector<User>& users) {
  for (const User& user : users) {
    ensure(user.schools.empty() || user.school, "a user with schools has no primary one");
    ensure(!user.school || std::ranges::binary_search(user.schools, *user.school), "the primary school is not listed");
  }
}

void check_harvest(const Harvest& harvest) {
  check_ascending(harvest.schools);
  check_ascending(harvest.sections);
  check_ascending(harvest.teachers);
  check_ascending(harvest.students);
  check_schools(harvest.teachers);
  check_schools(harvest.students);
  for (const Section& section : harvest.sections) ensure(std::ranges::is_sorted(section.students), "members unsorted");
  for (const Student& student : harvest.students) ensure(student.last_initial.size() <= 32, "more than an initial");
  for (const Finding& finding : findings_of(harvest.notes)) ensure(!finding.message.empty(), "an empty finding");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t bytes) {
  if (bytes == 0) return 0;
  const std::string body(reinterpret_cast<const char*>(data) + 1, bytes - 1);
  const PageQuery query{.collection = static_cast<CleverCollection>(data[0] % 7),
                        .district = *DistrictId::parse("58da8a43cc70ab00017a1a87"),
                        .student_email = CleverOptions::StudentEmail::drop,
                        .after = std::nullopt};
  PageDecoder decoder(std::make_shared<Texts>());
  Harvest harvest;
  const auto decoded = decoder.decode(body, query, harvest);
  if (std::holds_alternative<CleverPage>(decoded)) check_harvest(harvest);
  constexpr std::size_t row_by_row = 1;
  PageDecoder piecewise(std::make_shared<Texts>(), row_by_row);
  Harvest pieces;
  ensure(piecewise.decode(body, query, pieces).index() == decoded.index(), "pieces of a page are judged otherwise");
  if (std::holds_alternative<CleverPage>(decoded)) {
    ensure(pieces.students == harvest.students && pieces.sections == harvest.sections, "pieces hold other records");
  }
  (void)parse_token_list(body);
  return 0;
}
