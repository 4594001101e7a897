// Plans that are shown piece by piece: the head before the changes are known, the body without ever being one text.
#include <algorithm>

#include "catch.hpp"
#include "plans.hpp"

namespace clever_sync {
namespace {

using namespace test;

/// What is known before the changes are read.
Plan without_changes(Plan plan) {
  plan.changes.clear();
  return plan;
}

Plan some_plan() {
  Plan plan = GENERATE(small_plan(), big_plan(500, 7), Plan{});
  if (GENERATE(false, true)) plan.draft = "the rules of the working tree";
  return plan;
}

}  // namespace

TEST_CASE("head and body are the whole, and the head needs no change", "[review]") {
  const Plan plan = some_plan(), head = without_changes(plan);
  const NameBook names = small_names();
  const std::string digest = plan_digest(plan);
  std::string body;
  const TextSink sink = [&body](std::string_view text) { body += text; };
  const TextOptions options{.width = 80};
  write_text_body(plan, digest, names, options, sink);
  CHECK(text_head(head, digest, options) + body == render_text(plan, digest, names, options));
  CHECK(text_head(head, digest, options).find(summary_line(plan)) != std::string::npos);
  body.clear();
  write_html_body(plan, digest, names, sink);
  CHECK(html_head(head, digest) + body == render_html(plan, digest, names));
  CHECK(html_head(head, digest).find(summary_line(plan)) != std::string::npos);
  CHECK(markdown_head(head, digest) + markdown_body(plan, digest, names) == render_markdown(plan, digest, names));
  CHECK(markdown_head(head, digest).find(summary_line(plan)) != std::string::npos);
}

TEST_CASE("a page of any size leaves in pieces of some kilobytes", "[review]") {
  const Plan plan = big_plan(20'000, GENERATE(1, 300));
  std::size_t largest = 0, all = 0;
  write_html_body(plan, "", {}, [&](std::string_view text) {
    largest = std::max(largest, text.size());
    all += text.size();
  });
  CHECK(all > 3'000'000);
  CHECK(largest < 200'000);
}

TEST_CASE("JSON for a screen can be spelled line by line", "[review]") {
  const Plan plan = hostile_plan("\u202Eabc\u0085");
  const std::string bytes = encode_plan(plan);
  std::string pieces;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = bytes.find('\n', at) + 1;
    pieces += terminal_json(std::string_view(bytes).substr(at, end - at));
    at = end;
  }
  CHECK(pieces == terminal_json(encode_plan(plan)));
}

}  // namespace clever_sync
