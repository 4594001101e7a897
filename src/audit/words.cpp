#include "audit/words.hpp"

#include "base/error.hpp"
#include "base/printable.hpp"

namespace clever_sync {

namespace {

constexpr std::size_t short_id_digits = 12;
constexpr std::size_t longest_shown_value = 60;

}  // namespace

Date day_of(const CommitFact& commit) {
  return commit.day.value_or(std::chrono::floor<std::chrono::days>(commit.time));
}

std::string commit_words(const CommitFact& commit) {
  return "commit " + commit.id.substr(0, short_id_digits);
}

std::string origin_words(const CommitFact& commit) {
  if (commit.run.empty()) return printable(commit.author) + " (" + commit_words(commit) + ")";
  return "run " + commit.run + " (" + commit_words(commit) + ")";
}

std::string rule_citation(const RuleRef& rule) {
  return rule.file + ":" + std::to_string(rule.line) + " (" + rule.id + ")";
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

std::string counted(std::int64_t count, const std::string& one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : one.ends_with("ss") ? "es" : "s");
}

std::string effect_of(const Change& change) {
  std::vector<std::string> words;
  for (const FieldChange& field : change.set) {
    const bool shown = change.kind != Kind::student && !field.to.empty();
    const std::string was = field.from.empty() ? "" : " (was \"" + printable(field.from, longest_shown_value) + "\")";
    words.push_back(field.field + (shown ? " \"" + printable(field.to, longest_shown_value) + "\"" + was : ""));
  }
  const auto count = [&words](const auto& ids, const std::string& one, const std::string& what) {
    if (!ids.empty()) words.push_back(counted(std::ssize(ids), one) + " " + what);
  };
  count(change.add_students, "student", "added");
  count(change.remove_students, "student", "taken out");
  count(change.add_teachers, "teacher", "added");
  count(change.remove_teachers, "teacher", "taken out");
  if (change.primary_teacher) words.push_back("primary teacher " + change.primary_teacher->text());
  if (change.loses_sign_in != 0)
    words.push_back(counted(change.loses_sign_in, "student") + " could not sign in any more");
  return joined(words);
}

std::string answer_words(const ReceiptFact& receipt) {
  std::string words = receipt.status == 0 ? "settled by reading Sphero Edu back"
                                          : "Sphero Edu answered " + std::to_string(receipt.status);
  if (receipt.result == "skipped") words = "not sent";
  if (!receipt.code.empty()) words += " " + receipt.code;
  return words;
}

std::string missed_nights(const std::string& absent_line) {
  if (absent_line.empty()) return "";
  const Json record = parse_own_json(absent_line, "a line of absent.json");
  const Json* missed = record.find("missed");
  if (missed == nullptr || missed->as_array() == nullptr) return "";
  std::vector<std::string> dates;
  for (const Json& date : *missed->as_array()) {
    if (const std::string* text = date.as_string()) dates.push_back(*text);
  }
  return counted(std::ssize(dates), "night") + ": " + joined(dates);
}

}  // namespace clever_sync
