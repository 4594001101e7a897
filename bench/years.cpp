#include "years.hpp"

#include <fmt/core.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

#include "base/error.hpp"
#include "direct_transport.hpp"
#include "nightly/nightly.hpp"
#include "sandbox/events.hpp"
#include "sandbox/generator.hpp"
#include "sphero/http_target.hpp"
#include "workspace/repository.hpp"

namespace clever_sync::bench {

namespace {

namespace fs = std::filesystem;

constexpr const char* config_text = R"(version: 1
district: {id: 58da8a43cc70ab00017a1a87, name: Bench Unified, time_zone: UTC}
clever: {api: "http://127.0.0.1:1/v3.1", oauth: "http://127.0.0.1:1/oauth/tokens", token: {env: CLEVER_TOKEN}}
sphero_edu: {api: "http://127.0.0.1:2/v1", token: {env: SPHERO_EDU_TOKEN}}
review: {additions: auto, removals: auto, approval_hours: 72}
)";
constexpr const char* clever_token = "clever-token";
constexpr const char* sphero_token = "sphero-token";

// Later than any night of the bench, so that nothing ends by itself.
const Date far_day = *parse_date("2040-06-30");
const Date first_day = *parse_date("2026-08-10");

/// Two in the morning of the day that is lived through; nobody waits.
class NightClock final : public Clock {
 public:
  void begin(Date day) { now_ = UtcTime(day.time_since_epoch()) + std::chrono::hours{2}; }
  [[nodiscard]] UtcTime now() override { return now_; }
  [[nodiscard]] std::chrono::milliseconds monotonic() override { return system_.monotonic(); }
  void sleep(std::chrono::milliseconds) override {}

