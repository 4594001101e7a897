#pragma once
// The canonical files of sphero/applied and sphero/live: one record per line, sharded by school. Pure: bytes in, bytes
// out. Both folders go through the same encoder, so that equal content is equal bytes and tree ids tell drift.

#include <array>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "roster/states.hpp"

namespace clever_sync {

/// Takes one file: its path below the state's folder (`classes/<school>.json`) and its bytes.
using FileSink = std::function<void(std::string_view path, std::string_view bytes)>;

/// classes/, students/, teachers/: one file per school that has records.
void encode_managed(const ManagedState& state, const FileSink& sink);
/// The above, unmanaged.json and manual.json (both always written).
void encode_live(const LiveState& live, const FileSink& sink);
/// The above three folders, baseline.json (when there is one) and refused.json (always).
void encode_applied(const AppliedState& applied, const FileSink& sink);

/// Of the three folders only the files that differ between the states: `put` gets those of `after`, `remove` the path
/// of a file that has no records any more.
void encode_differing(const ManagedState& before, const ManagedState& after, const FileSink& put,
                      const std::function<void(const std::string& path)>& remove);

/// The single record's canonical line, without line feed.
std::string encode_record(const SpheroTeacher& teacher);
std::string encode_record(const SpheroStudent& student);
std::string encode_record(const SpheroClass& sphero_class);

/// Reads a state file by file, in any order; unknown paths are Error{integrity}.
/// Throws Error{integrity} naming file and line for anything that the encoder would not have written.
class LiveReader {
 public:
  void add_file(std::string_view path, std::string_view bytes);
  LiveState finish();

 private:
  LiveState live_;
};
class AppliedReader {
 public:
  AppliedReader() = default;
  /// With live at hand. The files of the three folders that `same` names (`classes/<school>.json`) have the same bytes
  /// there: their records are taken from live, and they are not to be added.
  AppliedReader(const LiveState& live, const std::set<std::string>& same);
  void add_file(std::string_view path, std::string_view bytes);
  AppliedState finish();

 private:
  AppliedState applied_;
};

/// Both states, read file beside file, in any order of paths: of what both hold, which is nearly everything, each line
/// is parsed once, and a kind of which all files are the same is held once. Throws as the readers above.
struct ReadStates {
  AppliedState applied;
  LiveState live;
};
class StatesReader {
 public:
  StatesReader();
  /// The bytes of the file at that path in each state that has one.
  void add_files(std::string_view path, std::optional<std::string_view> applied, std::optional<std::string_view> live);
  ReadStates finish();

 private:
  AppliedState applied_;
  LiveState live_;
  std::array<bool, 3> together_{true, true, true};  // by kind: all files so far were the same in both states
};

/// One canonical object, without a line feed: the line of `baseline.json`, and the counts inside manifest.json.
/// parse_counts takes exactly such bytes; `where` names the file in its Error{integrity}.
std::string encode_counts(const SnapshotCounts& counts);
SnapshotCounts parse_counts(std::string_view bytes, std::string_view where);

}  // namespace clever_sync
