#include "clever/collection.hpp"

#include <fmt/core.h>

#include "base/error.hpp"

namespace clever_sync {

std::string_view name_of(Collection collection) {
  switch (collection) {
    case Collection::districts:
      return "districts";
    case Collection::schools:
      return "schools";
    case Collection::terms:
      return "terms";
    case Collection::courses:
      return "courses";
    case Collection::sections:
      return "sections";
    case Collection::teachers:
      return "teachers";
    case Collection::students:
      return "students";
  }
  unreachable("Collection");
}

std::string_view record_kind(Collection collection) {
  std::string_view kind = name_of(collection);
  kind.remove_suffix(1);
  return kind;
}

std::string first_page_url(Collection collection, const CleverOptions& options) {
  std::string_view base = options.api;
  while (base.ends_with('/')) base.remove_suffix(1);
  switch (collection) {
    case Collection::districts:
      return fmt::format("{}/districts", base);
    case Collection::teachers:
      return fmt::format("{}/users?role=teacher&limit={}", base, options.page_limit);
    case Collection::students:
      return fmt::format("{}/users?role=student&limit={}", base, options.page_limit);
    case Collection::schools:
    case Collection::terms:
    case Collection::courses:
    case Collection::sections:
      return fmt::format("{}/{}?limit={}", base, name_of(collection), options.page_limit);
  }
  unreachable("Collection");
}

}  // namespace clever_sync
