#include "years.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "apply/apply.hpp"
#include "base/error.hpp"
#include "desired/desired.hpp"
#include "nightly/inputs.hpp"
#include "nightly/plan_world.hpp"
#include "nightly/run_line.hpp"
#include "nightly/stage_commit.hpp"
#include "roster/state_codec.hpp"
#include "sandbox/generator.hpp"
#include "snapshot/snapshot.hpp"
#include "workspace/commit_builder.hpp"
#include "workspace/repository.hpp"

namespace clever_sync::bench {

namespace {

constexpr const char* config_text = R"(version: 1
district: {id: 58da8a43cc70ab00017a1a87, name: Bench Unified, time_zone: UTC}
clever: {api: "http://127.0.0.1:1/v3.1", oauth: "http://127.0.0.1:1/oauth/tokens", token: {env: CLEVER_TOKEN}}
sphero_edu: {api: "http://127.0.0.1:1/roster/v1", token: {env: SPHERO_EDU_TOKEN}}
)";

// Later than any night of the bench, so that nothing ends by itself.
const Date far_day = *parse_date("2040-06-30");
const Date first_day = *parse_date("2026-08-10");

/// The text with the record's name replaced; the record must be in it.
void rename(std::string& bytes, const std::string& id, const std::string& name) {
  const std::size_t at = bytes.find("\"id\":\"" + id + "\"");
  ensure(at != std::string::npos, "the bench renames a record that is not there");
  constexpr std::string_view key = "\"name\":\"";
  const std::size_t start = bytes.find(key, at) + key.size();
  bytes.replace(start, bytes.find('"', start) - start, name);
}

class Maker {
 public:
  Maker(const YearsWish& wish, const std::string& folder)
      : wish_(wish), repository_(Repository::init(folder, Repository::Layout::bare)) {}

  Years make() {
    make_first_night();
    for (int night = 1; night < wish_.nights; ++night) live_through(night);
    years_.last_day = first_day + std::chrono::days{wish_.nights - 1};
    return years_;
  }

 private:
  using Files = std::map<std::string, std::string>;

  void commit(Stage stage, Date day, const std::string& digest, const Files& files) {
    CommitBuilder builder(repository_, repository_.tip());
    for (const auto& [path, bytes] : files) builder.put(path, bytes);
    CommitMessage message{.subject = std::string(name_of(stage)) + " " + format_date(day), .body = {}, .trailers = {}};
    message.trailers.push_back({.key = "Clever-Sync-Stage", .value = std::string(name_of(stage))});
    message.trailers.push_back({.key = "Clever-Sync-Run", .value = run_of(day)});
    if (!digest.empty()) message.trailers.push_back({.key = "Clever-Sync-Plan", .value = digest});
    const auto time = UtcTime(day.time_since_epoch()) + std::chrono::hours{2};
    ensure(std::holds_alternative<ObjectId>(builder.publish(message, time)), "somebody else commits to the bench");
  }

  static std::string run_of(Date day) {
    std::string text = format_date(day);
    std::erase(text, '-');
    return text + "T020000Z-0001";
  }

  /// Keeps what later nights edit: sections and classes of each school.
  FileSink sink(const std::string& folder, Files& out) {
    return [this, folder, &out](std::string_view path, std::string_view bytes) {
      const std::string whole = folder + "/" + std::string(path);
      out[whole] = bytes;
      if (path.starts_with("sections/") || path.starts_with("classes/")) files_[whole] = bytes;
    };
  }

  void make_first_night() {
    Roster roster = generate_district({.students = wish_.students, .seed = 11});
    for (Term& term : roster.terms) {
      if (term.end_date) term.end_date = far_day;
    }
    Snapshot snapshot = merge_snapshot({.roster = std::move(roster)}, {}, first_day).snapshot;
    choose(snapshot.roster);
    const std::vector<RuleFile> rule_files = shipped_rules(far_day);
    const DesiredResult desired = derive_desired(snapshot, parse_rules(rule_files), first_day);
    Files files{{std::string(config_path), config_text}};
    for (const RuleFile& file : rule_files) files[file.file] = file.text;
    files[std::string(connection_path)] =
        encode_connection_approval({.district = *DistrictId::parse("58da8a43cc70ab00017a1a87"),
                                    .person = "A Person <person@example.org>",
                                    .at = UtcTime(first_day.time_since_epoch()),
                                    .because = "bench",
                                    .revoked = std::nullopt});
    commit(Stage::init, first_day, "", files);
    files.clear();
    encode_snapshot(snapshot, sink("snapshots", files));
    commit(Stage::snapshot, first_day, "", files);
    files.clear();
    put_states(snapshot, desired, files);
    commit(Stage::apply, first_day, "", files);
  }

  void choose(const Roster& roster) {
    for (const Section& section : roster.sections) {
      const std::string file = shard_of(section.school.text()) + ".json";
      sections_[file].push_back(section.id.text());
    }
    const Section& asked = roster.sections[roster.sections.size() / 2];
    years_.section = asked.id;
    years_.teacher = asked.teachers.front();
    years_.student = asked.students.front();
    school_ = shard_of(asked.school.text()) + ".json";
    const auto quiet = std::ranges::find_if(roster.sections, [&](const Section& section) {
      return section.school == asked.school && section.id != asked.id;
    });
    ensure(quiet != roster.sections.end(), "the bench's school has one section");
    years_.quiet = quiet->id;
    for (const auto& [file, ids] : sections_) schools_.push_back(file);
  }

