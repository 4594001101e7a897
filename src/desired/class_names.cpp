#include "desired/class_names.hpp"

#include <fmt/core.h>

#include <set>

#include "desired/mapped_fields.hpp"
#include "rules/letters.hpp"

namespace clever_sync {

namespace {

using TakenNames = std::set<std::pair<UserId, std::string>>;

/// The name with the suffix, cut so that the suffix survives the contract's limit.
std::string with_suffix(std::string_view name, std::string_view suffix) {
  std::size_t suffix_code_points = 0;
  for (std::size_t at = 0; at < suffix.size(); ++suffix_code_points) next_code_point(suffix, at);
  const std::size_t room = max_class_name > suffix_code_points ? max_class_name - suffix_code_points : 0;
  return cut_at_grapheme(cut_at_grapheme(name, room) + std::string(suffix), max_class_name);
}

std::string free_name(const TakenNames& taken, const UserId& teacher, std::string_view name, const Section& section) {
  for (const std::string_view part : {section.period, section.section_number}) {
    if (part.empty()) continue;
    std::string candidate = with_suffix(name, fmt::format(" ({})", part));
    if (!taken.contains({teacher, candidate})) return candidate;
  }
  for (int count = 2;; ++count) {
    std::string candidate = with_suffix(name, fmt::format(" {}", count));
    if (!taken.contains({teacher, candidate})) return candidate;
  }
}

}  // namespace

void make_class_names_unique(const Derivation& derivation, std::vector<DesiredClass>& classes, Texts& texts) {
  const auto& shared = derivation.roster().sections;
  const auto& absent = derivation.snapshot.absences.sections;
  const IdIndex<SectionId> shared_index(shared);
  const IdIndex<SectionId> absent_index(absent, [](const Absent<Section>& a) { return a.record.id; });
  TakenNames taken;
  for (DesiredClass& desired : classes) {
    if (desired.cause.code == ReasonCode::filtered_out) continue;
    const std::uint32_t place = shared_index.find(desired.object.id);
    const Section& section =
        place != IdIndex<SectionId>::none ? shared[place] : absent[absent_index.find(desired.object.id)].record;
    if (section.teachers.empty()) continue;
    const UserId& teacher = section.teachers.front();
    std::string name(desired.object.name);
    if (taken.contains({teacher, name})) {
      name = free_name(taken, teacher, name, section);
      desired.object.name = texts.keep(name);
    }
    taken.emplace(teacher, std::move(name));
  }
}

}  // namespace clever_sync
