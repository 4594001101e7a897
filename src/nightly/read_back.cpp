#include "nightly/read_back.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace clever_sync {

namespace {

template <class Object, class IdType>
bool same(const std::vector<Object>& expected, const std::vector<Object>& actual, const IdType& id) {
  const Object* wanted = find_by_id(expected, id);
  const Object* found = find_by_id(actual, id);
  if (wanted == nullptr || found == nullptr) return wanted == found;
  return *wanted == *found;
}

bool shows(const LiveState& expected, const LiveState& actual, const ReceiptLine& receipt) {
  switch (receipt.kind) {
    case Kind::teacher:
      return same(expected.managed.teachers, actual.managed.teachers, receipt.clever_id.as<UserTag>());
    case Kind::student:
      return same(expected.managed.students, actual.managed.students, receipt.clever_id.as<UserTag>());
    case Kind::class_:
      return same(expected.managed.classes, actual.managed.classes, receipt.clever_id.as<SectionTag>());
  }
  unreachable("Kind");
}

}  // namespace

std::vector<std::string> read_back_differences(const LiveState& expected, const LiveState& actual,
                                               const std::vector<ReceiptLine>& receipts) {
  std::vector<std::string> names;
  for (const ReceiptLine& receipt : receipts) {
    if (receipt.result != "done" || shows(expected, actual, receipt)) continue;
    if (std::ranges::find(names, receipt.change) == names.end()) names.push_back(receipt.change);
  }
  return names;
}

}  // namespace clever_sync
