#pragma once
// Clever's own description of the Data API (a Swagger 2 file), and JSON held against it: types, enumerations, formats,
// and no property that it does not declare. Of the language it knows what that file uses.

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace clever_sync::test {

class Description {
 public:
  /// Reads the file. Throws std::runtime_error when it is no description.
  explicit Description(const std::string& path);
  Description(Description&&) noexcept;
  ~Description();

  /// What the answer to GET `path` (`/sections`, with `{id}` for a parameter) with that status must look like: the name
  /// of a definition; "" if the description has no such answer.
  [[nodiscard]] std::string answer_of(const std::string& path, int status) const;

  /// Every way in which the value is not as the definition says, each with where: `data[3].data.grade: …`. `seen` gets
  /// the properties that it has, as `Section.grade`.
  [[nodiscard]] std::vector<std::string> check(const Json& value, const std::string& definition,
                                               std::set<std::string>& seen) const;

  /// The properties of the definition, as `Section.grade`.
  [[nodiscard]] std::set<std::string> properties_of(const std::string& definition) const;

 private:
  struct Nodes;
  std::unique_ptr<Nodes> nodes_;
};

}  // namespace clever_sync::test
