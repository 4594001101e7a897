#pragma once
// RuleDocument: one rule file beside its shipped form. A key that the file leaves out is read from the shipped file,
// line and all, so that a default stands in one place, rules/*.yaml, and every setting can name the line that says so.

#include <optional>
#include <string>
#include <string_view>

#include "rules/rule_set.hpp"
#include "rules/yaml_values.hpp"

namespace clever_sync {

class RuleDocument {
 public:
  /// `name` as in `filters`; `root` may be an empty map (no such file). Checks the version, and the keys of every map
  /// whose path is fixed.
  RuleDocument(std::string_view name, const YamlNode& root, Mistakes& mistakes);

  /// A key's value and the line that says so.
  struct Found {
    const YamlNode* value;
    RulePtr rule;
    bool shipped;  // not in the file: the shipped one's
  };
  /// The value at a path such as `classes.archive.after_term_end_days`: the file's, unless it has none there.
  [[nodiscard]] Found at(std::string_view path) const;
  /// The value in the file itself, or nullptr.
  [[nodiscard]] const YamlNode* own(std::string_view path) const;

  [[nodiscard]] Setting<int> read_number(std::string_view path, int lowest, int highest) const;
  [[nodiscard]] Setting<bool> read_flag(std::string_view path) const;

  [[nodiscard]] RulePtr rule_at(int line, std::string_view id) const;
  [[nodiscard]] Mistakes& mistakes() const { return mistakes_; }

 private:
  const YamlNode& root_;
  const YamlNode& shipped_;
  std::string shipped_file_;
  Mistakes& mistakes_;
};

/// The shipped file, parsed; `name` as in `filters`.
const YamlNode& shipped_document(std::string_view name);

}  // namespace clever_sync
