#include "change_set.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <string_view>

#include "base/error.hpp"

namespace clever_sync::bench {

namespace {

struct Record {
  std::string own;  // its text without the list of students
  std::set<std::string> students;
};
/// By kind, a tab, and id.
using Records = std::map<std::string, Record>;

/// What stands between the first `before` and the next `after`.
std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t begin = text.find(before);
  if (begin == text.npos) return "";
  const std::size_t end = text.find(after, begin + before.size());
  return std::string(text.substr(begin + before.size(), end - begin - before.size()));
}

Record record_of(const std::string& line, bool is_section) {
  Record record{.own = line, .students = {}};
  constexpr std::string_view begin = "\"students\":[";
  const std::size_t at = line.find(begin);
  if (!is_section || at == line.npos) return record;
  const std::string list = between(line, begin, "]");
  for (std::size_t quote = 0; quote < list.size(); quote += 27) record.students.insert(list.substr(quote + 1, 24));
  record.own.erase(at, begin.size() + list.size() + 1);
  return record;
}

Records records_of(const FileTexts& files) {
  Records records;
  for (const auto& [path, text] : files) {
    const std::string kind = path.substr(0, path.find('/'));
    if (kind == path || path.ends_with("/absent.json")) continue;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      if (!line.starts_with('{')) continue;
      if (line.ends_with(',')) line.pop_back();
      const std::string key = kind + "\t" + between(line, "\"id\":\"", "\"");
      ensure(records.emplace(key, record_of(line, kind == "sections")).second, "two records of one id");
    }
  }
  return records;
}

void append_students(std::vector<std::string>& lines, const std::string& key, std::string_view word,
                     const std::set<std::string>& some, const std::set<std::string>& others) {
  for (const std::string& student : some) {
    if (!others.contains(student)) lines.push_back(key + "\t" + std::string(word) + "\t" + student + "\n");
  }
}

}  // namespace

std::vector<std::string> change_set(const FileTexts& night1, const FileTexts& night2) {
  const Records before = records_of(night1);
  const Records after = records_of(night2);
  std::vector<std::string> lines;
  static const Record nothing;
  for (const auto& [key, old] : before) {
    const auto found = after.find(key);
    if (found == after.end()) lines.push_back(key + "\tgone\n");
    const Record& now = found == after.end() ? nothing : found->second;
    if (found != after.end() && now.own != old.own) lines.push_back(key + "\tchanged\n");
    append_students(lines, key, "left", old.students, now.students);
    append_students(lines, key, "joined", now.students, old.students);
  }
  for (const auto& [key, now] : after) {
    if (before.contains(key)) continue;
    lines.push_back(key + "\tcreated\n");
    append_students(lines, key, "joined", now.students, {});
  }
  std::ranges::sort(lines);
  return lines;
}

}  // namespace clever_sync::bench
