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
  std::optional<Oid> child(const std::optional<Oid>& tree, std::string_view name, bool folder);
  const std::vector<RawStep>& raw_steps(std::string_view path, bool folder);
};

}  // namespace clever_sync
