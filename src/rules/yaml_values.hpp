#pragma once
// Typed reading of YAML scalars, with YAML's traps closed: a word that YAML calls a boolean or nothing (`no`, `~`) and
// a number that would lose its zeros (`012`, `1.0`) must be quoted where text is wanted. Every getter records its
// mistake and answers nothing, so that one pass finds all mistakes of a file.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "rules/rule_set.hpp"
#include "rules/yaml_document.hpp"

namespace clever_sync {

/// The mistakes of one file, in the order found.
class Mistakes {
 public:
  explicit Mistakes(std::string file) : file_(std::move(file)) {}
  void add(const YamlNode& at, std::string message) { add(at.line, at.column, std::move(message)); }
  void add(const YamlEntry& at, std::string message) { add(at.line, at.column, std::move(message)); }
  void add(int line, int column, std::string message) {
    problems_.push_back({.file = file_, .line = line, .column = column, .message = std::move(message)});
  }
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] const std::vector<RuleProblem>& problems() const { return problems_; }

 private:
  std::string file_;
  std::vector<RuleProblem> problems_;
};

/// `name` is what the message calls the value: its key.
std::optional<std::string> read_text(const YamlNode& node, std::string_view name, Mistakes& mistakes);
/// As read_text, without the traps: for values whose form is checked anyway (ids, dates).
std::optional<std::string> read_verbatim(const YamlNode& node, std::string_view name, Mistakes& mistakes);
/// Only true and false, without quotes.
std::optional<bool> read_bool(const YamlNode& node, std::string_view name, Mistakes& mistakes);
std::optional<int> read_int(const YamlNode& node, std::string_view name, int lowest, int highest, Mistakes& mistakes);
std::optional<Date> read_date(const YamlNode& node, std::string_view name, Mistakes& mistakes);
/// One text or a list of at least one.
std::optional<std::vector<std::string>> read_texts(const YamlNode& node, std::string_view name, Mistakes& mistakes);
/// The index of the word among `choices`.
std::optional<std::size_t> read_choice(const YamlNode& node, std::string_view name,
                                       std::span<const std::string_view> choices, Mistakes& mistakes);
/// 24 lower-case hex digits, as text.
std::optional<CleverId> read_id(const YamlNode& node, std::string_view name, Mistakes& mistakes);

/// The items of a list; a null is an empty one (a key whose lines are all comments). Anything else is a mistake.
const std::vector<YamlNode>& read_list(const YamlNode& node, std::string_view name, Mistakes& mistakes);
/// True if the node is a map or null, which is an empty map; else a mistake.
bool expect_map(const YamlNode& node, std::string_view name, Mistakes& mistakes);
/// A mistake for each key that is not known; true if there is none. A missing key is no second mistake beside a
/// misspelt one.
bool check_keys(const YamlNode& map, std::span<const std::string_view> known, Mistakes& mistakes);

}  // namespace clever_sync
