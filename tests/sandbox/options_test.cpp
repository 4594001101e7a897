#include "sandbox/options.hpp"
#include "base/error.hpp"
#include "catch.hpp"

using namespace clever_sync;

namespace {

SandboxOptions options_of(const std::vector<const char*>& arguments) {
  return std::get<SandboxOptions>(parse_options(arguments));
}

}  // namespace

TEST_CASE("without arguments: the sample district, free ports, the first school day", "[options]") {
  const SandboxOptions options = options_of({});
  CHECK(options.snapshots == "snapshots");
  CHECK_FALSE(options.students);
  CHECK(options.settings.clever_port == 0);
  CHECK(options.settings.clever.requests_per_minute == 1200);
  CHECK(format_date(options.day) == "2026-08-10");
}

TEST_CASE("every option is read", "[options]") {
  const SandboxOptions options = options_of({"--clever-port",
                                             "8701",
                                             "--sphero-port",
                                             "8700",
                                             "--snapshots",
                                             "elsewhere",
                                             "--students",
                                             "100000",
                                             "--seed",
                                             "9",
                                             "--day",
                                             "2026-09-03",
                                             "--port-file",
                                             "ports",
                                             "--token",
                                             "a",
                                             "--sphero-token",
                                             "b",
                                             "--client-id",
                                             "c",
                                             "--client-secret",
                                             "d",
                                             "--rate-limit",
                                             "50",
                                             "--clever-clock",
                                             "--write-sample",
                                             "out"});
  CHECK(options.settings.clever_port == 8701);
  CHECK(options.settings.sphero_port == 8700);
  CHECK(options.snapshots == "elsewhere");
  CHECK(options.students == 100000);
  CHECK(options.seed == 9);
  CHECK(format_date(options.day) == "2026-09-03");
  CHECK(options.port_file == "ports");
  CHECK(options.settings.clever.token == "a");
  CHECK(options.settings.sphero_token == "b");
  CHECK(options.settings.clever.client_id == "c");
  CHECK(options.settings.clever.client_secret == "d");
  CHECK(options.settings.clever.requests_per_minute == 50);
  CHECK(options.settings.sync_time == SandboxSettings::SyncTime::machine);
  CHECK(options.write_sample == "out");
}

TEST_CASE("help is asked for, and what is not known is refused", "[options]") {
  CHECK(std::get<HelpWanted>(parse_options(std::vector{"--help"})).text.find("--students") != std::string::npos);
  for (const std::vector<const char*>& arguments :
       {std::vector{"--student", "5"}, std::vector{"--students"}, std::vector{"--students", "many"},
        std::vector{"--clever-port", "65536"}, std::vector{"--day", "tomorrow"}, std::vector{"extra"}}) {
    INFO(arguments.front());
    CHECK_THROWS_AS(parse_options(arguments), Error);
  }
}
