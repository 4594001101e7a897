#include "end_to_end/audit_steps.hpp"

#include "catch.hpp"

namespace end_to_end {

namespace {

/// The sample district's ids: a prefix per kind, and the number in hexadecimal.
std::string sample_id(const std::string& prefix, int number) {
  std::string digits;
  for (int rest = number; rest > 0; rest /= 16) digits.insert(digits.begin(), "0123456789abcdef"[rest % 16]);
  return prefix + std::string(24 - prefix.size() - digits.size(), '0') + digits;
}

}  // namespace

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
