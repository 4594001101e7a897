#include "sandbox/options.hpp"

#include <fmt/core.h>

#include <charconv>

#include "base/error.hpp"
#include "sandbox/school_year.hpp"

namespace clever_sync {
namespace {

constexpr std::string_view help = R"(clever-sync-sandbox: plays Clever and Sphero Edu on 127.0.0.1

  clever-sync-sandbox                                  the sample district from ./snapshots, on free ports
  clever-sync-sandbox --students 100000 --seed 7       a generated district
  clever-sync-sandbox --port-file /tmp/ports.json &    for scripts: wait for the file, then read the addresses

When it is ready it prints one line of JSON with the addresses: clever, oauth, sphero, control. Then it runs until it gets
SIGTERM or SIGINT. docs/sandbox.md has the control API: the school year, single events, misbehaviour, sign-in.

  --snapshots DIR          folder with a district's canonical snapshot (snapshots)
  --students N             generate a district of N students instead
  --seed S                 of the generated district (1)
  --day YYYY-MM-DD         begin on this day of the school year (2026-08-10)
  --clever-port PORT       0 for a free one (0)
  --sphero-port PORT       0 for a free one (0); the control API is there too
  --port-file FILE         write the line of addresses there as well, in one step
  --token TOKEN            the district's token at Clever (sandbox-clever-token)
  --client-id ID           the app's client id at Clever (sandbox-client)
  --client-secret SECRET   the app's client secret at Clever (sandbox-secret)
  --sphero-token TOKEN     the token at Sphero Edu (sandbox-sphero-token)
  --rate-limit N           requests per minute that Clever allows (1200)
  --clever-clock           Clever's last_sync is the machine's time, not the school year's
  --write-sample DIR       write the sample district's snapshot into DIR and end
)";

// The arguments, one after another.
class Arguments {
 public:
  explicit Arguments(std::span<const char* const> all) : all_(all) {}
  [[nodiscard]] bool done() const { return at_ == all_.size(); }
  std::string_view next() { return all_[at_++]; }
  std::string_view value_of(std::string_view option) {
    if (done()) throw Error(ErrorKind::usage, fmt::format("{} needs a value; see --help", option));
    return next();
  }
  template <class Integer>
  Integer integer_of(std::string_view option, Integer least, Integer most) {
    const std::string_view text = value_of(option);
    Integer value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most) {
      throw Error(ErrorKind::usage, fmt::format("{} needs an integer from {} to {}", option, least, most));
    }
    return value;
  }

 private:
  std::span<const char* const> all_;
  std::size_t at_ = 0;
};

constexpr std::int64_t most_students = 5'000'000;

// Answers whether it knew the option.
bool read_server_option(std::string_view option, Arguments& arguments, SandboxSettings& settings) {
  if (option == "--clever-port") {
    settings.clever_port = arguments.integer_of(option, 0, 65535);
  } else if (option == "--sphero-port") {
    settings.sphero_port = arguments.integer_of(option, 0, 65535);
  } else if (option == "--token") {
    settings.clever.token = arguments.value_of(option);
  } else if (option == "--client-id") {
    settings.clever.client_id = arguments.value_of(option);
  } else if (option == "--client-secret") {
    settings.clever.client_secret = arguments.value_of(option);
  } else if (option == "--sphero-token") {
    settings.sphero_token = arguments.value_of(option);
  } else if (option == "--rate-limit") {
    settings.clever.requests_per_minute = arguments.integer_of<std::int64_t>(option, 1, 1'000'000'000);
  } else if (option == "--clever-clock") {
    settings.sync_time = SandboxSettings::SyncTime::machine;
  } else {
    return false;
  }
  return true;
}

bool read_district_option(std::string_view option, Arguments& arguments, SandboxOptions& options) {
  if (option == "--snapshots") {
    options.snapshots = arguments.value_of(option);
  } else if (option == "--students") {
    options.students = arguments.integer_of<std::int64_t>(option, 0, most_students);
  } else if (option == "--seed") {
    options.seed = arguments.integer_of<std::uint64_t>(option, 0, UINT64_MAX);
  } else if (option == "--day") {
    const auto day = parse_date(arguments.value_of(option));
    if (!day) throw Error(ErrorKind::usage, "--day needs a date YYYY-MM-DD");
    options.day = *day;
  } else if (option == "--port-file") {
    options.port_file = arguments.value_of(option);
  } else if (option == "--write-sample") {
    options.write_sample = arguments.value_of(option);
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::variant<SandboxOptions, HelpWanted> parse_options(std::span<const char* const> arguments) {
  SandboxOptions options;
  options.day = parse_date(first_school_day).value();
  options.settings.clever.token = "sandbox-clever-token";
  options.settings.clever.client_id = "sandbox-client";
  options.settings.clever.client_secret = "sandbox-secret";
  options.settings.sphero_token = "sandbox-sphero-token";
  Arguments left(arguments);
  while (!left.done()) {
    const std::string_view option = left.next();
    if (option == "--help" || option == "-h") return HelpWanted{.text = std::string(help)};
    if (read_server_option(option, left, options.settings) || read_district_option(option, left, options)) continue;
    throw Error(ErrorKind::usage, fmt::format("there is no option {}; see --help", option));
  }
  return options;
}

}  // namespace clever_sync
