#pragma once
// What a Chronicle holds. Private to this folder; chronicle.cpp, line_history.cpp and line_search.cpp share it.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "workspace/chronicle.hpp"
#include "workspace/object_source.hpp"
#include "workspace/repository_handle.hpp"

namespace clever_sync {

struct RawCommit {
  Oid id{}, tree{};
};

/// What a commit's header says.
struct RawHeader {
  Oid tree{};
  std::vector<Oid> parents;
};

/// A line of a version of a file; `number` from 0.
struct LineAt {
  Oid blob{};
  std::size_t number = 0;
};

struct RawStep {
  std::size_t position = 0;
  std::optional<Oid> id;
};

struct Chronicle::State {
  explicit State(const Repository& of);

  const Repository& repository;
  git_odb* objects;
  bool shallow = false;
  ObjectSource source;
  std::vector<RawCommit> commits;  // oldest first
  std::map<std::pair<std::string, bool>, std::vector<RawStep>> steps;
  std::map<std::string, std::vector<Step>, std::less<>> told;

  void read_commits(const ObjectId& tip);
  [[nodiscard]] bool has(const Oid& id) const;
  RawHeader read_header(const Oid& commit);
  /// On the mainline; nothing before the first commit.
  [[nodiscard]] std::optional<Oid> parent_of(const Oid& commit, const RawHeader& header) const;
  /// The file's id in that tree; nothing if it is not there.
  std::optional<Oid> file_in(const Oid& tree, std::string_view path);
  std::optional<Oid> child(const std::optional<Oid>& tree, std::string_view name, bool folder);
  /// The commit that wrote the line, from one that has it so: through a merge it leads into the branch that was merged.
  Oid writer_of(Oid commit, LineAt line, std::string_view path);
  const std::vector<RawStep>& raw_steps(std::string_view path, bool folder);
};

}  // namespace clever_sync
