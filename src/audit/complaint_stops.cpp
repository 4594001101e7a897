#include <algorithm>

#include "audit/complaints.hpp"
#include "audit/why.hpp"
#include "audit/words.hpp"
#include "base/error.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

Diagnosed connection_here(const DiagnosisFacts& facts) {
  return {.code = DiagnosisCode::not_approved_here,
          .cause = "nobody has approved this district in the workspace, so nothing is written to Sphero Edu",
          .evidence = {"approvals/connection.json is missing, revoked, or of another district"},
          .confidence = Confidence::certain,
          .owner = Owner::us,
          .fix = "when it is right: clever-sync approve --connection --because \"…\"",
          .shown_by = next_night(facts),
          .reply = "Your connection is waiting for a last step on our side. We are taking care of it."};
}

Diagnosed connection_at_sphero(const DiagnosisFacts& facts) {
  std::string since;
  if (facts.sphero_waits_since) {
    const auto days = (facts.status.as_of - *facts.sphero_waits_since).count();
    since = ", since " + format_date(*facts.sphero_waits_since) +
            (days == 0 ? ", the last night" : " (" + counted(days, "day") + ")");
  }
  std::vector<std::string> evidence;
  if (facts.sphero_waits_since) evidence.push_back("runs/, waits sphero-connection" + since);
  if (!facts.live.sphero_connection.empty())
    evidence.push_back("Sphero Edu, asked now: " + facts.live.sphero_connection);
  return {.code = DiagnosisCode::request_not_approved,
          .cause = "Sphero Edu has not approved the district's request to connect" + since,
          .evidence = std::move(evidence),
          .confidence = Confidence::certain,
          .owner = Owner::sphero,
          .fix = "ask Sphero to approve the Clever connection of this district; the review usually takes a day",
          .shown_by = "the first night after Sphero's approval",
          .reply =
              "Your request to connect Sphero Edu in Clever still waits for Sphero's approval. We are following it up; "
              "once it is approved, your classes appear after the following night."};
}

