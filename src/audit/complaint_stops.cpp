#include <algorithm>

#include "audit/complaints.hpp"
#include "audit/why.hpp"
#include "audit/words.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

Diagnosed connection_here(const DiagnosisFacts& facts) {
  return {.code = "not-approved-here",
          .cause = "nobody has approved this district in the workspace, so nothing is written to Sphero Edu",
          .evidence = {"approvals/connection.json is missing, revoked, or of another district"},
          .confidence = Confidence::certain,
          .owner = Owner::us,
          .fix = "clever-sync approve --connection",
          .shown_by = next_night(facts),
          .reply = "Your connection is waiting for a last step on our side. We are taking care of it."};
}

Diagnosed connection_at_sphero(const DiagnosisFacts& facts) {
  std::string since;
  if (facts.sphero_waits_since) {
    const auto days = (facts.status.as_of - *facts.sphero_waits_since).count();
    since = ", since " + format_date(*facts.sphero_waits_since) + " (" + counted(days, "day") + ")";
  }
  std::vector<std::string> evidence{"the run lines wait for sphero-connection" + since};
  if (!facts.live.sphero_connection.empty())
    evidence.push_back("Sphero Edu, asked now: " + facts.live.sphero_connection);
  return {.code = "request-not-approved",
          .cause = "Sphero Edu has not approved the district's request to connect" + since,
          .evidence = std::move(evidence),
          .confidence = Confidence::certain,
          .owner = Owner::sphero,
          .fix = "ask Sphero to approve the Clever connection of this district; the review usually takes a day",
          .shown_by = "the first night after Sphero's approval",
          .reply =
              "Your request to connect Sphero Edu in Clever still waits for its approval. We have asked for it; once "
              "it is approved, your classes appear after the following night."};
}

Diagnosed not_connected(const DiagnosisFacts& facts) {
  return {
      .code = "not-connected-in-clever",
      .cause = "Clever does not list this district for our app: the connection was never made, or was ended",
      .evidence = {"Clever, asked now"},
      .confidence = Confidence::certain,
      .owner = Owner::district,
      .fix = "the district's Clever administrator adds or shares Sphero Edu again; or the token is another district's",
      .shown_by = next_night(facts) + ", if it is changed before",
      .reply =
          "In Clever, Sphero Edu is not connected to your district at the moment. Your Clever administrator can "
          "request it there; your classes appear after the night that follows the approval."};
}

/// Where the district's state is from.
std::string district_evidence(const DiagnosisFacts& facts, const std::string& field, const std::string& value) {
  const bool now = facts.live.asked && facts.live.clever_trouble.empty() && facts.live.clever_sees_district;
  return (now ? "Clever, asked now: " : "snapshots/district.json ") + field + " = " + value;
}

Diagnosed launch_ahead(const DiagnosisFacts& facts, Date launch) {
  return {.code = "launch-date",
          .cause = "the launch date in Clever is ahead: " + format_date(launch) + ", in " +
                   counted((launch - facts.status.as_of).count(), "day"),
          .evidence = {district_evidence(facts, "launch_date", format_date(launch))},
          .confidence = Confidence::certain,
          .owner = Owner::district,
          .fix = "move the launch date in Clever, or wait for it",
          .shown_by = "the night of " + format_date(launch) + ", or the one after the date was moved",
          .reply = "In Clever, the launch date of Sphero Edu is set to " + format_date(launch) +
                   ". Until then no data is synced. If you need it earlier, your Clever administrator can move the "
                   "date; your classes then appear after the following night."};
}

Diagnosed stale_district(const DiagnosisFacts& facts, const std::string& state) {
  const bool clever = state == "error";
  const bool paused = state == "paused";
  return {.code = "district-" + state,
          .cause = paused ? "the district's sync in Clever is paused, so the data is as old as the pause"
                          : "Clever reports a problem with the district's sync (" + state + "), so the data may be old",
          .evidence = {district_evidence(facts, "state", state)},
          .confidence = Confidence::certain,
          .owner = clever ? Owner::clever : Owner::district,
          .fix = paused   ? "end the pause in Clever"
                 : clever ? "ask Clever's support"
                          : "look at the sync report in Clever",
          .shown_by = facts.pause_end ? "the first night after the pause ends on " + format_date(*facts.pause_end)
                                      : "the first night after Clever syncs again",
          .reply = paused
                       ? "Your district's sync in Clever is paused at the moment, so recent changes do not reach "
                         "Sphero Edu. They will after the pause has ended."
                       : "Clever reports a problem with your district's sync. Please look at the sync status in Clever "
                         "with your Clever administrator; Sphero Edu follows after the next successful sync."};
}

/// The fix was right, and only the next night brings it.
Diagnosed shared_now(const DiagnosisFacts& facts) {
  return {.code = "shared-now",
          .cause = "Clever shares it now; the last snapshot did not have it yet",
          .evidence = {"Clever, asked now"},
          .confidence = Confidence::certain,
          .owner = Owner::nobody,
          .fix = "wait for the next night",
          .shown_by = next_night(facts),
          .reply = "It is shared with Sphero Edu in Clever now, and appears after the following night."};
}