  void put_states(const Snapshot& snapshot, const DesiredResult& desired, Files& files) {
    LiveState live;
    for (const auto& item : desired.state.teachers) live.managed.teachers.push_back(item.object);
    for (const auto& item : desired.state.students) live.managed.students.push_back(item.object);
    for (const auto& item : desired.state.classes) live.managed.classes.push_back(item.object);
    int number = 0;
    const auto give_ids = [&](auto& items, const char* letter) {
      for (auto& item : items) item.sphero_id = live.texts->intern(letter + std::to_string(100000 + ++number));
    };
    give_ids(live.managed.teachers, "t-");
    give_ids(live.managed.students, "s-");
    give_ids(live.managed.classes, "c-");
    encode_live(live, sink("sphero/live", files));
    AppliedState applied;
    applied.managed = live.managed;
    applied.baseline = count_records(snapshot.roster);
    encode_applied(applied, sink("sphero/applied", files));
  }

  /// One section of each of tonight's schools; the asked one in its turn.
  std::map<std::string, std::string> renamed_on(int night) {
    std::map<std::string, std::string> ids;  // by file
    const auto pick = [&](const std::string& file) {
      const auto& all = sections_.at(file);
      std::size_t at = static_cast<std::size_t>(night) * 7 % all.size();
      while (all[at] == years_.section.text() || all[at] == years_.quiet.text()) at = (at + 1) % all.size();
      ids[file] = all[at];
    };
    for (int i = 0; i < wish_.schools_a_night; ++i)
      pick(schools_[static_cast<std::size_t>(night * wish_.schools_a_night + i) % schools_.size()]);
    pick(school_);
    if (night * wish_.renames / wish_.nights != (night - 1) * wish_.renames / wish_.nights)
      ids[school_] = years_.section.text();
    return ids;
  }

  void rename_in(const std::string& folder, const std::map<std::string, std::string>& ids, int night, Files& out) {
    for (const auto& [file, id] : ids) {
      std::string& bytes = files_.at(folder + "/" + file);
      rename(bytes, id, "Class of Night " + std::to_string(night));
      out[folder + "/" + file] = bytes;
    }
  }

  void live_through(int night) {
    const Date day = first_day + std::chrono::days{night};
    const auto ids = renamed_on(night);
    Files files;
    rename_in("snapshots/sections", ids, night, files);
    commit(Stage::snapshot, day, "", files);
    const Plan plan = plan_for(day, ids);
    ensure(!plan.changes.empty(), "the bench's night changes nothing");
    const std::string digest = plan_digest(plan);
    commit(Stage::plan, day, digest, {{std::string(plan_path), encode_plan(plan)}});
    files.clear();
    rename_in("sphero/applied/classes", ids, night, files);
    rename_in("sphero/live/classes", ids, night, files);
    put_records(plan, digest, day, files);
    commit(Stage::apply, day, digest, files);
  }

  /// The real plan of tonight's schools, the rest being as it should.
  Plan plan_for(Date day, const std::map<std::string, std::string>& ids) {
    const ObjectId tip = repository_.tip();
    std::set<std::string> shards;
    for (const auto& [file, id] : ids) shards.insert(file);
    const PlanWorld world = read_plan_world(repository_, tip, shards, years_.section.as<AnyTag>(), day);
    const DesiredResult desired = derive_desired(world.snapshot, world.rules, day);
    const SnapshotCounts counts = count_records(world.snapshot.roster);
    return make_plan({.district = world.snapshot.roster.district,
                      .desired = desired,
                      .applied = world.applied,
                      .live = world.live,
                      .rules = world.rules,
                      .policy = {},
                      .counts = counts,
                      .connection_approved = true,
                      .as_of = day,
                      .ids = {.snapshot = repository_.object_at(tip, snapshot_folder),
                              .rules = repository_.object_at(tip, rules_folder),
                              .config = repository_.object_at(tip, config_path),
                              .applied = repository_.object_at(tip, applied_folder),
                              .live = repository_.object_at(tip, live_folder)}});
  }

  void put_records(const Plan& plan, const std::string& digest, Date day, Files& files) {
    std::vector<ReceiptLine> receipts;
    for (const Change& change : plan.changes) {
      receipts.push_back({.action = change.action,
                          .kind = change.kind,
                          .clever_id = change.clever_id,
                          .part = change.part,
                          .result = ReceiptResult::done,
                          .status = 200,
                          .sequence = receipts.size() + 1,
                          .batch = 1,
                          .code = {},
                          .sphero_id = change.sphero_id});
    }
    const ReceiptFile file = encode_receipts(digest, "", run_of(day), receipts);
    files["receipts/" + digest + ".jsonl"] = file.bytes;
    RunLine line{.run = run_of(day), .command = "nightly"};
    line.started = UtcTime(day.time_since_epoch()) + std::chrono::hours{2};
    line.finished = line.started + std::chrono::minutes{1};
    line.as_of = day;
    line.snapshot = plan.inputs.snapshot;
    line.source_state = "success";
    line.plan = digest;
    line.done = std::ssize(receipts);
    line.receipts = {{.plan = digest, .head = file.head, .lines = file.lines}};
    std::string& lines = runs_[run_file(day)];
    lines += encode_run_line(line) + "\n";
    files[run_file(day)] = lines;
    Plan rest = plan;
    rest.changes.clear();
    rest.counts.changes.clear();
    rest.additions_digest = part_digest(rest.district, Part::additions, {});
    rest.removals_digest = part_digest(rest.district, Part::removals, {});
    files[std::string(plan_path)] = encode_plan(rest);
  }

  YearsWish wish_;
  Repository repository_;
  Years years_;
  std::string school_;
  std::vector<std::string> schools_;
  std::map<std::string, std::vector<std::string>> sections_;
  Files files_, runs_;
};

}  // namespace

Years make_years(const YearsWish& wish, const std::string& folder) {
  return Maker(wish, folder).make();
}

}  // namespace clever_sync::bench
