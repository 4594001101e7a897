// A plan.json. Its digest and its counts would stop every altered plan at the door, so the one is set right first and
// the others are not asked for: then what is behind the door is tried too, the renderers included.
#include "plan/plan.hpp"

#include "base/digest.hpp"
#include "fuzz_target.hpp"
#include "review/approval.hpp"
#include "review/render.hpp"
#include "review/sign_in_losses.hpp"

using namespace clever_sync;

namespace {

/// The plan with the digest that it ought to have, if it has one at all.
std::string with_right_digest(std::string_view text) {
  constexpr std::string_view key = ",\"plan\":\"";
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return std::string(text);
  const std::size_t end = text.find('"', at + key.size());
  if (end == std::string_view::npos) return std::string(text);
  const std::string rest = std::string(text.substr(0, at)) + std::string(text.substr(end + 1));
  return rest.substr(0, at) + std::string(key) + sha256_hex(rest) + "\"" + rest.substr(at);
}

void read_plan(std::string_view bytes, ParsedPlan (*parse)(std::string_view, std::string_view)) {
  fuzz::takes([&] {
    const ParsedPlan parsed = parse(bytes, "plans/plan.json");
    fuzz::require(encode_plan(parsed.plan) == bytes, "a plan that is taken is what would be written");
    constexpr std::size_t comment_limit = 65'536;
    fuzz::require(render_markdown(parsed.plan, {}).size() <= comment_limit, "plan.md fits a comment");
    (void)render_text(parsed.plan, {}, {});
    (void)render_html(parsed.plan, {});
    (void)terminal_json(encode_plan(parsed.plan));
    (void)report_sign_in(parsed.plan, {}, {});
    (void)gate_part(parsed.plan, Part::removals, std::nullopt, {});
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  read_plan(text, parse_plan);
  read_plan(with_right_digest(text), parse_plan_slice);
  return 0;
}
