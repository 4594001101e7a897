// The three digests of a plan. A part's digest must be the same tomorrow if the part is: so neither the day nor the
// inputs nor the other part are in it.
#include <utility>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "plan/change_writer.hpp"
#include "plan/plan.hpp"
#include "plan/plan_writer.hpp"

namespace clever_sync {

std::string part_digest(const DistrictId& district, Part part, const std::vector<Change>& changes) {
  constexpr std::size_t chunk_bytes = std::size_t{64} * 1024;  // a part of a million changes is not built in memory
  Sha256 digest;
  std::string chunk;
  ObjectWriter header(chunk);
  header.add_id("district", district);
  header.add("format", plan_format);
  header.add("part", name_of(part));
  header.finish();
  chunk.push_back('\n');
  for (const Change& change : changes) {
    if (change.part != part) continue;
    append_change(change, ChangeForm::part_digest, chunk);
    chunk.push_back('\n');
    if (chunk.size() < chunk_bytes) continue;
    digest.update(chunk);
    chunk.clear();
  }
  digest.update(chunk);
  return digest.finish_hex();
}

std::string change_digest(const Change& change) {
  std::string bytes;
  append_change(change, ChangeForm::content, bytes);
  return sha256_hex(bytes);
}

std::string plan_digest(const Plan& plan) {
  return sha256_hex(write_plan(plan).bytes);
}

std::string encode_plan(const Plan& plan) {
  PlanBytes written = write_plan(plan);
  const std::string digest = sha256_hex(written.bytes);
  return insert_digest(std::move(written), digest);
}

}  // namespace clever_sync
