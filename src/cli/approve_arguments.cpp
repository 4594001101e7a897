#include "cli/approve_arguments.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

// Of a SHA-256 in hex. Fewer digits than six would fit another plan by chance.
constexpr std::size_t shortest_pin = 6, longest_pin = 64;
constexpr std::int64_t most_things = std::int64_t{1} << 40;  // as many as a plan may count

[[noreturn]] void refuse(const std::string& words) {
  throw Error(ErrorKind::usage, words);
}

void check_waivers(const ApproveArguments& arguments) {
  if (arguments.waive.size() != arguments.max.size())
    refuse("give one --max for each --waive: the most that the waiver covers");
  std::vector<std::string> names = arguments.waive;
  std::ranges::sort(names);
  if (const auto twice = std::ranges::adjacent_find(names); twice != names.end())
    refuse(printable(*twice) + " is waived twice; give its --waive and --max once, for all its scopes");
  for (const std::int64_t max : arguments.max)
    if (max < 0 || max > most_things) refuse("--max is no number of things; clever-sync show prints the one to give");
}

void check_pin(const std::string& plan) {
  const bool digits = plan.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (digits && plan.size() >= shortest_pin && plan.size() <= longest_pin) return;
  refuse(
      "--plan takes the beginning of the digest of the plan that you read, six digits or more; clever-sync show "
      "prints it");
}

}  // namespace

void check_approve_arguments(const ApproveArguments& arguments) {
  const bool connection = arguments.what == ApproveArguments::What::connection;
  if (!connection && arguments.because.find_first_not_of(" \t\r\n") == std::string::npos)
    refuse("say why, a sentence for the auditor: --because \"…\"");
  if (connection && (!arguments.waive.empty() || arguments.plan))
    refuse("--waive and --plan belong to a part of a plan; --connection takes neither");
  if (arguments.revoke && !arguments.waive.empty()) refuse("--revoke takes an approval back; it waives nothing");
  check_waivers(arguments);
  if (arguments.plan) check_pin(*arguments.plan);
}

}  // namespace clever_sync