/// It is in the last snapshot, and gone from Clever since.
Diagnosed not_shared_now(const DiagnosisFacts& facts) {
  return {.code = "not-shared-now",
          .cause = "Clever does not share it at this moment; the last snapshot still had it",
          .evidence = {"Clever, asked now", facts.who->standing.source->path + " " + facts.who->id.text()},
          .confidence = Confidence::certain,
          .owner = Owner::district,
          .fix = "share it with Sphero Edu in Clever, if that was not meant",
          .shown_by = next_night(facts) + ", if it is changed before",
          .reply =
              "What you are asking about has just been taken out of the data that your district shares with "
              "Sphero Edu in Clever. If that was not meant, please ask your Clever administrator to share it "
              "again."};
}

Diagnosed stopped_by(const DiagnosisFacts& facts, const Stop& stop) {
  Diagnosed found{.code = {},
                  .cause = stop.words,
                  .evidence = {},
                  .confidence = Confidence::certain,
                  .owner = Owner::us,
                  .fix = {},
                  .shown_by = next_night(facts),
                  .reply = {}};
  const auto say = [&found](const char* code, Owner owner, const char* fix, const char* reply) {
    found.code = code;
    found.owner = owner;
    found.fix = fix;
    found.reply = reply;
  };
  using enum PathStage;
  switch (stop.stage) {
    case shared:
      say("not-shared", Owner::district, "share it with Sphero Edu in Clever, and look at the sharing rules there",
          "What you are asking about is not among the data that your district shares with Sphero Edu in Clever. Please "
          "ask your Clever administrator to check the sharing permissions; the change shows after the following "
          "night.");
      break;
    case takes_part:
      say("filtered", Owner::us, "change the rule if it is wrong",
          "It is left out by the filters that were agreed for your district. Tell us if it should be included.");
      break;
    case planned:
      say("finding", Owner::us, "read the finding; it says what to do", "");
      break;
    case cleared:
      say("held", Owner::us, "look at the plan and approve it by name when it is right",
          "The change is prepared and is being reviewed on our side before it takes effect.");
      break;
    case approved:
      say("waits-for-approval", Owner::us, "look at the plan and approve it: clever-sync status has the command",
          "The change is prepared and is being reviewed on our side before it takes effect.");
      break;
    case sent:
      say("planned", Owner::nobody, "wait for the next night",
          "The change is prepared and will take effect overnight.");
      break;
    case accepted:
      say("refused-by-sphero", Owner::sphero, "give Sphero the code of the refusal",
          "Sphero Edu did not accept the change yet; we are following it up.");
      break;
  }
  return found;
}

}  // namespace

std::string next_night(const DiagnosisFacts& facts) {
  const Date last = facts.status.last_run ? facts.status.last_run->as_of : facts.status.as_of - std::chrono::days{1};
  return "the night of " + format_date(std::max(last + std::chrono::days{1}, facts.status.as_of));
}

std::vector<Diagnosed> stops_of_district(const DiagnosisFacts& facts) {
  std::vector<Diagnosed> found;
  if (!facts.status.connection_approved) found.push_back(connection_here(facts));
  if (facts.live.asked && facts.live.clever_trouble.empty() && !facts.live.clever_sees_district)
    found.push_back(not_connected(facts));
  const bool live_says_no = facts.live.asked && !facts.live.sphero_connection.empty();
  const bool waits = live_says_no ? facts.live.sphero_connection != "approved" : facts.sphero_waits_since.has_value();
  if (waits) found.push_back(connection_at_sphero(facts));
  const auto launch = facts.live.clever_launch_date ? facts.live.clever_launch_date : facts.launch_date;
  if (facts.gate_on_launch_date && launch && facts.status.as_of < *launch)
    found.push_back(launch_ahead(facts, *launch));
  const std::string& state = facts.live.clever_state.empty() ? facts.state : facts.live.clever_state;
  // While Clever reads the SIS nothing is wrong: the next look sees it done.
  if (!state.empty() && state != "success" && state != "running") found.push_back(stale_district(facts, state));
  return found;
}

std::vector<Diagnosed> stops_of_who(const DiagnosisFacts& facts) {
  std::vector<Diagnosed> found;
  if (!facts.who) return found;
  const History& who = *facts.who;
  const bool in_snapshot = who.standing.source && who.standing.source->there();
  if (in_snapshot && facts.live.shared == false) found.push_back(not_shared_now(facts));
  for (const Stop& stop : why_not(who)) {
    if (stop.stage == PathStage::shared && facts.live.shared == true) {
      found.push_back(shared_now(facts));
      continue;
    }
    Diagnosed verdict = stopped_by(facts, stop);
    if (stop.stage == PathStage::takes_part && who.standing.left_out_rule)
      verdict.evidence.push_back(rule_citation(who.standing.left_out_rule->rule) + ": " +
                                 printable(who.standing.left_out_rule->text));
    if (stop.stage == PathStage::shared && who.standing.source)
      verdict.evidence.push_back(who.standing.source->path + " " + who.id.text());
    if (stop.stage == PathStage::shared && !who.standing.source)
      verdict.evidence.push_back("no snapshot of this workspace has " + who.id.text());
    if (stop.stage == PathStage::shared && facts.live.shared == false)
      verdict.evidence.emplace_back("Clever, asked now");
    found.push_back(std::move(verdict));
  }
  return found;
}

}  // namespace clever_sync
