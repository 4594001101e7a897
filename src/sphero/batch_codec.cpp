#include "sphero/batch_codec.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "sphero/live_codec.hpp"

namespace clever_sync {

namespace {

using simdjson::dom::element;

constexpr std::string_view unreadable_code = "unreadable-code";

/// The member, or nothing when it is absent or null.
std::optional<element> find(const element& object, std::string_view key) {
  element value;
  if (object.at_key(key).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

/// The member as that type; nothing when it is absent or of another.
template <class Value>
std::optional<Value> find_as(const element& object, std::string_view key) {
  const std::optional<element> value = find(object, key);
  Value out{};
  if (!value || value->get(out) != simdjson::SUCCESS) return std::nullopt;
  return out;
}

bool is_code(std::string_view text) {
  constexpr std::size_t most_bytes = 64;
  return !text.empty() && text.size() <= most_bytes &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::string code_of(const element& problem) {
  const auto code = find_as<std::string_view>(problem, "code");
  return std::string(code && is_code(*code) ? *code : unreadable_code);
}

/// Nothing for a result that can't be relied on in every part.
std::optional<OperationResult> parse_result(std::string_view id, const element& object) {
  constexpr std::array<std::int64_t, 7> statuses{200, 201, 404, 409, 412, 422, 503};  // docs/sphero-edu-api.yaml
  OperationResult out{.id = std::string(id), .status = 0, .sphero_id = {}, .version = {}, .code = {}};
  const auto status = find_as<std::int64_t>(object, "status");
  if (!status || std::ranges::find(statuses, *status) == statuses.end()) return std::nullopt;
  out.status = static_cast<int>(*status);

  if (find(object, "sphero_id")) {
    const auto sphero_id = find_as<std::string_view>(object, "sphero_id");
    if (!sphero_id || !is_sphero_id(*sphero_id)) return std::nullopt;
    out.sphero_id = *sphero_id;
  }
  if (find(object, "version")) {
    out.version = find_as<std::int64_t>(object, "version");
    if (!out.version || *out.version < 1) return std::nullopt;
  }
  if (out.status / 100 != 2) {
    const std::optional<element> problem = find(object, "problem");
    out.code = problem ? code_of(*problem) : std::string(unreadable_code);
  }
  return out;
}

}  // namespace

std::optional<std::vector<std::optional<OperationResult>>> parse_batch_results(
    std::string_view body, const std::vector<Operation>& operations) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(body.data(), body.size()).get(root) != simdjson::SUCCESS) return std::nullopt;
  const auto results = find_as<simdjson::dom::array>(root, "results");
  if (!results) return std::nullopt;

  std::unordered_map<std::string_view, std::size_t> index_of;
  for (std::size_t i = 0; i < operations.size(); ++i) index_of.emplace(operations[i].id, i);
  std::vector<int> answers(operations.size(), 0);
  std::vector<std::optional<OperationResult>> out(operations.size());
  for (const element result : *results) {
    const auto id = find_as<std::string_view>(result, "id");
    const auto found = id ? index_of.find(*id) : index_of.end();
    if (found == index_of.end()) continue;  // of no operation of ours
    const std::size_t index = found->second;
    // Of two answers to one operation neither can be believed, equal or not.
    out[index] = ++answers[index] == 1 ? parse_result(*id, result) : std::nullopt;
  }
  return out;
}

std::string parse_problem_code(std::string_view body) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(body.data(), body.size()).get(root) != simdjson::SUCCESS) return std::string(unreadable_code);
  return code_of(root);
}

std::optional<ConnectionStatus> parse_connection(std::string_view body, const DistrictId& district) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(body.data(), body.size()).get(root) != simdjson::SUCCESS) return std::nullopt;
  if (find_as<std::string_view>(root, "district") != district.text()) return std::nullopt;
  const auto text = find_as<std::string_view>(root, "status");
  for (const ConnectionStatus status :
       {ConnectionStatus::requested, ConnectionStatus::approved, ConnectionStatus::suspended}) {
    if (text == name_of(status)) return status;
  }
  return std::nullopt;
}

}  // namespace clever_sync
