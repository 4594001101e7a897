#include "clever/collection.hpp"

#include <fmt/core.h>

#include "base/error.hpp"

namespace clever_sync {

std::string_view name_of(CleverCollection collection) {
  switch (collection) {
    case CleverCollection::districts:
      return "districts";
    case CleverCollection::schools:
      return "schools";
    case CleverCollection::terms:
      return "terms";
    case CleverCollection::courses:
      return "courses";
    case CleverCollection::sections:
      return "sections";
    case CleverCollection::teachers:
      return "teachers";
    case CleverCollection::students:
      return "students";
  }
  unreachable("CleverCollection");
}

std::string_view record_kind(CleverCollection collection) {
  std::string_view kind = name_of(collection);
  kind.remove_suffix(1);
  return kind;
}

std::string first_page_url(CleverCollection collection, const CleverOptions& options) {
  std::string_view base = options.api;
  while (base.ends_with('/')) base.remove_suffix(1);
  switch (collection) {
    case CleverCollection::districts:
      return fmt::format("{}/districts", base);
    case CleverCollection::teachers:
      return fmt::format("{}/users?role=teacher&limit={}&count=true", base, options.page_limit);
    case CleverCollection::students:
      return fmt::format("{}/users?role=student&limit={}&count=true", base, options.page_limit);
    case CleverCollection::schools:
    case CleverCollection::terms:
    case CleverCollection::courses:
    case CleverCollection::sections:
      return fmt::format("{}/{}?limit={}&count=true", base, name_of(collection), options.page_limit);
  }
  unreachable("CleverCollection");
}

}  // namespace clever_sync
