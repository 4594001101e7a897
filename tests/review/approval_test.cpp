#include "review/approval.hpp"

#include "base/error.hpp"
#include "catch.hpp"

namespace clever_sync {
namespace {

Approval sample_approval() {
  return Approval{.part = Part::removals,
                  .digest = std::string(64, 'a'),
                  .person = "Ada Engineer <ada@example.org>",
                  .at = *parse_utc_time("2026-12-20T08:00:00Z"),
                  .expires = *parse_utc_time("2026-12-23T08:00:00Z"),
                  .because = "fall term \"rolled\"",
                  .waivers = {{.guardrail = "classes-archived", .max = 104}, {.guardrail = "sign-in-lost", .max = 12}},
                  .plan = std::string(64, 'b'),
                  .revoked = std::nullopt};
}

}  // namespace

TEST_CASE("an approval is one canonical line that reads back as it was given", "[review]") {
  const Approval approval = sample_approval();
  const std::string bytes = encode_approval(approval);
  CHECK(bytes ==
        R"({"at":"2026-12-20T08:00:00Z","because":"fall term \"rolled\"","digest":")" + std::string(64, 'a') +
            R"(","expires":"2026-12-23T08:00:00Z","format":"clever-sync/approval@1","part":"removals",)"
            R"("person":"Ada Engineer <ada@example.org>","plan":")" +
            std::string(64, 'b') +
            R"(","waivers":[{"guardrail":"classes-archived","max":104},{"guardrail":"sign-in-lost","max":12}]})"
            "\n");
  CHECK(parse_approval(bytes, "approvals/a.json") == approval);
}

TEST_CASE("a revoked approval keeps who took it back, when and why", "[review]") {
  Approval approval = sample_approval();
  approval.waivers.clear();
  approval.revoked = Revocation{
      .person = "Bo <bo@example.org>", .at = *parse_utc_time("2026-12-21T08:00:00Z"), .because = "wrong term"};
  CHECK(parse_approval(encode_approval(approval), "approvals/a.json") == approval);
}

TEST_CASE("waivers are written in order of name, whatever order they were given in", "[review]") {
  Approval approval = sample_approval();
  std::swap(approval.waivers[0], approval.waivers[1]);
  CHECK(encode_approval(approval) == encode_approval(sample_approval()));
}

TEST_CASE("an approval file that clever-sync did not write is an integrity error that names the file", "[review]") {
  const std::string good = encode_approval(sample_approval());
  const auto edited = [&](std::string_view from, std::string_view to) {
    std::string bytes = good;
    bytes.replace(bytes.find(from), from.size(), to);
    return bytes;
  };
  const std::vector<std::string> damaged = {
      "",
      "{}\n",
      good.substr(0, good.size() / 2),
      good + "\n",
      edited("approval@1", "approval@2"),
      edited("\"removals\"", "\"everything\""),
      edited("2026-12-23T", "soon"),
      edited("\"max\":104", "\"max\":\"104\""),
      edited("\"because\"", "\"extra\":1,\"because\""),
      edited(R"("waivers":[)", R"("wavers":[)"),
  };
  for (const std::string& bytes : damaged) {
    CAPTURE(bytes);
    try {
      (void)parse_approval(bytes, "approvals/a.json");
      FAIL("it was read");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::integrity);
      CHECK(std::string(error.what()).find("approvals/a.json") != std::string::npos);
    }
  }
}

TEST_CASE("the approval of the connection reads back as it was given", "[review]") {
  const ConnectionApproval approval{.district = *DistrictId::parse("58da8a43cc70ab00017a1a87"),
                                    .person = "Ada Engineer <ada@example.org>",
                                    .at = *parse_utc_time("2026-08-01T08:00:00Z"),
                                    .because = "contract signed",
                                    .revoked = std::nullopt};
  const std::string bytes = encode_connection_approval(approval);
  CHECK(bytes == R"({"at":"2026-08-01T08:00:00Z","because":"contract signed","district":"58da8a43cc70ab00017a1a87",)"
                 R"("format":"clever-sync/connection@1","person":"Ada Engineer <ada@example.org>"})"
                 "\n");
  CHECK(encode_connection_approval(parse_connection_approval(bytes, "approvals/connection.json")) == bytes);
  CHECK_THROWS_AS(parse_connection_approval(encode_approval(sample_approval()), "approvals/connection.json"), Error);
}

}  // namespace clever_sync
