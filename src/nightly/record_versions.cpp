#include "nightly/record_versions.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace clever_sync {

namespace {

// So many versions of a folder are all opened; of more, this many are opened at even distances besides those that the
// search needs, so that a change and its undoing are overlooked only if they lie close together. Skipping is always
// said (History::nights_skipped).
constexpr std::size_t all_opened_up_to = 64;
constexpr std::size_t even_samples = 16;

constexpr std::string_view absent_file = "absent.json";

/// Where the folder became another: positions into the moments.
std::vector<std::size_t> changes_of(const std::vector<Moment>& moments, ObjectId Moment::*tree) {
  std::vector<std::size_t> places;
  const ObjectId* before = nullptr;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const ObjectId& now = moments[i].*tree;
    if (before == nullptr ? !now.empty() : now != *before) places.push_back(i);
    before = &now;
  }
  return places;
}

class VersionSearch {
 public:
  VersionSearch(RecordFinder& finder, const std::vector<Moment>& moments, ObjectId Moment::*tree, Depth depth)
      : finder_(finder), moments_(moments), tree_(tree), places_(changes_of(moments, tree)), depth_(depth) {}

  /// Opens what has to be opened; then again, if that showed a file in which the record stood before.
  void run(const std::set<std::int64_t>& witnesses) {
    if (places_.empty()) return;
    finder_.find_anywhere(tree_at(places_.size() - 1));
    for (std::size_t known = 0; known != finder_.files().size();) {
      known = finder_.files().size();
      opened_.assign(places_.size(), std::nullopt);
      open_anchors(witnesses);
      look_elsewhere();
    }
  }

  [[nodiscard]] FoundVersions result(const std::string& folder) const {
    FoundVersions found;
    std::string line;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (!opened_[i]) {
        ++found.skipped;
        continue;
      }
      const FoundRecord& place = *opened_[i];
      if (place.line == line) continue;
      line = place.line;
      using enum RecordVersion::Where;
      found.versions.push_back({.commit = moments_[places_[i]].commit,
                                .where = line.empty()                ? nowhere
                                         : place.file == absent_file ? absent
                                                                     : shared,
                                .path = line.empty() ? "" : folder + "/" + place.file,
                                .line = line});
    }
    return found;
  }

 private:
  [[nodiscard]] const ObjectId& tree_at(std::size_t i) const { return moments_[places_[i]].*tree_; }

  const FoundRecord& open(std::size_t i) {
    if (!opened_[i]) opened_[i] = finder_.find_known(tree_at(i));
    return *opened_[i];
  }

  void open_anchors(const std::set<std::int64_t>& witnesses) {
    const std::size_t last = places_.size() - 1;
    std::set<std::size_t> anchors{0, last};
    const bool all = depth_ == Depth::every_night || places_.size() <= all_opened_up_to;
    const std::size_t stride = all ? 1 : std::max<std::size_t>(1, places_.size() / even_samples);
    for (std::size_t i = 0; i < places_.size(); i += stride) anchors.insert(i);
    for (const std::int64_t witness : witnesses) {
      const auto at = std::ranges::upper_bound(places_, static_cast<std::size_t>(witness));
      const auto index = static_cast<std::size_t>(at - places_.begin());
      if (index > 0) anchors.insert(index - 1);
      if (index > 1) anchors.insert(index - 2);
    }
    std::optional<std::size_t> before;
    for (const std::size_t anchor : anchors) {
      open(anchor);
      if (before) narrow(*before, anchor);
      before = anchor;
    }
  }

  /// Opens between two versions until every change of the line lies between neighbours.
  void narrow(std::size_t low, std::size_t high) {
    if (high - low < 2 || open(low).line == open(high).line) return;
    const std::size_t middle = low + (high - low) / 2;
    narrow(low, middle);
    narrow(middle, high);
  }

  /// Where the record came or went, it may have stood in a file that is not known yet.
  void look_elsewhere() {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (!opened_[i] || !opened_[i]->line.empty()) continue;
      const bool came = i + 1 < places_.size() && opened_[i + 1] && !opened_[i + 1]->line.empty();
      const bool went = i > 0 && opened_[i - 1] && !opened_[i - 1]->line.empty();
      if (came || went) finder_.find_anywhere(tree_at(i));
    }
  }

  RecordFinder& finder_;
  const std::vector<Moment>& moments_;
  ObjectId Moment::*tree_;
  std::vector<std::size_t> places_;
  Depth depth_;
  std::vector<std::optional<FoundRecord>> opened_;
};

}  // namespace

std::string line_of_record(const std::string& bytes, const std::string& id) {
  const std::size_t at = bytes.find("\"id\":\"" + id + "\"");
  if (at == std::string::npos) return "";
  const std::size_t start = bytes.rfind('\n', at) + 1;
  std::string line = bytes.substr(start, bytes.find('\n', at) - start);
  if (line.ends_with(',')) line.pop_back();
  return line;
}

Json record_of_line(std::string_view line) {
  Json whole = parse_own_json(line, "a record");
  const Json* inner = whole.find("record");
  return inner == nullptr ? whole : *inner;
}

RecordFinder::RecordFinder(const Repository& repository, const CleverId& id)
    : repository_(repository), needle_(id.text()), files_{std::string(absent_file)} {}

std::string RecordFinder::line_in(const ObjectId& blob) {
  const auto known = opened_.find(blob);
  if (known != opened_.end()) return known->second;
  return opened_.emplace(blob, line_of_record(repository_.read_blob(blob), needle_)).first->second;
}

FoundRecord RecordFinder::find_known(const ObjectId& tree) {
  if (tree.empty()) return {};
  for (const std::string& file : files_) {
    const ObjectId blob = repository_.object_at(tree, file);
    if (blob.empty()) continue;
    if (std::string line = line_in(blob); !line.empty()) return {.file = file, .line = std::move(line)};
  }
  return {};
}

FoundRecord RecordFinder::find_anywhere(const ObjectId& tree) {
  if (tree.empty()) return {};
  if (FoundRecord place = find_known(tree); !place.line.empty()) return place;
  for (const TreeFile& file : repository_.files_below(tree, "")) {
    if (std::string line = line_in(file.blob); !line.empty()) {
      files_.insert(file.path);
      return {.file = file.path, .line = std::move(line)};
    }
  }
  return {};
}

FoundVersions find_versions(RecordFinder& finder, const std::string& folder, const std::vector<Moment>& moments,
                            ObjectId Moment::*tree, Depth depth, const std::set<std::int64_t>& witnesses) {
  VersionSearch search(finder, moments, tree, depth);
  search.run(witnesses);
  return search.result(folder);
}

}  // namespace clever_sync