 private:
  UtcTime now_{};
  SystemClock system_;
};

World make_bench_world(std::int64_t students) {
  Roster roster = generate_district({.students = students, .seed = 11});
  for (Term& term : roster.terms) {
    if (term.end_date) term.end_date = far_day;
  }
  return make_world(std::move(roster), first_day);
}

std::string run_id(Date day) {
  std::string text = format_date(day);
  std::erase(text, '-');
  return text + "T020000Z-0001";
}

/// How often each id stands in a list of those that something happened to.
using Happened = std::map<std::string, int>;

class Maker {
 public:
  Maker(const YearsWish& wish, const std::string& folder)
      : wish_(wish),
        repository_(Repository::init(folder, Repository::Layout::checked_out)),
        clever_(make_bench_world(wish.students),
                {.token = clever_token, .client_id = {}, .client_secret = {}, .requests_per_minute = 1'000'000'000},
                misbehaviours_, clock_),
        sphero_(district(), sphero_token, misbehaviours_, clock_) {}

  Years make() {
    begin_workspace();
    choose_class();
    for (int night = 0; night < wish_.nights; ++night) {
      if (night > 0) let_a_day_pass(night);
      run_night(night);
      constexpr int report_every = 20;
      if (night % report_every == 0) std::cerr << fmt::format("night {} of {}\n", night, wish_.nights);
    }
    choose_others();
    return years_;
  }

 private:
  DistrictId district() {
    return clever_.with_world([](const World& world) { return world.roster.district.id; });
  }

  void begin_workspace() {
    clock_.begin(first_day);
    CommitBuilder builder(repository_, repository_.tip());
    builder.put(config_path, config_text);
    for (const RuleFile& file : shipped_rules(far_day)) builder.put(file.file, file.text);
    builder.put(connection_path, encode_connection_approval({.district = district(),
                                                             .person = "A Person <person@example.org>",
                                                             .at = clock_.now(),
                                                             .because = "bench",
                                                             .revoked = std::nullopt}));
    const auto outcome = builder.publish({.subject = "a workspace", .body = {}, .trailers = {}}, clock_.now());
    ensure(std::holds_alternative<ObjectId>(outcome), "somebody else commits to the bench's workspace");
  }

  void choose_class() {
    clever_.with_world([this](const World& world) {
      const Section& asked = world.roster.sections[world.roster.sections.size() / 2];
      years_.asked = asked.id.text();
      years_.teacher = asked.teachers.front().text();
      first_students_ = asked.students;
    });
  }

  void let_a_day_pass(int night) {
    const Date day = first_day + std::chrono::days{night};
    clever_.with_world([&](World& world) {
      begin_day(world, day);
      Json churn;
      churn.set("event", "churn");
      churn.set("seed", night);
      ensure(std::holds_alternative<EventDone>(play_churn(world, churn)), "the bench's churn was refused");
      if (night * wish_.renames / wish_.nights == (night - 1) * wish_.renames / wish_.nights) return;
      Json rename;
      rename.set("event", "section-renamed");
      rename.set("section", years_.asked);
      rename.set("name", fmt::format("Class of Night {}", night));
      const auto outcome = play_clever_event(world, rename);
      ensure(outcome && std::holds_alternative<EventDone>(*outcome), "the bench's class was not renamed");
    });
  }

  void run_night(int night) {
    years_.last_day = first_day + std::chrono::days{night};
    clock_.begin(years_.last_day);
    const Edges edges{.repository = repository_,
                      .clock = clock_,
                      .disk = disk_,
                      .stop = {},
                      .stop_code = [] { return ExitCode::interrupted; },
                      .tell = [](const std::string&) {}};
    DirectTransport transport(clever_, sphero_);
    const CleverSource source{.transport = transport,
                              .options = {.api = "http://127.0.0.1:1/v3.1",
                                          .oauth = "http://127.0.0.1:1/oauth/tokens",
                                          .district = district(),
                                          .credentials = DistrictToken{clever_token}}};
    HttpTarget target(transport, {.api = "http://127.0.0.1:2/v1", .token = sphero_token, .district = district()}, {});
    const Run run{
        .id = run_id(years_.last_day), .command = "nightly", .started = clock_.now(), .as_of = years_.last_day};
    const RunReport report = run_nightly(edges, run, source, target, ApplyOptions{});
    if (report.exit != ExitCode::done) {
      for (const std::string& sentence : report.sentences) std::cerr << sentence << "\n";
      throw Error(ErrorKind::bug, "a night of the bench did not end well");
    }
    if (const std::string trouble = maintain(repository_); !trouble.empty()) std::cerr << trouble << "\n";
  }

  /// Who was there from the first night to the last, and the class of the school with the fewest members changed.
  void choose_others() {
    clever_.with_world([this](const World& world) {
      const Section& asked = *find_by_id(world.roster.sections, *SectionId::parse(years_.asked));
      for (const UserId& student : asked.students) {
        if (std::ranges::find(first_students_, student) != first_students_.end()) years_.student = student.text();
      }
      if (years_.student.empty()) years_.student = asked.students.front().text();
      const Section* quiet = nullptr;
      for (const Section& section : world.roster.sections) {
        if (section.school != asked.school || section.id == asked.id) continue;
        if (quiet == nullptr || modified(world, section) < modified(world, *quiet)) quiet = &section;
      }
      ensure(quiet != nullptr, "the bench's school has one section");
      years_.quiet = quiet->id.text();
    });
  }

  /// When Clever says that it was last changed; it never was if Clever says nothing.
  static UtcTime modified(const World& world, const Section& section) {
    const auto found = world.modified.find(section.id.as<AnyTag>());
    return found == world.modified.end() ? UtcTime{} : found->second;
  }

  YearsWish wish_;
  Repository repository_;
  NightClock clock_;
  FileDisk disk_;
  Misbehaviours misbehaviours_;
  CleverSide clever_;
  SpheroSide sphero_;
  std::vector<UserId> first_students_;
  Years years_;
};

/// Beside the workspace, when it is finished.
std::string note_of(const std::string& folder) {
  return folder + ".years";
}

bool read_note(const std::string& folder, Years& years) {
  std::ifstream note(note_of(folder));
  std::string day;
  if (!(note >> years.asked >> years.quiet >> years.teacher >> years.student >> day)) return false;
  years.last_day = parse_date(day).value();
  return true;
}

void write_note(const std::string& folder, const Years& years) {
  std::ofstream(note_of(folder)) << years.asked << ' ' << years.quiet << ' ' << years.teacher << ' ' << years.student
                                 << ' ' << format_date(years.last_day) << '\n';
}

[[noreturn]] void run_child(const YearsWish& wish, const std::string& folder) {
  try {
    write_note(folder, Maker(wish, folder).make());
    _exit(0);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
  }
  _exit(1);
}

}  // namespace

Years make_years(const YearsWish& wish, const std::string& folder) {
  Years years;
  if (fs::exists(folder) && read_note(folder, years)) return years;
  const pid_t child = fork();
  ensure(child >= 0, "no process");
  if (child == 0) run_child(wish, folder);
  int status = 0;
  ensure(waitpid(child, &status, 0) == child && status == 0, "the bench's years could not be made");
  ensure(read_note(folder, years), "the bench's years left no note");
  return years;
}

}  // namespace clever_sync::bench
