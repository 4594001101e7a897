#include "desired/cause_chain.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace clever_sync {

std::vector<CauseLink> cause_chain(const DesiredResult& desired, const LeftOut& left_out) {
  if (!left_out.because_of) return {};
  const auto section = left_out.because_of->as<SectionTag>();
  const auto& classes = desired.state.classes;
  const auto at = std::ranges::lower_bound(classes, section, {}, [](const DesiredClass& c) { return c.object.id; });
  if (at == classes.end() || at->object.id != section) return {};  // a school: the rule is its own
  return {{.id = *left_out.because_of, .cause = at->cause}};
}

std::string chain_words(const std::vector<CauseLink>& chain) {
  std::string words;
  for (const CauseLink& link : chain)
    words += fmt::format(", which takes no part: {} by {}:{} ({})", name_of(link.cause.code), link.cause.rule->file,
                         link.cause.rule->line, link.cause.rule->id);
  return words;
}

}  // namespace clever_sync
