#include "soak/world.hpp"

#include <fmt/core.h>

#include <array>
#include <atomic>
#include <fstream>
#include <regex>
#include <sstream>

#include "base/error.hpp"
#include "http/curl_transport.hpp"
#include "http/retrying_transport.hpp"
#include "sandbox/district_maker.hpp"
#include "sandbox/generator.hpp"
#include "sandbox/school_year.hpp"
#include "sphero/http_target.hpp"

namespace clever_sync::soak {

namespace {

constexpr int students = 160;
constexpr int page_limit = 30;  // several pages of everything that matters

const std::map<std::string, std::string> quiet_git{{"GIT_CONFIG_GLOBAL", "/dev/null"},
                                                   {"GIT_CONFIG_SYSTEM", "/dev/null"},
                                                   {"HOME", "/nonexistent"},
                                                   {"GIT_AUTHOR_NAME", "An Engineer"},
                                                   {"GIT_COMMITTER_NAME", "An Engineer"},
                                                   {"GIT_AUTHOR_EMAIL", "engineer@example.org"},
                                                   {"GIT_COMMITTER_EMAIL", "engineer@example.org"},
                                                   {"CLEVER_TOKEN", "clever-token"},
                                                   {"SPHERO_EDU_TOKEN", "sphero-token"}};

std::string whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void must(const end_to_end::Outcome& outcome) {
  if (outcome.exit != 0) throw std::runtime_error(outcome.out + outcome.err);
}

// Nobody is asked and no limit holds: what is archived wrongly here would be archived wrongly.
void take_the_brakes_off(const std::string& path) {
  const auto rewrite = [&](const std::string& file, const std::string& from, const std::string& to) {
    const std::string text = std::regex_replace(whole(path + "/" + file), std::regex(from), to);
    std::ofstream(path + "/" + file, std::ios::binary | std::ios::trunc) << text;
  };
  rewrite("clever-sync.yaml", "removals: approve", "removals: auto");
  rewrite("rules/guardrails.yaml", "percent: [0-9]+", "percent: 100");
  rewrite("rules/guardrails.yaml", "at_least: [0-9]+", "at_least: 1000000");
  must(end_to_end::run_program({"git", "-C", path, "commit", "-qam", "no guardrails"}, quiet_git));
}

}  // namespace

UtcTime SkippingClock::now() {
  return system_.now() + std::chrono::duration_cast<std::chrono::seconds>(std::chrono::milliseconds(skipped_.load()));
}
std::chrono::milliseconds SkippingClock::monotonic() {
  return system_.monotonic() + std::chrono::milliseconds(skipped_.load());
}

// Passes requests on, and does something before the n-th of them.
class SoakWorld::Meddler final : public Transport {
 public:
  Meddler(Transport& inner, std::int64_t at, std::function<void()> meddle)
      : inner_(inner), at_(at), meddle_(std::move(meddle)) {}
  [[nodiscard]] HttpOutcome send(const Request& request, std::stop_token stop) override {
    if (sent_.fetch_add(1) == at_) meddle_();
    return inner_.send(request, stop);
  }

 private:
  Transport& inner_;
  std::int64_t at_;
  std::function<void()> meddle_;
  std::atomic<std::int64_t> sent_{0};
};

SoakWorld::SoakWorld(std::uint64_t seed)
    : random_(seed),
      running_(
          make_world(generate_district({.students = students, .seed = seed}), parse_date(first_school_day).value())),
      path_(folder_.path() + "/district") {
  must(end_to_end::run_program(
      {CLEVER_SYNC_PROGRAM, "init", path_, "--district", std::string(invented_district_id), "--time-zone",
       "America/Phoenix", "--approved", "--clever-api", running_.sandbox.clever_url(), "--clever-oauth",
       running_.sandbox.oauth_url(), "--sphero-api", running_.sandbox.sphero_url()},
      quiet_git));
  take_the_brakes_off(path_);
}

void SoakWorld::happen(const std::string& json) const {
  (void)running_.control("event", "{" + json + "}");  // one that can't happen today is no day lost
}

std::string SoakWorld::pick(const Ids& ids) {
  if (ids.empty()) return {};
  auto at = ids.begin();
  std::advance(at, static_cast<std::ptrdiff_t>(random_.below(ids.size())));
  return *at;
}

void SoakWorld::change_sharing() {
  if (!unshared_.empty() && chance(50)) {
    happen(R"("event":"share","id":")" + unshared_.back() + "\"");
    unshared_.pop_back();
    return;
  }
  const std::array<const Ids*, 3> kinds{&by_day_.sections, &by_day_.students, &by_day_.teachers};
  const std::string id = pick(*kinds.at(random_.below(kinds.size())));
  unshared_.push_back(id);
  happen(R"("event":"unshare","id":")" + id + "\"");
}

void SoakWorld::change_roster() {
  constexpr auto events = std::to_array<std::string_view>(
      {"student-joins", "student-moves", "student-leaves", "student-edited", "teacher-joins", "teacher-changes",
       "section-renamed", "section-added", "section-removed", "section-reused", "person-rekeyed"});
  happen(fmt::format(R"("event":"{}")", events.at(random_.below(events.size()))));
}

