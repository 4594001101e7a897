#include "audit/rule_text.hpp"

#include <algorithm>
#include <string_view>

namespace clever_sync {

namespace {

constexpr std::size_t most_lines = 4;
constexpr std::string_view shipped_folder = "defaults/", own_folder = "rules/";

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

std::vector<std::string> lines_at(std::string_view text, int number) {
  for (int line = 1; line < number; ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  std::vector<std::string> lines;
  std::size_t indent = 0;
  while (!text.empty() && lines.size() < most_lines) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (lines.empty()) indent = indent_of(line);
    if (!lines.empty() && (indent_of(line) <= indent || indent_of(line) == line.size())) break;
    line.remove_prefix(indent);
    line = line.substr(0, line.find_last_not_of(" \r") + 1);
    if (!line.empty()) lines.emplace_back(line);
  }
  return lines;
}

}  // namespace

std::vector<std::string> rule_lines(const std::vector<RuleFile>& files, const RuleRef& rule) {
  const auto find = [&rule](const std::vector<RuleFile>& among, const std::string& file) -> std::vector<std::string> {
    const auto found = std::ranges::find(among, file, &RuleFile::file);
    return found == among.end() ? std::vector<std::string>{} : lines_at(found->text, rule.line);
  };
  if (!rule.file.starts_with(shipped_folder)) return find(files, rule.file);
  auto lines = find(shipped_rules(Date{}), std::string(own_folder) + rule.file.substr(shipped_folder.size()));
  // What init writes there is the next 30 June; a key that was left out means none.
  constexpr std::string_view dated = "school_year_ends:";
  if (!lines.empty() && lines.front().starts_with(dated)) lines.front() = std::string(dated) + " none";
  return lines;
}

}  // namespace clever_sync
