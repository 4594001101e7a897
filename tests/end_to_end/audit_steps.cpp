#include "end_to_end/audit_steps.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.hpp"
#include "catch.hpp"
#include "end_to_end/answers.hpp"

namespace end_to_end {

using namespace clever_sync;

namespace {

/// The sample district's ids: a prefix per kind, and the number in hexadecimal.
std::string sample_id(const std::string& prefix, int number) {
  std::string digits;
  for (int rest = number; rest > 0; rest /= 16) digits.insert(digits.begin(), "0123456789abcdef"[rest % 16]);
  return prefix + std::string(24 - prefix.size() - digits.size(), '0') + digits;
}

/// The id of each line of canonical records that holds the text.
std::vector<std::string> ids_of_lines_with(const std::string& lines, const std::string& text) {
  constexpr std::string_view key = "\"id\":\"";
  constexpr std::size_t id_length = 24;
  std::vector<std::string> ids;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    const std::size_t at = line.find(key);
    if (at != std::string::npos && contains(line, text)) ids.push_back(line.substr(at + key.size(), id_length));
  }
  return ids;
}

/// What a reply to a school must never hold.
void check_reply(const std::string& reply) {
  for (const char* internal : {"rules/", "guardrail", "approve --", "commit", "plan ", "plans/", "snapshots/",
                               "sphero/", "keep.yaml", "58da8c", "clever-sync", "exit "}) {
    INFO(internal << "\n" << reply);
    CHECK_FALSE(contains(reply, internal));
  }
}

/// Each verdict can be acted on.
void check_verdicts(const std::string& json) {
  const Json answer = parse_own_json(json, "the diagnosis");
  const Json* verdicts = answer.find("verdicts");
  REQUIRE(verdicts != nullptr);
  for (const Json& verdict : *verdicts->as_array()) {
    INFO(canonical_json(verdict));
    const Json* evidence = verdict.find("evidence");
    CHECK((evidence != nullptr && !evidence->as_array()->empty()));
    for (const char* part : {"cause", "confidence", "owner", "fix", "shown_by"})
      CHECK_FALSE(verdict.text(part).empty());
  }
}

}  // namespace

void check_diagnosis(const AuditedDistrict& district, const std::string& name, const std::string& day,
                     std::vector<std::string> words, const std::vector<std::string>& codes) {
  words.insert(words.begin(), {"--as-of", day, "diagnose"});
  const std::string answer = district.ask(words);
  for (const std::string& code : codes) {
    INFO(answer);
    CHECK(contains(answer, "\n" + code + " ("));
  }
  std::vector<std::string> as_json{"-o", "json"};
  as_json.insert(as_json.end(), words.begin(), words.end());
  check_verdicts(district.ask(as_json));
  words.emplace_back("--reply");
  const std::string reply = district.ask(words);
  check_reply(reply);
  check_answer("diagnose-" + name, answer + "\n-- reply --\n" + reply);
}

std::vector<std::string> AuditedDistrict::sections_with(const std::string& text) const {
  return ids_of_lines_with(workspace.git({"grep", "-h", text, "HEAD", "--", "snapshots/sections"}).out, text);
}

std::vector<std::string> sample_ids_of_school(const std::string& school) {
  std::vector<std::string> ids;
  for (const char* folder : {"sections", "students", "teachers"}) {
    for (const auto& entry : std::filesystem::directory_iterator(std::string(SAMPLE_SNAPSHOTS) + "/" + folder)) {
      std::ifstream file(entry.path());
      std::ostringstream text;
      text << file.rdbuf();
      for (std::string& id : ids_of_lines_with(text.str(), school)) ids.push_back(std::move(id));
    }
  }
  return ids;
}

void check_contains(const std::string& text, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) {
    INFO("missing: " << part << "\nin:\n" << text);
    CHECK(contains(text, part));
  }
}

void AuditedDistrict::edit(const std::string& path, const std::string& from, const std::string& to) const {
  std::string text = workspace.file(path);
  INFO(path << ":\n" << text);
  REQUIRE(contains(text, from));
  text.replace(text.find(from), from.size(), to);
  workspace.write_file(path, text);
  REQUIRE(workspace.git({"commit", "-qam", "edit " + path}).exit == 0);
}

void AuditedDistrict::let_removals_pass() const {
  edit("clever-sync.yaml", "removals: approve", "removals: auto");
}

std::string AuditedDistrict::event(const std::string& json) const {
  return sandbox.control("/event", "{" + json + "}");
}

void AuditedDistrict::night(const std::string& day, int exit) const {
  const Outcome outcome = workspace.night(day);
  INFO(day << ": " << outcome.out << outcome.err);
  REQUIRE(outcome.exit == exit);
}

void AuditedDistrict::must(const std::vector<std::string>& arguments) const {
  const Outcome outcome = workspace.run(arguments);
  INFO(arguments.back() << ": " << outcome.err << outcome.out);
  REQUIRE(outcome.exit == 0);
}

std::string AuditedDistrict::ask(const std::vector<std::string>& arguments, int exit) const {
  const Outcome outcome = workspace.run(arguments);
  INFO(arguments.front() << ": " << outcome.err << outcome.out);
  REQUIRE(outcome.exit == exit);
  return outcome.out;
}

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
