#include "clever_end_to_end/district.hpp"

#include <fmt/core.h>

#include "catch.hpp"

namespace end_to_end {

void NightlyDistrict::edit(const std::string& path, const std::string& from, const std::string& to) const {
  std::string text = workspace.file(path);
  INFO(path << ":\n" << text);
  REQUIRE(contains(text, from));
  text.replace(text.find(from), from.size(), to);
  workspace.write_file(path, text);
  REQUIRE(workspace.git({"commit", "-qam", "edit " + path}).exit == 0);
}

void NightlyDistrict::use_clever(const std::string& api, const std::string& oauth) const {
  edit("clever-sync.yaml", sandbox.address("clever"), api);
  edit("clever-sync.yaml", sandbox.address("oauth"), oauth);
}

void NightlyDistrict::use_app_client() {
  edit("clever-sync.yaml", "token: {env: CLEVER_TOKEN}", "client: {id: {env: APP_ID}, secret: {env: APP_SECRET}}");
  workspace.environment["APP_ID"] = "app-id";
  workspace.environment["APP_SECRET"] = "app-secret";
}

void NightlyDistrict::happen(const std::string& json) const {
  sandbox.control("/event", "{" + json + "}");
}

void NightlyDistrict::misbehave(const std::string& collection, const std::string& what, int times,
                                const std::string& more) const {
  sandbox.control("/misbehave", fmt::format(R"({{"side":"clever","path":"{}","times":{},"what":"{}"{}}})", collection,
                                            times, what, more));
}

std::string NightlyDistrict::night(const std::string& day, int exit) const {
  const Outcome outcome = workspace.night(day);
  INFO(day << ": " << outcome.out << outcome.err);
  REQUIRE(outcome.exit == exit);
  return outcome.out + outcome.err;
}

std::string NightlyDistrict::state() const {
  return workspace.git({"rev-parse", "HEAD:snapshots", "HEAD:sphero", "HEAD:plans", "HEAD:rules"}).out;
}

namespace {
// A prefix per kind, and the number in hexadecimal.
std::string sample_id(const char* prefix, int number) {
  return fmt::format("{}{:06x}", prefix, number);
}
}  // namespace

std::string section_id(int number) {
  return sample_id("58da8c70dc0ca007ea", number);
}
std::string student_id(int number) {
  return sample_id("58da8c63dc0ca007ea", number);
}
std::string teacher_id(int number) {
  return sample_id("58da8c5ddc0ca007ea", number);
}

}  // namespace end_to_end
