#include "nightly/read_back.hpp"

#include <string>
#include <unordered_set>

#include "base/error.hpp"

namespace clever_sync {

namespace {

template <class Object, class IdType>
bool same(const std::vector<Object>& expected, const std::vector<Object>& actual, const IdType& id) {
  const Object* wanted = find_by_id(expected, id);
  const Object* found = find_by_id(actual, id);
  if (wanted == nullptr || found == nullptr) return wanted == found;
  if (!wanted->sphero_id.empty()) return *wanted == *found;
  Object named = *wanted;  // an answer need not tell Sphero Edu's own id
  named.sphero_id = found->sphero_id;
  return named == *found;
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
  std::unordered_set<std::string> named;
  for (const ReceiptLine& receipt : receipts) {
    if (receipt.result != ReceiptResult::done || shows(expected, actual, receipt)) continue;
    if (named.insert(change_name(receipt)).second) names.push_back(change_name(receipt));
  }
  return names;
}

}  // namespace clever_sync
