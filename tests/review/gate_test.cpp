#include "base/error.hpp"
#include "catch.hpp"
#include "review/approval.hpp"
#include "review/words.hpp"

namespace clever_sync {
namespace {

const UtcTime monday = *parse_utc_time("2026-12-21T02:00:00Z");
const UtcTime friday = *parse_utc_time("2026-12-25T02:00:00Z");

Change archive_class(std::string_view id) {
  Change change;
  change.part = Part::removals;
  change.action = Action::archive;
  change.clever_id = *CleverId::parse(id);
  change.sphero_id = "c-1";
  change.reason.code = ReasonCode::term_ended;
  return change;
}

Guardrail holds(std::string name, std::string scope, std::int64_t actual, Part part = Part::removals) {
  return Guardrail{.name = std::move(name),
                   .scope = std::move(scope),
                   .part = part,
                   .actual = actual,
                   .total = 261,
                   .limit = 10,
                   .verdict = GuardrailVerdict::hold};
}

Plan plan_of(std::vector<Change> changes, Verdict removals, std::vector<Guardrail> guardrails) {
  Plan plan;
  plan.district = *DistrictId::parse("58da8a43cc70ab00017a1a87");
  plan.as_of = *parse_date("2026-12-21");
  plan.changes = std::move(changes);
  plan.guardrails = std::move(guardrails);
  plan.removals = removals;
  plan.additions_digest = part_digest(plan.district, Part::additions, plan.changes);
  plan.removals_digest = part_digest(plan.district, Part::removals, plan.changes);
  return plan;
}

Plan held_plan() {
  return plan_of({archive_class("58da8a43cc70ab00017a1b01")}, Verdict::hold,
                 {holds("classes-archived", "district", 104), holds("classes-archived", "school:x", 40),
                  holds("sign-in-lost", "district", 7)});
}

Approval approval_for(const Plan& plan, std::vector<Waiver> waivers) {
  return Approval{.part = Part::removals,
                  .digest = plan.removals_digest,
                  .person = "Ada <ada@example.org>",
                  .at = *parse_utc_time("2026-12-20T02:00:00Z"),
                  .expires = *parse_utc_time("2026-12-23T02:00:00Z"),
                  .because = "fall term rolled",
                  .waivers = std::move(waivers),
                  .plan = plan_digest(plan),
                  .revoked = std::nullopt};
}

bool cleared(const Gate& gate) {
  return std::holds_alternative<Cleared>(gate);
}
NotApproved::Why why(const Gate& gate) {
  return std::get<NotApproved>(gate).why;
}

}  // namespace

TEST_CASE("an empty part is let through, whatever guardrails say", "[review]") {
  const Plan plan = plan_of({}, Verdict::hold, {holds("snapshot-shrinks", "district", 400)});
  CHECK(cleared(gate_part(plan, Part::removals, std::nullopt, monday)));
}

TEST_CASE("a clear part needs no approval", "[review]") {
  const Plan plan = plan_of({archive_class("58da8a43cc70ab00017a1b01")}, Verdict::clear, {});
  CHECK(cleared(gate_part(plan, Part::removals, std::nullopt, monday)));
}

TEST_CASE("a part that the policy keeps for a person waits for an approval of its digest", "[review]") {
  const Plan plan = plan_of({archive_class("58da8a43cc70ab00017a1b01")}, Verdict::approve, {});
  Approval approval = approval_for(plan, {});
  CHECK(why(gate_part(plan, Part::removals, std::nullopt, monday)) == NotApproved::Why::missing);
  CHECK(cleared(gate_part(plan, Part::removals, approval, monday)));

  SECTION("not of another part's digest") {
    const Plan other = plan_of({archive_class("58da8a43cc70ab00017a1b02")}, Verdict::approve, {});
    CHECK(why(gate_part(other, Part::removals, approval, monday)) == NotApproved::Why::missing);
  }
  SECTION("not of the other part") {
    approval.part = Part::additions;
    CHECK(why(gate_part(plan, Part::removals, approval, monday)) == NotApproved::Why::missing);
  }
  SECTION("not after it expired: the very second counts as expired") {
    CHECK(why(gate_part(plan, Part::removals, approval, approval.expires)) == NotApproved::Why::expired);
    CHECK(cleared(gate_part(plan, Part::removals, approval, approval.expires - std::chrono::seconds{1})));
    CHECK(why(gate_part(plan, Part::removals, approval, friday)) == NotApproved::Why::expired);
  }
  SECTION("not after it was revoked") {
    approval.revoked = Revocation{.person = "Bo <bo@example.org>", .at = monday, .because = "wrong term"};
    CHECK(why(gate_part(plan, Part::removals, approval, monday)) == NotApproved::Why::revoked);
  }
}

TEST_CASE("a held part needs waivers for every holding scope, each up to its maximum", "[review]") {
  const Plan plan = held_plan();
  const auto left = [&](std::vector<Waiver> waivers) {
    const Gate gate = gate_part(plan, Part::removals, approval_for(plan, std::move(waivers)), monday);
    const HeldBack* const held = std::get_if<HeldBack>(&gate);
    return held == nullptr ? std::size_t{0} : held->guardrails.size();
  };
  CHECK(std::get<HeldBack>(gate_part(plan, Part::removals, std::nullopt, monday)).guardrails.size() == 3);
  CHECK(left({}) == 3);
  CHECK(left({{.guardrail = "classes-archived", .max = 104}}) == 1);
  CHECK(left({{.guardrail = "classes-archived", .max = 103}, {.guardrail = "sign-in-lost", .max = 7}}) == 1);
  CHECK(left({{.guardrail = "classes-archived", .max = 39}, {.guardrail = "sign-in-lost", .max = 7}}) == 2);
  CHECK(left({{.guardrail = "classes-archived", .max = 104}, {.guardrail = "sign-in-lost", .max = 7}}) == 0);
}

TEST_CASE("an approval that covers the arithmetic but has expired leaves the part waiting for a person", "[review]") {
  const Plan plan = held_plan();
  const Approval covering =
      approval_for(plan, {{.guardrail = "classes-archived", .max = 104}, {.guardrail = "sign-in-lost", .max = 7}});
  CHECK(why(gate_part(plan, Part::removals, covering, friday)) == NotApproved::Why::expired);
  CHECK(std::holds_alternative<HeldBack>(gate_part(plan, Part::removals, approval_for(plan, {}), friday)));
}

TEST_CASE("a guardrail holds its own part only", "[review]") {
  Plan plan = plan_of({archive_class("58da8a43cc70ab00017a1b01")}, Verdict::clear,
                      {holds("updates", "district", 90, Part::additions)});
  CHECK(cleared(gate_part(plan, Part::removals, std::nullopt, monday)));
}

TEST_CASE("an approved plan holds the changes of the parts that were let through, and what was waived", "[review]") {
  const Plan plan = held_plan();
  const Gate nothing = gate_part(plan, Part::additions, std::nullopt, monday);
  const Approval approval =
      approval_for(plan, {{.guardrail = "sign-in-lost", .max = 7}, {.guardrail = "classes-archived", .max = 104}});
  const ApprovedPlan approved(plan, nothing, gate_part(plan, Part::removals, approval, monday));
  CHECK(approved.covers(Part::removals));
  CHECK(approved.waived() == std::vector<std::string>{"classes-archived", "sign-in-lost"});

  const ApprovedPlan held(plan, nothing, gate_part(plan, Part::removals, std::nullopt, monday));
  CHECK_FALSE(held.covers(Part::removals));
}

TEST_CASE("a gate that was passed by another plan lets nothing through", "[review]") {
  const Plan clear = plan_of({archive_class("58da8a43cc70ab00017a1b01")}, Verdict::clear, {});
  const Plan plan = held_plan();
  const Gate of_clear = gate_part(clear, Part::removals, std::nullopt, monday);
  const Gate additions = gate_part(plan, Part::additions, std::nullopt, monday);
  CHECK_THROWS_AS(ApprovedPlan(plan, additions, of_clear), Error);
}

TEST_CASE("changes that are not what their digest says are not let through", "[review]") {
  Plan plan = plan_of({archive_class("58da8a43cc70ab00017a1b01")}, Verdict::clear, {});
  plan.changes[0].clever_id = *CleverId::parse("58da8a43cc70ab00017a1b99");
  const Gate additions = gate_part(plan, Part::additions, std::nullopt, monday);
  const Gate removals = gate_part(plan, Part::removals, std::nullopt, monday);
  CHECK_THROWS_AS(ApprovedPlan(plan, additions, removals), Error);
}

TEST_CASE("the command that approves names each holding guardrail once with the largest of its scopes", "[review]") {
  const Plan plan = held_plan();
  CHECK(approve_command(plan, Part::removals) ==
        "clever-sync approve --removals --waive classes-archived --max 104 --waive sign-in-lost --max 7 --because "
        "\"…\" --plan " +
            plan_digest(plan).substr(0, 12));
  const Plan waiting = plan_of({archive_class("58da8a43cc70ab00017a1b01")}, Verdict::approve, {});
  CHECK(approve_command(waiting, Part::removals) ==
        "clever-sync approve --removals --because \"…\" --plan " + plan_digest(waiting).substr(0, 12));
}

TEST_CASE("the waiver that stands beside a guardrail is the one that covers all scopes of its name", "[review]") {
  const Plan plan = held_plan();
  for (const Guardrail& guardrail : plan.guardrails) {
    const std::string words = guardrail_words(guardrail, plan, {});
    INFO(words);
    if (guardrail.verdict != GuardrailVerdict::hold) continue;
    const std::string most = guardrail.name == "classes-archived" ? "104" : "7";
    CHECK(words.find("; to waive it: --waive " + guardrail.name + " --max " + most) != std::string::npos);
  }
}

TEST_CASE("a guardrail's name from an edited plan is one word of the command that approves, not a command",
          "[review]") {
  const auto command_for = [](const std::string& name) {
    return approve_command(
        plan_of({archive_class("58da8a43cc70ab00017a1b01")}, Verdict::hold, {holds(name, "district", 1)}),
        Part::removals);
  };
  CHECK(command_for("a; reboot").find("--waive 'a; reboot' --max 1 ") != std::string::npos);
  CHECK(command_for("$(reboot)'`x`").find("--waive '$(reboot)'\\''`x`' --max 1 ") != std::string::npos);
  CHECK(command_for("--connection").find("--waive '--connection' --max 1 ") != std::string::npos);
  CHECK(command_for("").find("--waive '' --max 1 ") != std::string::npos);
}

}  // namespace clever_sync
