// Reading an operation: everything that the contract's schema says of one, before anything is done.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "sandbox/sphero_operations.hpp"

namespace clever_sync {
namespace {

constexpr std::size_t longest_class_name = 255;
constexpr std::size_t longest_last_initial = 8;

constexpr auto known_keys =
    std::to_array<std::string_view>({"action", "add_students", "add_teachers", "clever_id", "id", "if_version", "kind",
                                     "primary_teacher", "remove_students", "remove_teachers", "set", "sphero_id"});

// Why an operation is none: what `detail` would say. Empty: nothing wrong.
using Wrong = std::string;

std::optional<BatchAction> parse_batch_action(std::string_view text) {
  if (text == "create") return BatchAction::create;
  if (text == "update") return BatchAction::update;
  if (text == "relink") return BatchAction::relink;
  if (text == "restore") return BatchAction::restore;
  if (text == "archive") return BatchAction::archive;
  return std::nullopt;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

Wrong read_set(const Json& json, BatchOperation& operation) {
  const Json* const set = json.find("set");
  if (set == nullptr) return {};
  if (set->as_object() == nullptr) return "set must be an object";
  if (operation.action != BatchAction::create && operation.action != BatchAction::update) {
    return "set belongs to create and update";
  }
  const auto names = field_names(operation.kind);
  for (const auto& [name, value] : *set->as_object()) {
    if (std::ranges::find(names, name) == names.end()) return fmt::format("set has an unknown field");
    if (!value.is_string()) return "the values of set must be strings";
    const std::size_t length = code_points(*value.as_string());
    if (operation.kind == Kind::class_ && name == "name" && length > longest_class_name) return "name is too long";
    if (name == "last_initial" && length > longest_last_initial) return "last_initial is too long";
    operation.set.emplace(name, *value.as_string());
  }
  return {};
}

Wrong read_ids(const Json& json, std::string_view key, std::vector<UserId>& into) {
  const Json* const list = json.find(key);
  if (list == nullptr) return {};
  if (list->as_array() == nullptr) return fmt::format("{} must be an array", key);
  for (const Json& item : *list->as_array()) {
    const auto id = UserId::parse(item.is_string() ? *item.as_string() : std::string_view{});
    if (!id) return fmt::format("{} must hold Clever ids", key);
    into.push_back(*id);
  }
  return {};
}

Wrong read_members(const Json& json, BatchOperation& operation) {
  if (auto wrong = read_ids(json, "add_teachers", operation.add_teachers); !wrong.empty()) return wrong;
  if (auto wrong = read_ids(json, "remove_teachers", operation.remove_teachers); !wrong.empty()) return wrong;
  if (auto wrong = read_ids(json, "add_students", operation.add_students); !wrong.empty()) return wrong;
  if (auto wrong = read_ids(json, "remove_students", operation.remove_students); !wrong.empty()) return wrong;
  if (json.find("primary_teacher") != nullptr) {
    operation.primary_teacher = UserId::parse(json.text("primary_teacher"));
    if (!operation.primary_teacher) return "primary_teacher must be a Clever id";
  }
  const bool any = !operation.add_teachers.empty() || !operation.remove_teachers.empty() ||
                   !operation.add_students.empty() || !operation.remove_students.empty() || operation.primary_teacher;
  if (!any) return {};
  if (operation.kind != Kind::class_) return "only a class has members";
  if (operation.action != BatchAction::create && operation.action != BatchAction::update) {
    return "members belong to create and update";
  }
  return {};
}

Wrong read_version(const Json& json, BatchOperation& operation) {
  const Json* const version = json.find("if_version");
  if (operation.action == BatchAction::create) return version == nullptr ? Wrong{} : "create takes no if_version";
  if (version == nullptr) return "if_version is required";
  operation.if_version = version->as_integer();
  return operation.if_version ? Wrong{} : "if_version must be an integer";
}

Wrong read_sphero_id(const Json& json, BatchOperation& operation) {
  const bool given = json.find("sphero_id") != nullptr;
  if (operation.action != BatchAction::relink) return given ? "sphero_id belongs to relink" : Wrong{};
  operation.sphero_id = std::string(json.text("sphero_id"));
  return operation.sphero_id->empty() ? "relink needs a sphero_id" : Wrong{};
}

Wrong read_operation(const Json& json, BatchOperation& operation) {
  for (const auto& [key, value] : *json.as_object()) {
    if (std::ranges::find(known_keys, key) == known_keys.end()) return "the operation has an unknown member";
  }
  const auto action = parse_batch_action(json.text("action"));
  if (!action) return "action must be create, update, relink, restore or archive";
  operation.action = *action;
  const auto kind = parse_kind(json.text("kind"));
  if (!kind) return "kind must be teacher, student or class";
  operation.kind = *kind;
  const auto clever_id = CleverId::parse(json.text("clever_id"));
  if (!clever_id) return "clever_id must be 24 lower-case hex digits";
  operation.clever_id = *clever_id;
  if (auto wrong = read_version(json, operation); !wrong.empty()) return wrong;
  if (auto wrong = read_sphero_id(json, operation); !wrong.empty()) return wrong;
  if (auto wrong = read_set(json, operation); !wrong.empty()) return wrong;
  return read_members(json, operation);
}

}  // namespace

std::variant<BatchOperation, BatchOutcome> parse_operation(const Json& json) {
  BatchOperation operation;
  operation.id = json.text("id");
  const Wrong wrong = read_operation(json, operation);
  if (wrong.empty()) return operation;
  return BatchOutcome{.status = 422, .sphero_id = {}, .version = 0, .code = "invalid", .title = wrong};
}

}  // namespace clever_sync
