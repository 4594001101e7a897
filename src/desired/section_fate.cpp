#include "desired/section_fate.hpp"

#include "desired/evidence.hpp"

namespace clever_sync {

namespace {

Evidence evidence(std::string path, std::string id, std::string field, std::string value) {
  return {.path = std::move(path), .id = std::move(id), .field = std::move(field), .value = std::move(value)};
}

/// Whether a section is one of the roster or one that is not shared any more: they stand in different files.
enum class Shared { yes, no };
std::string path_of(const Section& section, Shared shared) {
  return shared == Shared::yes ? snapshot_path("sections", section.school) : std::string(absent_sections_path);
}

/// The cause if the section's term or school year is over.
std::optional<Cause> ended(const Derivation& derivation, const Section& section, Shared shared) {
  const Lifecycle& lifecycle = derivation.rules.lifecycle;
  if (!is_undated(derivation, section)) {
    const Term& term = *derivation.index.term(section);
    if (derivation.as_of - *term.end_date <= std::chrono::days{lifecycle.after_term_end_days.value})
      return std::nullopt;
    return Cause{
        .code = ReasonCode::term_ended,
        .rule = lifecycle.after_term_end_days.rule,
        .evidence = {evidence(path_of(section, shared), section.id.text(), "term_id", term.id.text()),
                     evidence("snapshots/terms.json", term.id.text(), "end_date", format_date(*term.end_date))}};
  }
  const auto& year_ends = lifecycle.school_year_ends.value;
  if (!year_ends || !section.first_seen || *section.first_seen > *year_ends || derivation.as_of <= *year_ends)
    return std::nullopt;
  return Cause{.code = ReasonCode::school_year_ended,
               .rule = lifecycle.school_year_ends.rule,
               .evidence = {evidence(path_of(section, shared), section.id.text(), "first_seen",
                                     format_date(*section.first_seen))}};
}

/// Fills in the rule that leaves the section out, and gives what that rule looked at.
std::vector<Evidence> find_left_out(const Derivation& derivation, const Section& section, std::size_t place,
                                    SectionFate& fate) {
  if (const RulePtr* school_rule = school_left_out(derivation, section.school)) {
    fate.left_out_by = *school_rule;
    fate.because_of = section.school.as<AnyTag>();
    return school_evidence(derivation, section.school);
  }
  if (const RulePtr* rule = derivation.parts.sections.left_out(place)) {
    fate.left_out_by = *rule;
    if (const FilterRule* excluding = derivation.parts.sections.excluding(place))
      return evidence_for(*excluding, section, derivation.index);
  }
  return {};
}

RulePtr including_rule(const Derivation& derivation, std::size_t place) {
  const FilterRule* including = derivation.parts.sections.including(place);
  return including != nullptr ? including->rule : derivation.rules.filters.include_default;
}

/// What keep.yaml says has the last word over archiving.
void apply_exception(const Derivation& derivation, const SectionId& section, SectionFate& fate) {
  const RulePtr* kept = derivation.exceptions.kept(section);
  if (kept == nullptr || fate.stance == Stance::open) return;
  fate.stance = Stance::keep;
  fate.cause.rule = *kept;
  fate.enrols = fate.left_out_by == nullptr;
}

SectionFate fate_of_ignored(const RulePtr& rule) {
  return {.stance = Stance::keep,
          .cause = {.code = ReasonCode::filtered_out, .rule = rule, .evidence = {}},
          .enrols = false,
          .left_out_by = rule,
          .because_of = std::nullopt};
}

}  // namespace

bool is_undated(const Derivation& derivation, const Section& section) {
  const Term* term = derivation.index.term(section);
  return term == nullptr || !term->end_date;
}

SectionFate fate_of_shared(const Derivation& derivation, const Section& section, std::size_t place) {
  const Lifecycle& lifecycle = derivation.rules.lifecycle;
  if (const RulePtr* ignored = derivation.exceptions.ignored(Kind::class_, section.id.as<AnyTag>()))
    return fate_of_ignored(*ignored);
  SectionFate fate;
  std::vector<Evidence> seen = find_left_out(derivation, section, place, fate);
  if (fate.left_out_by != nullptr && lifecycle.when_filtered_out.value) {
    fate.stance = Stance::archive;
    fate.cause = {.code = ReasonCode::filtered_out, .rule = fate.left_out_by, .evidence = std::move(seen)};
  } else if (auto over = ended(derivation, section, Shared::yes)) {
    fate.stance = Stance::archive;
    fate.cause = *std::move(over);
  } else if (fate.left_out_by != nullptr) {
    fate.stance = Stance::keep;
    fate.cause = {
        .code = ReasonCode::filtered_out, .rule = lifecycle.when_filtered_out.rule, .evidence = std::move(seen)};
  } else {
    fate.cause = {.code = ReasonCode::listed, .rule = including_rule(derivation, place), .evidence = {}};
    fate.enrols = true;
  }
  apply_exception(derivation, section.id, fate);
  return fate;
}

SectionFate fate_of_absent(const Derivation& derivation, const Absent<Section>& absent) {
  const auto& nights = derivation.rules.lifecycle.after_absent_nights;
  const SectionId& id = absent.record.id;
  if (const RulePtr* ignored = derivation.exceptions.ignored(Kind::class_, id.as<AnyTag>())) {
    SectionFate fate = fate_of_ignored(*ignored);
    fate.left_out_by = nullptr;  // it is not shared, so nothing needs to leave it out
    return fate;
  }
  SectionFate fate;
  if (auto over = ended(derivation, absent.record, Shared::no)) {
    fate.stance = Stance::archive;
    fate.cause = *std::move(over);
  } else {
    fate.stance = absent.missed.size() >= static_cast<std::size_t>(nights.value) ? Stance::archive : Stance::keep;
    fate.cause = {
        .code = ReasonCode::left_clever,
        .rule = nights.rule,
        .evidence = {evidence(path_of(absent.record, Shared::no), id.text(), "missed", dates_text(absent.missed))}};
  }
  apply_exception(derivation, id, fate);
  fate.enrols = false;  // what is not shared lists nobody any more
  return fate;
}

}  // namespace clever_sync
