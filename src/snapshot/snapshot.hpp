#pragma once
// The snapshot's canonical files: roster to bytes and back, with absence kept as evidence. Pure: nothing is opened
// here. docs/formats.md has every file with an example.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "roster/finding.hpp"
#include "roster/roster.hpp"
#include "roster/state_codec.hpp"  // FileSink

namespace clever_sync {

enum class StudentEmail { drop, keep };

/// A roster that was read to the end (design section 9): the only thing that can become a snapshot. Made by `clever`
/// after its checks, and by tests and the sandbox on their own word.
struct CompleteRoster {
  Roster roster;
  /// Whether the committed mapping names students' e-mail. Under `drop` no e-mail of a student is in the merged
  /// snapshot, not even one that an earlier snapshot kept; so it is what a caller gets who does not say.
  StudentEmail student_email = StudentEmail::drop;
};

/// What changed between two snapshots, for the commit's subject: `3 sections gone, 12 students joined`.
struct SnapshotChange {
  std::int64_t sections_new = 0, sections_gone = 0, sections_changed = 0;
  std::int64_t students_new = 0, students_gone = 0, students_changed = 0;
  std::int64_t teachers_new = 0, teachers_gone = 0, teachers_changed = 0;
  std::int64_t others_changed = 0;  // schools, terms, courses (new, gone or changed), the district
};
/// `snapshot 2026-11-24: 3 sections gone, 12 students joined`, or `…: no change`.
std::string snapshot_subject(const SnapshotChange& change, Date date);

/// Tonight's snapshot, what is odd about it, and what changed since the last one.
struct MergedSnapshot {
  Snapshot snapshot;
  std::vector<Finding> findings;
  SnapshotChange change;
};

/// Tonight's snapshot out of tonight's roster and the last snapshot, which is handed over one file at a time (none on
/// the first night), so that a large district is in memory once, not twice:
/// - what was shared and is not now is absent: its last content, last_seen (the day of the last snapshot), and
///   tonight's date among the missed ones; a second run on one date adds nothing, and what an earlier run of the same
///   date still saw has missed no night yet; what came back is absent no more;
/// - a person whose name or e-mail was withdrawn (record there, field absent) keeps what the last snapshot knew; each
///   is a finding `field-withdrawn`; so does one who comes back from absence without it;
/// - `first_seen` of a section is carried over, or tonight; a section that has another course and another term than the
///   last content known of that id (all four given) is `reused` tonight and first seen tonight;
/// - a new section with the school and `sis_id` of one that is absent is a finding `section-rekeyed`.
class SnapshotMerge {
 public:
  /// `last` is the day of the last snapshot; it must be given unless there was none.
  SnapshotMerge(CompleteRoster tonight, std::optional<Date> last, Date date);
  SnapshotMerge(const SnapshotMerge&) = delete;
  SnapshotMerge& operator=(const SnapshotMerge&) = delete;
  SnapshotMerge(SnapshotMerge&&) = delete;
  SnapshotMerge& operator=(SnapshotMerge&&) = delete;
  ~SnapshotMerge();

  /// A file of the last snapshot, its path relative to snapshots/, in any order; nothing of it is needed afterwards.
  /// Throws Error{integrity} as SnapshotReader does.
  void add_last(std::string_view path, std::string_view bytes);
  /// The records of a snapshot that is in memory anyway.
  void add_last(const Snapshot& last);
  /// Throws Error{integrity} if a file of the last snapshot was missing or a record stood there twice. Call once.
  MergedSnapshot finish();

 private:
  struct Kinds;
  std::unique_ptr<Kinds> kinds_;
};
/// The same of a last snapshot that is in memory.
MergedSnapshot merge_snapshot(CompleteRoster tonight, const Snapshot& last, Date date);

/// The format's name in manifest.json, raised when an older reader could not read the files.
inline constexpr std::string_view snapshot_format = "clever-sync/snapshot@1";

/// Every file below snapshots/, in order of path, handed to the sink one at a time.
void encode_snapshot(const Snapshot& snapshot, const FileSink& sink);

/// Reads a snapshot file by file, in any order. Paths are relative to snapshots/. Throws Error{integrity} naming file
/// and line for anything that encode_snapshot would not have written; a path that it does not know is one of these.
class SnapshotReader {
 public:
  void add_file(std::string_view path, std::string_view bytes);
  /// Everything added, sorted; an empty snapshot if nothing was. `taken` is not in the files: the caller sets it from
  /// the commit. Throws Error{integrity} if a file is missing or the manifest counts other records. Call once.
  Snapshot finish();

  /// For a caller who looks at one file at a time: what was added since the last call, in the order of the files.
  Snapshot take();
  /// What finish checks of the whole, for what was taken: that no file is missing, and that the manifest counts as many
  /// records. Whether a record stands in two files is the caller's to see.
  void check_taken() const;

 private:
  Snapshot snapshot_;
  std::optional<SnapshotCounts> counts_;
  Counts taken_;
  std::map<SchoolId, Counts> taken_of_schools_;
  std::set<std::string, std::less<>> seen_;
};

/// `terms.json` and `district.json` alone, for who needs no more; texts go to the arena. Throw as the reader does.
std::vector<Term> parse_terms(std::string_view bytes, std::string_view where, Texts& texts);
District parse_district(std::string_view bytes, std::string_view where, Texts& texts);

/// `manifest.json`: counts and format, no date, so that a quiet night leaves it as it is. parse_manifest throws
/// Error{integrity} naming `where`.
std::string encode_manifest(const SnapshotCounts& counts);
SnapshotCounts parse_manifest(std::string_view bytes, std::string_view where);

/// The record's canonical line: what `snapshots/…` holds of it; also the source's side of `why` and `show`.
std::string encode_record(const Section& section);
std::string encode_record(const Student& student);
std::string encode_record(const Teacher& teacher);

}  // namespace clever_sync
