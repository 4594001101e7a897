#include "sphero/target.hpp"

#include "base/error.hpp"
#include "base/json.hpp"

namespace clever_sync {

namespace {

/// Not through ObjectWriter, which leaves "" out: here it is an order to clear the field.
std::string encode_set(const std::map<std::string, std::string>& set) {
  std::string out;
  for (const auto& [field, value] : set) {
    out.push_back(out.empty() ? '{' : ',');
    append_json_string(field, out);
    out.push_back(':');
    append_json_string(value, out);
  }
  out.push_back('}');
  return out;
}

void append_operation(const Operation& operation, std::string& out) {
  ObjectWriter writer(out);
  writer.add("action", name_of(operation.action));
  writer.add_ids("add_students", operation.add_students);
  writer.add_ids("add_teachers", operation.add_teachers);
  writer.add("clever_id", operation.clever_id.text());
  writer.add("id", operation.id);
  if (operation.if_version) writer.add_integer("if_version", *operation.if_version);
  writer.add("kind", name_of(operation.kind));
  if (operation.primary_teacher) writer.add("primary_teacher", operation.primary_teacher->text());
  writer.add_ids("remove_students", operation.remove_students);
  writer.add_ids("remove_teachers", operation.remove_teachers);
  if (!operation.set.empty()) writer.add_raw("set", encode_set(operation.set));
  writer.add("sphero_id", operation.sphero_id);
  writer.finish();
}

}  // namespace

std::string_view name_of(ConnectionStatus status) {
  switch (status) {
    using enum ConnectionStatus;
    case requested:
      return "requested";
    case approved:
      return "approved";
    case suspended:
      return "suspended";
  }
  unreachable("ConnectionStatus");
}

std::string_view name_of(Operation::Action action) {
  switch (action) {
    using enum Operation::Action;
    case create:
      return "create";
    case update:
      return "update";
    case relink:
      return "relink";
    case restore:
      return "restore";
    case archive:
      return "archive";
  }
  unreachable("Operation::Action");
}

std::string encode_operation(const Operation& operation) {
  std::string out;
  append_operation(operation, out);
  return out;
}

std::string encode_batch(const std::vector<Operation>& operations) {
  std::string out = "{\"operations\":[";
  for (const Operation& operation : operations) {
    if (&operation != &operations.front()) out.push_back(',');
    append_operation(operation, out);
  }
  out += "]}";
  return out;
}

}  // namespace clever_sync
