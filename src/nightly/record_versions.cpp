#include "nightly/record_versions.hpp"

#include <algorithm>
#include <map>

namespace clever_sync {

namespace {

constexpr std::string_view absent_file = "absent.json";

/// Whether the record says itself that it was not there before that day.
bool first_seen_on(const RecordVersion& version) {
  return record_of_line(version.line).text("first_seen") == format_date(day_of(version.commit));
}

}  // namespace

Json record_of_line(std::string_view line) {
  Json whole = parse_own_json(line, "a record");
  const Json* inner = whole.find("record");
  return inner == nullptr ? whole : *inner;
}

RecordFinder::RecordFinder(Past& past, const CleverId& id)
    : past_(past), id_(id.text()), files_{std::string(absent_file)} {}

/// Where it was seen so far, then elsewhere, and last among the absent: that file holds everybody who ever left, and
/// changes every night.
template <class LineIn>
FoundRecord RecordFinder::find_among(const std::vector<TreeFile>& files, const LineIn& line_in) {
  enum class Turn { known, others, absent };
  const auto turn_of = [this](const std::string& file) {
    if (file == absent_file) return Turn::absent;
    return files_.contains(file) ? Turn::known : Turn::others;
  };
  for (const Turn turn : {Turn::known, Turn::others, Turn::absent}) {
    for (const TreeFile& file : files) {
      if (turn_of(file.path) != turn) continue;
      std::string line = line_in(file);
      if (line.empty()) continue;
      files_.insert(file.path);
      return {.file = file.path, .line = std::move(line)};
    }
  }
  return {};
}

/// A folder of the tip has hundreds of files, and plain ones of the checkout are read in a fraction of the time that
/// inflating takes.
FoundRecord RecordFinder::find_in_tip(const std::string& folder) {
  return find_among(past_.chronicle().files_in(past_.chronicle().id_at(past_.last(), folder)),
                    [&](const TreeFile& file) { return past_.line_in_tip(folder, file, id_); });
}

FoundRecord RecordFinder::find_in_changed(const ObjectId& tree, const ObjectId& other) {
  std::vector<TreeFile> files;
  for (auto& each : past_.chronicle().files_that_differ(tree, other)) files.push_back(std::move(each.file));
  return find_among(files, [this](const TreeFile& file) { return past_.line_in(file.blob, id_); });
}

/// The steps of absent.json in which the record can have come, changed or gone. While it is shared it is not absent;
/// and if it was not absent right before it first came, it never was.
std::vector<Chronicle::Step> RecordFinder::absent_steps(const std::string& folder, const Presence& shared) {
  const Chronicle& chronicle = past_.chronicle();
  const std::string path = folder + "/" + std::string(absent_file);
  const auto& steps = chronicle.steps_of(path);
  const auto first = std::ranges::find_if(shared, [](const auto& each) { return each.second; });
  bool never_before = false;
  if (first != shared.end() && first->first > 0) {
    const ObjectId before = chronicle.id_at(first->first - 1, path);
    never_before = before.empty() || past_.line_in(before, id_).empty();
  }
  std::vector<Chronicle::Step> taken;
  for (const Chronicle::Step& step : steps) {
    const auto after = shared.upper_bound(step.position);
    const bool there = after != shared.begin() && std::prev(after)->second;
    const bool too_early = never_before && step.position < first->first;
    if (!there && !too_early) taken.push_back(step);
  }
  return taken;
}

std::vector<RecordVersion> RecordFinder::versions_in_known_files(const std::string& folder) {
  // What each file has from a commit on, and which files became another in a commit.
  std::map<std::size_t, std::vector<std::pair<std::string, ObjectId>>> changes;
  for (const std::string& file : files_) {
    if (file == absent_file) continue;
    std::string path = folder;
    path.append("/").append(file);
    for (const Chronicle::Step& step : past_.chronicle().steps_of(path))
      changes[step.position].emplace_back(file, step.id);
  }
  std::map<std::string, const std::string*> lines;  // by file; only where there is one
  const auto look = [&](const std::string& file, const ObjectId& blob) {
    const std::string* const line = blob.empty() ? nullptr : &past_.line_in(blob, id_);
    if (line == nullptr || line->empty()) {
      lines.erase(file);
    } else {
      lines[file] = line;
    }
  };
  Presence shared;
  for (const auto& [position, files] : changes) {
    for (const auto& [file, blob] : files) look(file, blob);
    if (shared.empty() || std::prev(shared.end())->second == lines.empty()) shared[position] = !lines.empty();
  }
  lines.clear();
  for (const Chronicle::Step& step : absent_steps(folder, shared))
    changes[step.position].emplace_back(absent_file, step.id);
  std::vector<RecordVersion> versions;
  for (const auto& [position, files] : changes) {
    for (const auto& [file, blob] : files) look(file, blob);
    // Who is shared is absent no more, whether or not absent.json was looked into for it.
    if (lines.size() > 1) lines.erase(std::string(absent_file));
    const std::string line = lines.empty() ? "" : *lines.begin()->second;
    const std::string path = lines.empty() ? "" : folder + "/" + lines.begin()->first;
    if (versions.empty() ? line.empty() : versions.back().line == line) continue;
    using Where = RecordVersion::Where;
    versions.push_back({.commit = past_.fact(position),
                        .where = line.empty()                          ? Where::nowhere
                                 : lines.begin()->first == absent_file ? Where::absent
                                                                       : Where::shared,
                        .path = path,
                        .line = line});
  }
  return versions;
}

/// Where the record came or went, it may have stood in a file that is not known yet: one that the same commit changed.
void RecordFinder::look_elsewhere(const std::string& folder, const std::vector<RecordVersion>& versions) {
  const Chronicle& chronicle = past_.chronicle();
  bool there = false;
  for (const RecordVersion& version : versions) {
    const bool was_there = std::exchange(there, !version.line.empty());
    if (was_there == there) continue;
    const auto position = static_cast<std::size_t>(version.commit.position);
    const ObjectId after = chronicle.id_at(position, folder);
    const ObjectId before = position == 0 ? "" : chronicle.id_at(position - 1, folder);
    if (!there) {
      find_in_changed(after, before);
    } else if (!before.empty() && !first_seen_on(version)) {
      find_in_changed(before, after);
    }
  }
}

std::vector<RecordVersion> RecordFinder::versions_in(const std::string& folder) {
  const Chronicle& chronicle = past_.chronicle();
  if (chronicle.size() == 0) return {};
  find_in_tip(folder);
  for (;;) {
    const std::size_t known = files_.size();
    std::vector<RecordVersion> versions = versions_in_known_files(folder);
    look_elsewhere(folder, versions);
    if (files_.size() == known) return versions;
  }
}

}  // namespace clever_sync