void SoakWorld::let_a_day_pass(Date day) {
  (void)running_.control("day", R"({"day":")" + format_date(day) + "\"}");
  by_day_ = read_truth(running_);
  for (std::uint64_t left = random_.below(4); left > 0; --left) change_roster();
  if (chance(40)) change_sharing();
  if (chance(20)) happen(fmt::format(R"("event":"churn","percent":5,"seed":{})", random_.below(1'000'000)));
  constexpr auto states = std::to_array<std::string_view>({"running", "pending", "error", "paused"});
  const std::string_view state = chance(80) ? std::string_view("success") : states.at(random_.below(states.size()));
  happen(fmt::format(R"("event":"district-edited","state":"{}")", state));
  constexpr auto collections =
      std::to_array<std::string_view>({"schools", "sections", "students", "teachers", "terms"});
  for (const std::string_view collection : collections) {
    happen(fmt::format(R"("event":"{}","collection":"{}")", chance(2) ? "empty" : "fill", collection));
  }
}

std::string SoakWorld::misbehave_tonight() {
  constexpr auto misdeeds =
      std::to_array<std::string_view>({"429", "500", "503", "drop", "truncate", "half", "html", "no-data", "redirect",
                                       "loop", "duplicate", "out-of-order", "empty", "torn", "latency"});
  constexpr auto paths =
      std::to_array<std::string_view>({"", "districts", "schools", "terms", "sections", "teachers", "students"});
  std::string said;
  for (std::uint64_t left = random_.below(3); left > 0; --left) {
    const std::string rule = fmt::format(
        R"({{"side":"clever","path":"{}","what":"{}","after":{},"times":{},"milliseconds":5,"retry_after":1}})",
        paths.at(random_.below(paths.size())), misdeeds.at(random_.below(misdeeds.size())), random_.below(7),
        chance(20) ? 0 : 1 + random_.below(3));
    (void)running_.control("misbehave", rule);
    said += rule + " ";
  }
  if (chance(20)) {
    constexpr auto trouble = std::to_array<std::string_view>({"503", "drop", "act-then-drop", "operation-refused"});
    const std::string rule = fmt::format(R"({{"side":"sphero","path":"batch","what":"{}","times":{}}})",
                                         trouble.at(random_.below(trouble.size())), 1 + random_.below(2));
    (void)running_.control("misbehave", rule);
    said += rule;
  }
  return said;
}

void SoakWorld::make_peace() {
  (void)running_.control("clear", "{}");
  for (const char* collection : {"schools", "sections", "students", "teachers", "terms"}) {
    happen(fmt::format(R"("event":"fill","collection":"{}")", collection));
  }
  happen(R"("event":"district-edited","state":"success")");
}

Night SoakWorld::run_night(Date day, Sharing sharing) {
  Repository repository = Repository::open(path_);
  FileDisk disk;
  const Edges edges{.repository = repository,
                    .clock = clock_,
                    .disk = disk,
                    .stop = {},
                    .stop_code = [] { return ExitCode::interrupted; },
                    .tell = [](const std::string&) {}};
  const Run run{.id = make_run_id(clock_.now(), static_cast<unsigned>(random_.below(65536))),
                .command = "nightly",
                .started = clock_.now(),
                .as_of = day};
  CurlTransport curl({});
  RetryPolicy policy;
  policy.resend_posts = true;
  policy.jitter_seed = random_.next();
  RetryingTransport retrying(curl, clock_, policy);
  // A sharing edit in the middle of the read: Clever's last_sync does not tell of it.
  const std::int64_t meddle_at = chance(15) ? static_cast<std::int64_t>(random_.below(20)) : -1;
  Meddler meddler(retrying, sharing == Sharing::stays ? -1 : meddle_at, [this] { change_sharing(); });
  const CleverSource clever{.transport = meddler,
                            .options = {.api = running_.sandbox.clever_url(),
                                        .oauth = running_.sandbox.oauth_url(),
                                        .district = DistrictId::parse(invented_district_id).value(),
                                        .credentials = DistrictToken{"clever-token"},
                                        .page_limit = page_limit}};
  HttpTarget target(retrying,
                    {.api = running_.sandbox.sphero_url(),
                     .token = "sphero-token",
                     .district = DistrictId::parse(invented_district_id).value()},
                    {});
  Night night;
  try {
    const RunReport report = run_nightly(edges, run, clever, target, ApplyOptions{});
    night.exit = static_cast<int>(report.exit);
    night.complete = !report.line.snapshot.empty();
    for (const std::string& sentence : report.sentences) night.said += sentence + " ";
  } catch (const Error& error) {
    // As main does. A read may have been complete before what failed.
    night.exit = static_cast<int>(exit_of(error.kind()));
    night.said = error.what();
  }
  return night;
}

end_to_end::Outcome SoakWorld::run(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {CLEVER_SYNC_PROGRAM, "-C", path_});
  return end_to_end::run_program(arguments, quiet_git);
}

}  // namespace clever_sync::soak
