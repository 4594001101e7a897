#include "sandbox/sphero_batch.hpp"

#include <fmt/core.h>

#include <set>

#include "base/digest.hpp"

namespace clever_sync {
namespace {

constexpr std::chrono::hours key_lifetime{24};

// The operations, or the problem of the whole request.
std::variant<Json::Array, SandboxReply> read_operations(std::string_view body) {
  auto parsed = parse_json(body);
  if (std::holds_alternative<JsonError>(parsed)) return problem_reply(400, "not-json", "The body is not JSON");
  const auto& json = std::get<Json>(parsed);
  const Json* const list = json.find("operations");
  if (list == nullptr || list->as_array() == nullptr || json.as_object()->size() != 1) {
    return problem_reply(422, "invalid", "The body must be an object with operations and nothing else");
  }
  const Json::Array& operations = *list->as_array();
  if (operations.empty()) return problem_reply(422, "invalid", "operations must not be empty");
  if (operations.size() > most_operations) return problem_reply(413, "too-many-operations", "At most 500 operations");
  std::set<std::string_view> ids;
  for (const Json& operation : operations) {
    if (operation.text("id").empty()) return problem_reply(422, "invalid", "Every operation needs an id");
    if (!ids.insert(operation.text("id")).second) {
      return problem_reply(422, "invalid", "The ids of operations must differ within a request");
    }
  }
  return operations;
}

std::string encode_outcome(std::string_view id, const BatchOutcome& outcome) {
  std::string out;
  ObjectWriter writer(out);
  writer.add("id", id);
  if (!outcome.code.empty()) {
    writer.add_object("problem", [&](ObjectWriter& problem) {
      problem.add("code", outcome.code);
      problem.add_integer("status", outcome.status);
      problem.add("title", outcome.title);
    });
  }
  writer.add("sphero_id", outcome.sphero_id);
  writer.add_integer("status", outcome.status);
  if (outcome.version != 0) writer.add_integer("version", outcome.version);
  writer.finish();
  return out;
}

}  // namespace

SandboxReply SpheroBatch::answer(std::string_view key, std::string_view body,
                                 const std::optional<Misbehaviour>& wrong) {
  if (key.empty()) return problem_reply(400, "key-missing", "Idempotency-Key is required");
  if (key.size() > longest_key) return problem_reply(422, "key-too-long", "Idempotency-Key has at most 128 characters");
  const UtcTime now = clock_.now();
  forget_old_keys(now);
  std::string digest = sha256_hex(body);
  if (const auto known = keys_.find(key); known != keys_.end()) {
    if (known->second.body_digest != digest) {
      return problem_reply(422, "key-reused", "That Idempotency-Key was used with another body");
    }
    ++counts_.repeated;
    SandboxReply reply;
    reply.body = known->second.answer;
    return reply;
  }

  auto read = read_operations(body);
  if (auto* const problem = std::get_if<SandboxReply>(&read)) return *problem;
  const auto& operations = std::get<Json::Array>(read);
  ++counts_.batches;
  std::vector<std::string> results;
  results.reserve(operations.size());
  for (const Json& operation : operations) results.push_back(encode_outcome(operation.text("id"), perform(operation)));
  const auto encode = [&results] {
    std::string out = R"({"results":[)";
    for (std::size_t at = 0; at < results.size(); ++at) out.append(at == 0 ? "" : ",").append(results[at]);
    return out.append("]}");
  };
  SandboxReply reply = make_reply(200, encode());
  keys_.emplace(key, Remembered{.body_digest = std::move(digest), .answer = reply.body, .at = now});
  if (!wrong || !changes_page(wrong->what)) return reply;
  std::string no_next;
  spoil_page(wrong, results, no_next, {});
  return make_reply(200, encode());
}

BatchOutcome SpheroBatch::perform(const Json& operation) {
  ++counts_.operations;
  const auto wrong = misbehaviours_.next_operation();
  if (wrong && wrong->what != Misdeed::operation_lost) {
    const bool busy = wrong->what == Misdeed::operation_busy;
    return {.status = busy ? 503 : 422,
            .sphero_id = {},
            .version = 0,
            .code = busy ? "busy" : "refused",
            .title = "Asked for by a misbehaviour"};
  }
  auto parsed = parse_operation(operation);
  if (const auto* const invalid = std::get_if<BatchOutcome>(&parsed)) return *invalid;
  const auto& wanted = std::get<BatchOperation>(parsed);
  const SpheroObject* const before = wanted.action == BatchAction::relink
                                         ? world_.find_sphero_id(wanted.kind, *wanted.sphero_id)
                                         : world_.find(wanted.kind, wanted.clever_id);
  const std::int64_t version = before == nullptr ? 0 : before->version;
  if (wrong) {
    return {.status = before == nullptr ? 201 : 200,
            .sphero_id = before == nullptr ? std::string("lost") : before->sphero_id,
            .version = version + 1,
            .code = {},
            .title = {}};
  }
  BatchOutcome outcome = carry_out(world_, wanted);
  if (outcome.code.empty() && outcome.version != version) ++counts_.writes;
  return outcome;
}

void SpheroBatch::forget_old_keys(UtcTime now) {
  std::erase_if(keys_, [now](const auto& pair) { return now - pair.second.at >= key_lifetime; });
}

}  // namespace clever_sync
