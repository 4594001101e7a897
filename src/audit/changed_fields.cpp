#include <algorithm>

#include "audit/life.hpp"

namespace clever_sync {

namespace {

void collect(const std::string& prefix, const Json* before, const Json* after, std::vector<std::string>& fields) {
  if (before != nullptr && after != nullptr && *before == *after) return;
  const Json::Object* old_object = before == nullptr ? nullptr : before->as_object();
  const Json::Object* new_object = after == nullptr ? nullptr : after->as_object();
  if (old_object == nullptr || new_object == nullptr) {
    fields.push_back(prefix);
    return;
  }
  const std::string stem = prefix.empty() ? "" : prefix + ".";
  for (const auto& [key, value] : *old_object) collect(stem + key, &value, after->find(key), fields);
  for (const auto& [key, value] : *new_object) {
    if (!old_object->contains(key)) fields.push_back(stem + key);
  }
}

}  // namespace

std::vector<std::string> changed_fields(const std::string& before, const std::string& after) {
  const Json old_record = parse_own_json(before, "a record's earlier line");
  const Json new_record = parse_own_json(after, "a record's later line");
  std::vector<std::string> fields;
  collect("", &old_record, &new_record, fields);
  std::sort(fields.begin(), fields.end());
  return fields;
}

}  // namespace clever_sync
