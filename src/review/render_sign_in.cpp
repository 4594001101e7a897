#include <fmt/core.h>

#include "base/printable.hpp"
#include "review/sign_in_losses.hpp"
#include "review/words.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t longest_name = 80;

void append_student(UserId student, const NameBook& names, std::string& out) {
  out += "  " + student.text();
  const auto known = names.people.find(student.as<AnyTag>());
  if (known != names.people.end()) out += " \"" + printable(known->second, longest_name) + "\"";
  out += "\n";
}

std::int64_t count(const SignInLoss& loss) {
  return static_cast<std::int64_t>(loss.students.size() + loss.by_hand.size());
}

}  // namespace

std::string render_sign_in(const Plan& plan, const LiveState& live, const NameBook& names) {
  std::int64_t total = 0;
  std::string out;
  for (const SignInLoss& loss : work_out_sign_in_losses(plan, live)) {
    total += count(loss);
    out += fmt::format("{} {}", symbol_of(loss.change->action), change_name(*loss.change));
    if (const std::string name = name_words(*loss.change, names); !name.empty()) out += " " + name;
    out += ", " + school_words(loss.change->school, names) + ": " + sign_in_words(count(loss)) + "\n";
    for (const UserId student : loss.students) append_student(student, names, out);
    for (const std::string& account : loss.by_hand) {
      out += "  Sphero Edu account " + printable(account, longest_name) + ", added by hand\n";
    }
  }
  std::string heading = sign_in_words(total) + " by this plan.\n";
  if (const std::int64_t counted = count_lost_sign_ins(plan); counted != total) {
    heading += fmt::format(
        "Change by change the plan counts {}: some of them get it back, or get it by this very plan.\n", counted);
  }
  return heading + out;
}

}  // namespace clever_sync
