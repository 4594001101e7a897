// Who loses sign-in by a plan, for a reader and for a program.
#include <fmt/core.h>

#include "base/printable.hpp"
#include "review/sign_in_losses.hpp"
#include "review/words.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view sign_in_format = "clever-sync/sign-in@1";
constexpr std::size_t longest_name = 80;

std::string student_words(UserId student, const NameBook& names) {
  const auto known = names.people.find(student.as<AnyTag>());
  const std::string name = known == names.people.end() ? "" : " \"" + printable(known->second, longest_name) + "\"";
  return student.text() + name;
}

std::int64_t count(const SignInLoss& loss) {
  return static_cast<std::int64_t>(loss.students.size() + loss.by_hand.size());
}

std::int64_t count(const std::vector<SignInLoss>& losses) {
  std::int64_t total = 0;
  for (const SignInLoss& loss : losses) total += count(loss);
  return total;
}

Json loss_json(const SignInLoss& loss) {
  Json::Array students, by_hand;
  for (const UserId student : loss.students) students.emplace_back(student.text());
  for (const std::string& account : loss.by_hand) by_hand.emplace_back(account);
  Json json;
  json.set("by_hand", by_hand);
  json.set("change", change_name(*loss.change));
  json.set("part", name_of(loss.change->part));
  json.set("school", loss.change->school);
  json.set("students", students);
  return json;
}

}  // namespace

Report report_sign_in(const Plan& plan, const LiveState& live, const NameBook& names) {
  const std::vector<SignInLoss> losses = work_out_sign_in_losses(plan, live);
  Report report;
  report.line(0, sign_in_words(count(losses)) + " by this plan.");
  if (const std::int64_t counted = count_lost_sign_ins(plan); counted != count(losses)) {
    report.line(
        0, fmt::format("Change by change the plan counts {}: some of them get it back, or get it by this very plan.",
                       counted));
  }
  for (const SignInLoss& loss : losses) {
    std::string text = change_name(*loss.change);
    if (const std::string name = name_words(*loss.change, names); !name.empty()) text += " " + name;
    text += ", " + school_words(loss.change->school, names) + ": " + sign_in_words(count(loss));
    report.marked(0, symbol_of(loss.change->action), text);
    for (const UserId student : loss.students) report.line(2, student_words(student, names));
    for (const std::string& account : loss.by_hand)
      report.line(2, "Sphero Edu account " + printable(account, longest_name) + ", added by hand");
  }
  return report;
}

Json sign_in_json(const Plan& plan, const std::string& digest, const LiveState& live) {
  const std::vector<SignInLoss> losses = work_out_sign_in_losses(plan, live);
  Json::Array list;
  for (const SignInLoss& loss : losses) list.push_back(loss_json(loss));
  Json json;
  json.set("format", sign_in_format);
  json.set("losses", list);
  json.set("plan", digest);
  json.set("plan_counts", count_lost_sign_ins(plan));
  json.set("total", count(losses));
  return json;
}

}  // namespace clever_sync
