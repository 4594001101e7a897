#include "plan/plan.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view action_names[] = {"create", "update", "relink", "restore", "archive"};

/// One decimal, rounded half up, without a floating point number on the way.
std::string percentage(std::int64_t actual, std::int64_t total) {
  const std::int64_t tenths = (2000 * actual + total) / (2 * total);
  return fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

}  // namespace

std::string_view name_of(Part part) {
  switch (part) {
    case Part::additions:
      return "additions";
    case Part::removals:
      return "removals";
  }
  unreachable("a part of a plan");
}

std::optional<Part> parse_part(std::string_view text) {
  if (text == "additions") return Part::additions;
  if (text == "removals") return Part::removals;
  return std::nullopt;
}

std::string_view name_of(Action action) {
  return action_names[static_cast<std::size_t>(action)];
}

std::optional<Action> parse_action(std::string_view text) {
  const auto* const found = std::find(std::begin(action_names), std::end(action_names), text);
  if (found == std::end(action_names)) return std::nullopt;
  return static_cast<Action>(found - std::begin(action_names));
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::clear:
      return "clear";
    case Verdict::approve:
      return "approve";
    case Verdict::hold:
      return "hold";
  }
  unreachable("a verdict");
}

std::string change_name(const Change& change) {
  return change_name(change.action, change.kind, change.clever_id);
}

std::string change_name(Action action, Kind kind, CleverId id) {
  std::string name(name_of(action));
  name += ' ';
  name += name_of(kind);
  name += ' ';
  id.append_to(name);
  return name;
}

Part part_held_by(std::string_view guardrail) {
  return guardrail == "updates" ? Part::additions : Part::removals;
}

std::vector<std::string> schools_named(const Guardrail& guardrail) {
  constexpr std::string_view between = ", ";
  std::vector<std::string> schools;
  if (guardrail.name != "school-gone") return schools;
  for (std::string_view rest = guardrail.detail; !rest.empty();) {
    const std::size_t end = std::min(rest.find(between), rest.size());
    schools.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + between.size(), rest.size()));
  }
  return schools;
}

std::string arithmetic(const Guardrail& guardrail) {
  std::string label = guardrail.name;
  std::ranges::replace(label, '-', ' ');
  constexpr std::size_t longest_detail = 200;
  const std::string detail = printable(guardrail.detail, longest_detail);
  if (guardrail.name == "district-state") {
    if (guardrail.actual == 0) return "district state: the data in Clever is current";
    return fmt::format("district state: {} in Clever, so its data is not current", detail);
  }
  if (guardrail.name == "window") {
    return guardrail.actual == 0 ? "window: none is open today" : "window " + detail;
  }
  if (guardrail.name == "school-gone") {
    return fmt::format("{}: {} of {}, holds from {}", label, guardrail.actual, guardrail.total, guardrail.limit);
  }
  const std::string share =
      guardrail.total == 0 ? std::string() : fmt::format(" ({})", percentage(guardrail.actual, guardrail.total));
  return fmt::format("{}: {} of {}{}, limit {} %", label, guardrail.actual, guardrail.total, share, guardrail.limit);
}

}  // namespace clever_sync