Diagnosed not_connected(const DiagnosisFacts& facts) {
  return {
      .code = DiagnosisCode::not_connected_in_clever,
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
  return {.code = DiagnosisCode::launch_date,
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

Diagnosed stale_district(const DiagnosisFacts& facts, DistrictState state) {
  const bool clever = state == DistrictState::error, paused = state == DistrictState::paused;
  const std::string name(name_of(state));
  const bool asked = !facts.live.clever_state.empty();
  const std::string& last_sync = asked                     ? facts.live.clever_last_sync
                                 : facts.status.last_fetch ? facts.status.last_fetch->last_sync
                                                           : std::string();
  return {
      .code = diagnosis_code_of(state),
      .cause = stale_words(
          {.state = name, .last_sync = last_sync, .pause_end = facts.pause_end, .as_of = facts.status.as_of}),
      .evidence = {district_evidence(facts, "state", name)},
      .confidence = Confidence::certain,
      .owner = clever ? Owner::clever : Owner::district,
      .fix = paused   ? "end the pause in Clever"
             : clever ? "ask Clever's support"
                      : "look at the sync report in Clever",
      .shown_by = paused && facts.pause_end ? "the first night after the pause ends on " + format_date(*facts.pause_end)
                                            : std::string("the first night after Clever syncs again"),
      .reply = paused ? "Your district's sync in Clever is paused at the moment, so recent changes do not reach "
                        "Sphero Edu. They will after the pause has ended."
                      : "Clever reports a problem with your district's sync, so recent changes do not reach Sphero "
                        "Edu. They will after the next successful sync.",
      .request = paused ? "" : "Please look at the sync status in Clever, together with your Clever administrator."};
}

/// The fix was right, and only the next night brings it.
Diagnosed shared_now(const DiagnosisFacts& facts) {
  return {.code = DiagnosisCode::shared_now,
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
  return {.code = DiagnosisCode::not_shared_now,
          .cause = "Clever does not share it at this moment; the last snapshot still had it",
          .evidence = {"Clever, asked now", facts.who->standing.source->path + " " + facts.who->id.text()},
          .confidence = Confidence::certain,
          .owner = Owner::district,
          .fix = "share it with Sphero Edu in Clever, if that was not meant",
          .shown_by = next_night(facts) + ", if it is changed before",
          .reply =
              "What you are asking about has just been taken out of the data that your district shares with "
              "Sphero Edu in Clever.",
          .request = "If that was not meant, please ask your Clever administrator to share it again."};
}

constexpr const char* review_reply = "The change is prepared and is being reviewed on our side before it takes effect.";

/// What is to be said of a stop at that stage: everything but its own words, evidence and night.
struct Saying {
  DiagnosisCode code;
  Owner owner;
  const char* fix;
  const char* reply;
  const char* request;
};

Saying saying_of(PathStage stage) {
  using enum PathStage;
  switch (stage) {
    case shared:
      return {.code = DiagnosisCode::not_shared,
              .owner = Owner::district,
              .fix = "share it with Sphero Edu in Clever, and look at the sharing rules there",
              .reply =
                  "What you are asking about is not among the data that your district shares with Sphero Edu in "
                  "Clever.",
              .request =
                  "Please ask your Clever administrator to check the sharing permissions; a change there shows "
                  "after the following night."};
    case takes_part:
      return {.code = DiagnosisCode::filtered,
              .owner = Owner::us,
              .fix = "change the rule if it is wrong",
              .reply = "It is left out by the filters that were agreed for your district.",
              .request = "Please tell us if it should be included."};
    case planned:
      return {.code = DiagnosisCode::finding,
              .owner = Owner::us,
              .fix = "read the finding; it says what to do",
              .reply = "",
              .request = ""};
    case cleared:
      return {.code = DiagnosisCode::held,
              .owner = Owner::us,
              .fix = "look at the plan and approve it by name when it is right: clever-sync status has the command",
              .reply = review_reply,
              .request = ""};
    case approved:
      return {.code = DiagnosisCode::waits_for_approval,
              .owner = Owner::us,
              .fix = "look at the plan and approve it: clever-sync status has the command",
              .reply = review_reply,
              .request = ""};
    case sent:
      return {.code = DiagnosisCode::planned,
              .owner = Owner::nobody,
              .fix = "wait for the next night",
              .reply = "The change is prepared and will take effect overnight.",
              .request = ""};
    case accepted:
      return {.code = DiagnosisCode::refused_by_sphero,
              .owner = Owner::sphero,
              .fix = "give Sphero the code of the refusal",
              .reply = "Sphero Edu did not accept the change yet; we are following it up.",
              .request = ""};
  }
  unreachable("PathStage");
}

/// Where an auditor can see the stop for himself.
std::vector<std::string> evidence_of(const DiagnosisFacts& facts, PathStage stage) {
  const History& who = *facts.who;
  const std::string plan = "plans/plan.json " + facts.status.plan_digest.substr(0, 12);
  std::vector<std::string> evidence;
  using enum PathStage;
  switch (stage) {
    case shared:
      evidence.push_back(who.standing.source ? who.standing.source->path + " " + who.id.text()
                                             : "no snapshot of this workspace has " + who.id.text());
      if (facts.live.shared == false) evidence.emplace_back("Clever, asked now");
      return evidence;
    case takes_part:
      if (who.standing.left_out_rule)
        evidence.push_back(rule_citation(who.standing.left_out_rule->rule) + ": " +
                           printable(who.standing.left_out_rule->text));
      return evidence;
    case planned:
      return {plan + ", findings of " + who.id.text()};
    case cleared:
      return {plan + ", guardrails and changes of " + who.id.text()};
    case approved:
    case sent:
      return {plan + ", changes of " + who.id.text()};
    case accepted:
      return {who.standing.refused ? "sphero/applied/refused.json " + who.id.text()
                                   : "sphero/live has " + who.id.text() + " archived, and no receipt of ours says so"};
  }
  unreachable("PathStage");
}

std::string shown_after(const DiagnosisFacts& facts, PathStage stage) {
  if (stage == PathStage::cleared || stage == PathStage::approved) return "the first run after the approval";
  if (stage == PathStage::accepted && facts.who->standing.refused)
    return "the night of " + format_date(facts.who->standing.refused->next_try);
  const bool if_changed = stage == PathStage::shared || stage == PathStage::takes_part || stage == PathStage::planned;
  return next_night(facts) + (if_changed ? ", if it is changed before" : "");
}

Diagnosed stopped_by(const DiagnosisFacts& facts, const Stop& stop) {
  Saying saying = saying_of(stop.stage);
  if (stop.stage == PathStage::accepted && !facts.who->standing.refused) {
    saying = {.code = DiagnosisCode::archived_by_hand,
              .owner = Owner::us,
              .fix = "the next run restores it, unless the rules say otherwise",
              .reply =
                  "It was archived in Sphero Edu by hand. The next sync opens it again, unless something else was "
                  "agreed for your district.",
              .request = ""};
  }
  return {.code = saying.code,
          .cause = stop.words,
          .evidence = evidence_of(facts, stop.stage),
          .confidence = Confidence::certain,
          .owner = saying.owner,
          .fix = saying.fix,
          .shown_by = shown_after(facts, stop.stage),
          .reply = saying.reply,
          .request = saying.request};
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
  const auto state = parse_district_state(facts.live.clever_state.empty() ? facts.state : facts.live.clever_state);
  // While Clever reads the SIS nothing is wrong: the next look sees it done.
  if (state && is_stale(*state)) found.push_back(stale_district(facts, *state));
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
    found.push_back(stopped_by(facts, stop));
  }
  return found;
}

}  // namespace clever_sync
