#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "base/json.hpp"
#include "nightly/history.hpp"
#include "nightly/record_versions.hpp"

namespace clever_sync {

namespace {

std::string folded(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::string full_name(std::string_view first, std::string_view last) {
  return std::string(first) + (first.empty() || last.empty() ? "" : " ") + std::string(last);
}

/// What the record is called: of a section or class its name, of a person first name and last name or initial.
std::string name_of_record(const Json& record) {
  const Json* name = record.find("name");
  if (name != nullptr && name->is_string()) return *name->as_string();
  const Json& names = name == nullptr ? record : *name;
  const auto either = [&names](const char* clever, const char* sphero) {
    return names.text(clever).empty() ? names.text(sphero) : names.text(clever);
  };
  std::string_view last = either("last", "last_name");
  if (last.empty()) last = names.text("last_initial");
  return full_name(either("first", "first_name"), last);
}

/// What one object is called, everywhere it is known.
struct Names {
  std::string shown;
  std::set<std::string> folded_names, sphero_ids;
};
using NameIndex = std::map<CleverId, Names>;

/// The records of a file whose line may hold the word. A line that holds it in another field is sorted out later.
void add_file(const std::string& bytes, const std::string& word, NameIndex& index) {
  const std::string lower = folded(bytes);
  for (std::size_t at = lower.find(word); at != std::string::npos;) {
    const std::size_t start = at == 0 ? 0 : bytes.rfind('\n', at) + 1;
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    std::string_view line = std::string_view(bytes).substr(start, end - start);
    if (line.ends_with(',')) line.remove_suffix(1);
    const Json record = record_of_line(line);
    if (const auto id = CleverId::parse(record.text("id"))) {
      Names& names = index[*id];
      const std::string name = name_of_record(record);
      if (!name.empty()) names.shown = name;
      names.folded_names.insert(folded(name));
      if (!record.text("sphero_id").empty()) names.sphero_ids.emplace(record.text("sphero_id"));
    }
    at = end < lower.size() ? lower.find(word, end) : std::string::npos;
  }
}

/// The longest word: what a line must hold to be looked at. JSON writes quotes and backslashes otherwise, so they end a
/// word too.
std::string longest_word(const std::string& query) {
  std::string longest, word;
  for (const char c : query + " ") {
    const bool plain = c != ' ' && c != '"' && c != '\\';
    if (plain) word.push_back(c);
    if (!plain && word.size() > longest.size()) longest = word;
    if (!plain) word.clear();
  }
  return longest;
}

}  // namespace

std::vector<Match> find_matches(const Past& past, Kind kind, const std::string& query, StudentNames names) {
  if (const auto id = CleverId::parse(query)) return {Match{.id = *id, .name = {}}};
  const std::string wanted = folded(query), word = longest_word(wanted);
  if (word.empty()) return {};
  NameIndex index;
  std::set<ObjectId> seen;  // without drift every file of live is one of applied, too
  for (const std::string& folder : {source_folder(kind), live_folder_of(kind), applied_folder_of(kind)}) {
    for (const TreeFile& file : past.files_of_tip(folder)) {
      if (seen.insert(file.blob).second) add_file(past.read(file), word, index);
    }
  }
  std::vector<Match> exact, partial;
  for (const auto& [id, known] : index) {
    const bool shown = kind != Kind::student || names == StudentNames::join;
    const Match match{.id = id, .name = shown ? known.shown : ""};
    const bool part = std::ranges::any_of(
        known.folded_names, [&wanted](const std::string& name) { return name.find(wanted) != std::string::npos; });
    if (known.sphero_ids.contains(query) || known.folded_names.contains(wanted)) exact.push_back(match);
    if (part) partial.push_back(match);
  }
  return exact.empty() ? partial : exact;
}

}  // namespace clever_sync
