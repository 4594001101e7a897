// Creates a district's students in Sphero Edu, played by the sandbox in another process with latency added, with the
// default settings of apply: batches, journal with its flushes, HTTP. Held against a bare curl loop that sends ready
// bodies of the same size to the same server, as many at a time.
//
//     apply_bench [CREATES] [LATENCY_MS] [LEAST_RATIO] [MOST_TIMES]
//
// exits 1 when apply sends fewer than LEAST_RATIO times the requests a second of the bare loop, or when its own work
// for each create (CPU time, the kernel's share included) is more than MOST_TIMES that of encoding the bodies and the
// bare loop.

#include <curl/curl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "apply/apply.hpp"
#include "base/error.hpp"
#include "http/curl_transport.hpp"
#include "http/retrying_transport.hpp"
#include "review/approval.hpp"
#include "sandbox/generator.hpp"
#include "sandbox/sandbox.hpp"
#include "sphero/http_target.hpp"

namespace {

using namespace clever_sync;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr const char* token = "bench-token";
constexpr std::size_t most_bare_requests = 200;

double cpu_microseconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto micros = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return micros(usage.ru_utime) + micros(usage.ru_stime);
}

double resident_mebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// The sandbox in a process of its own, so that its work is not counted as ours.
class Server {
 public:
  Server() {
    std::array<int, 2> pipe_ends{};
    ensure(pipe(pipe_ends.data()) == 0, "no pipe");
    process_ = fork();
    if (process_ == 0) serve(pipe_ends[1]);
    std::array<char, 256> url{};
    const ssize_t got = read(pipe_ends[0], url.data(), url.size());
    ensure(got > 0, "the sandbox did not start");
    origin_.assign(url.data(), static_cast<std::size_t>(got));
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  [[nodiscard]] std::string api() const { return origin_ + "/v1"; }

  void add_latency(int milliseconds) const {
    CurlTransport transport{CurlOptions{}};
    const Request request{.method = Method::post,
                          .url = origin_ + "/sandbox/misbehave",
                          .headers = {},
                          .body = R"({"side":"sphero","path":"batch","times":0,"what":"latency","milliseconds":)" +
                                  std::to_string(milliseconds) + "}"};
    const HttpOutcome outcome = transport.send(request, {});
    ensure(std::holds_alternative<Response>(outcome) && std::get<Response>(outcome).status == 200, "no latency");
  }

 private:
  [[noreturn]] static void serve(int to_parent) {
    SystemClock clock;
    SandboxSettings settings;
    settings.sphero_token = token;
    const Sandbox sandbox(make_world(generate_district({.students = 1, .seed = 1}), *parse_date("2026-08-10")),
                          settings, clock);
    const std::string url = sandbox.control_url();
    const std::string origin = url.substr(0, url.rfind('/'));
    ensure(write(to_parent, origin.data(), origin.size()) == static_cast<ssize_t>(origin.size()), "no pipe");
    while (true) pause();
  }

  pid_t process_ = 0;
  std::string origin_;
};

CleverId student_id(std::size_t number) {
  std::array<char, 25> text{};
  std::snprintf(text.data(), text.size(), "58da8c63%016zx", number);
  return *CleverId::parse(text.data());
}

ApprovedPlan plan_of_creates(const DistrictId& district, std::size_t creates) {
  Plan plan;
  plan.district = district;
  plan.as_of = *parse_date("2026-08-10");
  for (std::size_t i = 0; i < creates; ++i) {
    Change change;
    change.action = Action::create;
    change.kind = Kind::student;
    change.clever_id = student_id(i);
    change.school = "58da8c58155b940248000007";
    change.set = {{.field = "first_name", .from = "", .to = "Testchild"},
                  {.field = "grade", .from = "", .to = "7"},
                  {.field = "last_initial", .from = "", .to = "X"},
                  {.field = "school", .from = "", .to = change.school}};
    plan.changes.push_back(std::move(change));
  }
  plan.additions_digest = part_digest(district, Part::additions, plan.changes);
  plan.removals_digest = part_digest(district, Part::removals, plan.changes);
  const Gate additions = gate_part(plan, Part::additions, std::nullopt, {});
  const Gate removals = gate_part(plan, Part::removals, std::nullopt, {});
  return {std::move(plan), additions, removals};
}

/// Bodies as apply sends them, for students beyond those of the plan.
std::vector<std::string> ready_bodies(std::size_t requests, std::size_t from) {
  std::vector<std::string> bodies;
  for (std::size_t r = 0; r < requests; ++r) {
    std::vector<Operation> operations;
    for (std::size_t i = 0; i < max_batch; ++i) {
      Operation operation;
      operation.id = std::to_string(i + 1);
      operation.action = Operation::Action::create;
      operation.kind = Kind::student;
      operation.clever_id = student_id(from++);
      operation.set = {
          {"first_name", "Testchild"}, {"grade", "7"}, {"last_initial", "X"}, {"school", "58da8c58155b940248000007"}};
      operations.push_back(std::move(operation));
    }
    bodies.push_back(encode_batch(operations));
  }
  return bodies;
}

std::size_t drop(char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

/// curl and nothing else: `in_flight` requests at a time until all bodies are answered. Requests a second.
class BareLoop {
 public:
  /// `name` begins the idempotency keys.
  BareLoop(std::string url, std::string name, const std::vector<std::string>& bodies)
      : url_(std::move(url)), name_(std::move(name)), bodies_(bodies) {}

  double run(std::size_t in_flight) {
    const std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi(curl_multi_init(), &curl_multi_cleanup);
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < std::min(in_flight, bodies_.size()); ++i) start(multi.get(), curl_easy_init());
    for (int running = 1; running > 0;) {
      curl_multi_perform(multi.get(), &running);
      int left = 0;
      while (const CURLMsg* const message = curl_multi_info_read(multi.get(), &left)) {
        CURL* const easy = message->easy_handle;
        curl_multi_remove_handle(multi.get(), easy);
        if (next_ < bodies_.size()) {
          start(multi.get(), easy);
          running = 1;
        } else {
          curl_easy_cleanup(easy);
        }
      }
      if (running > 0) curl_multi_poll(multi.get(), nullptr, 0, 1000, nullptr);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return static_cast<double>(bodies_.size()) / took.count();
  }

 private:
  void start(CURLM* multi, CURL* easy) {
    const std::string& body = bodies_[next_];
    curl_slist* headers = nullptr;
    const std::string key = "idempotency-key: bare-" + name_ + "-" + std::to_string(next_++);
    for (const std::string& line : {std::string("authorization: Bearer ") + token, key,
                                    std::string("content-type: application/json"), std::string("Expect:")}) {
      headers = curl_slist_append(headers, line.c_str());
    }
    headers_.emplace_back(headers, &curl_slist_free_all);
    curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &drop);
    curl_multi_add_handle(multi, easy);
  }

  std::string url_, name_;
  const std::vector<std::string>& bodies_;
  std::size_t next_ = 0;
  std::vector<std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>> headers_;  // until the end, as curl asks
};

struct Measured {
  double seconds = 0, own_microseconds = 0, added_mebibytes = 0, state_mebibytes = 0;
};

Measured measure_apply(const Server& server, const ApprovedPlan& plan, const std::string& folder) {
  SystemClock clock;
  FileDisk disk;
  CurlTransport curl{CurlOptions{}};
  ThrottledTransport throttled(curl, clock, {});
  RetryPolicy policy;
  policy.resend_posts = true;
  RetryingTransport retrying(throttled, clock, policy);
  SpheroOptions options;
  options.api = server.api();
  options.token = token;
  options.district = plan.plan().district;
  HttpTarget target(retrying, options, {});
  const Observation observed;
  Journal journal(disk, folder + "/journal");
  ApplyOptions settings;
  settings.run = "20260810T020000Z-1a2b";

  const double memory = resident_mebibytes();
  const double cpu = cpu_microseconds();
  const auto begin = std::chrono::steady_clock::now();
  const ApplyReport report =
      apply_plan(plan, observed, {}, target, journal, clock, settings, [](const ApplyProgress&) {}, {});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  ensure(report.done == static_cast<std::int64_t>(plan.plan().changes.size()), "not everything was created");
  Measured measured{.seconds = took.count(),
                    .own_microseconds = cpu_microseconds() - cpu,
                    .added_mebibytes = resident_mebibytes() - memory};
  const AppliedState applied = report.outcomes->applied({});
  ensure(applied.managed.students.size() == plan.plan().changes.size(), "applied lacks a student");
  measured.state_mebibytes = resident_mebibytes() - memory - measured.added_mebibytes;
  return measured;
}

int run(std::size_t creates, int latency, double least_ratio, double most_times) {
  const Server server;
  server.add_latency(latency);
  const DistrictId district = generate_district({.students = 1, .seed = 1}).district.id;
  // Half of the bare requests before and half after: the sandbox is slower the more it holds.
  const std::size_t requests = std::min((creates + max_batch - 1) / max_batch, most_bare_requests);
  double bare_cpu = 0;
  const auto bare_rate = [&](std::size_t from) {
    const double cpu = cpu_microseconds();
    const std::vector<std::string> bodies = ready_bodies(requests / 2 + 1, from);
    const double rate =
        BareLoop(server.api() + "/districts/" + district.text() + "/batch", std::to_string(from), bodies)
            .run(static_cast<std::size_t>(ApplyOptions{}.in_flight));
    bare_cpu += (cpu_microseconds() - cpu) / static_cast<double>(bodies.size() * max_batch) / 2;
    return rate;
  };
  const double before = bare_rate(2 * creates);
  const ApprovedPlan plan = plan_of_creates(district, creates);
  const std::string folder =
      (std::filesystem::temp_directory_path() / ("clever-sync-apply-bench." + std::to_string(getpid()))).string();
  std::filesystem::create_directories(folder);
  const Measured measured = measure_apply(server, plan, folder);
  std::filesystem::remove_all(folder);
  const double bare = (before + bare_rate(4 * creates)) / 2;

  const auto count = static_cast<double>(creates);
  const double own = measured.own_microseconds / count;
  const double rate = count / static_cast<double>(max_batch) / measured.seconds;
  std::printf("%zu creates in %.2f s: %.0f a second; a million would take %.0f s (aim: under 300)\n", creates,
              measured.seconds, count / measured.seconds, 1e6 / (count / measured.seconds));
  std::printf(
      "own work: %.1f us CPU for each (aim: under 15), encoding the bodies and a bare curl loop %.1f: %.1f times\n",
      own, bare_cpu, own / bare_cpu);
  std::printf("requests a second: %.1f, a bare curl loop %.1f: ratio %.2f (aim: 0.8)\n", rate, bare, rate / bare);
  std::printf("memory: %.0f MiB more than the plan, %.0f bytes for each\n", measured.added_mebibytes,
              measured.added_mebibytes * 1048576 / count);
  std::printf("the state with the new records, made afterwards: %.0f MiB, %.0f bytes for each\n",
              measured.state_mebibytes, measured.state_mebibytes * 1048576 / count);
  return rate / bare >= least_ratio && own <= most_times * bare_cpu ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const auto argument = [&](int at, double otherwise) { return argc > at ? std::atof(argv[at]) : otherwise; };
  return run(static_cast<std::size_t>(argument(1, 100'000)), static_cast<int>(argument(2, 20)), argument(3, 0),
             argument(4, 1e9));
}
