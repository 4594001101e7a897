#include "base/error.hpp"
#include "nightly/stage_commit.hpp"
#include "nightly/stages.hpp"
#include "roster/state_codec.hpp"

namespace clever_sync {

namespace {

std::optional<NotConnected> trouble_with(const std::optional<ConnectionStatus>& status) {
  if (!status) {
    return NotConnected{
        "Sphero Edu does not know this district: ask Sphero's support whether the request to connect has arrived"};
  }
  using enum ConnectionStatus;
  switch (*status) {
    case approved:
      return std::nullopt;
    case requested:
      return NotConnected{
          "Sphero has not approved this district's request yet, which typically takes a day: ask Sphero's support"};
    case suspended:
      return NotConnected{"Sphero has suspended this district's connection: ask Sphero's support why"};
  }
  unreachable("ConnectionStatus");
}

FileSink into(CommitBuilder& builder, std::string_view folder) {
  return [&builder, folder](std::string_view path, std::string_view bytes) {
    builder.put(std::string(folder) + "/" + std::string(path), bytes);
  };
}

/// The folders of the managed objects; what stands beside them goes through the encoder of the whole state.
void put_managed(CommitBuilder& builder, std::string_view folder, const ManagedState& before,
                 const ManagedState& after) {
  encode_differing(before, after, into(builder, folder),
                   [&builder, folder](const std::string& path) { builder.remove(std::string(folder) + "/" + path); });
}

std::string subject_of(const LiveState& live, Date as_of) {
  return "observe " + format_date(as_of) + ": " + std::to_string(live.managed.classes.size()) + " classes, " +
         std::to_string(live.managed.students.size()) + " students, " + std::to_string(live.managed.teachers.size()) +
         " teachers";
}

}  // namespace

std::variant<Observed, NotConnected> run_observe(const Edges& edges, const Run& run, Target& target,
                                                 const ObjectId& tip) {
  if (auto trouble = trouble_with(target.fetch_connection(edges.stop))) return *trouble;
  Observed observed;
  observed.observation = target.fetch_live(edges.stop);
  const LiveState& live = observed.observation.live;
  const auto committed = commit_stage(
      edges, run, tip, {.stage = Stage::observe, .subject = subject_of(live, run.as_of), .body = {}, .plan_digest = {}},
      [&live](CommitBuilder& builder, const ObjectId&) { put_live(builder, live); });
  observed.commit = committed.commit;
  return observed;
}

void put_live(CommitBuilder& builder, const LiveState& live) {
  encode_live(live, into(builder, live_folder));
  builder.remove_others_below(live_folder);
}

void put_applied(CommitBuilder& builder, const AppliedState& applied) {
  encode_applied(applied, into(builder, applied_folder));
  builder.remove_others_below(applied_folder);
}

void put_live(CommitBuilder& builder, const ManagedState& before, const LiveState& live) {
  put_managed(builder, live_folder, before, live.managed);
  LiveState others = {.texts = live.texts, .managed = {}, .unmanaged = live.unmanaged, .manual = live.manual};
  encode_live(others, into(builder, live_folder));
}

void put_applied(CommitBuilder& builder, const ManagedState& before, const AppliedState& applied) {
  put_managed(builder, applied_folder, before, applied.managed);
  AppliedState others = {
      .texts = applied.texts, .managed = {}, .baseline = applied.baseline, .refused = applied.refused};
  encode_applied(others, into(builder, applied_folder));
}

}  // namespace clever_sync
