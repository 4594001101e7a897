#include "workspace/line_search.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text_search.hpp"
#include "workspace/chronicle_state.hpp"
#include "workspace/delta.hpp"

namespace clever_sync {

namespace {

constexpr std::string_view id_key = "\"id\":\"";

std::string_view without_comma(std::string_view line) {
  if (line.ends_with(',')) line.remove_suffix(1);
  return line;
}

/// Where the record's line stands, without its line feed; or if there is none, the two lines between which it would.
struct Place {
  bool found = false;
  std::size_t begin = 0, end = 0;
  const std::string* line = nullptr;  // when found
};

/// One version of a file: whole, or what a delta says of another.
struct Version {
  std::size_t size = 0;
  std::shared_ptr<const std::string> whole;
  Delta delta;
  const Version* base = nullptr;
  Place place;

  /// Appends the bytes from `begin` on.
  void copy(std::size_t begin, std::size_t count, std::string& out) const {
    if (base == nullptr) {
      out.append(*whole, begin, count);
      return;
    }
    for (std::size_t i = count == 0 ? 0 : delta.step_at(begin); count > 0; ++i) {
      const DeltaStep& step = delta.steps[i];
      const std::size_t skipped = begin - step.begin, taken = std::min(count, step.size - skipped);
      if (step.copied) {
        base->copy(step.source + skipped, taken, out);
      } else {
        out.append(delta.bytes, step.source + skipped, taken);
      }
      begin += taken;
      count -= taken;
    }
  }
};

struct Line {
  std::size_t begin = 0, end = 0;
  std::string text;
  [[nodiscard]] std::string_view id() const {
    const std::size_t at = text.find(id_key);
    if (at == std::string::npos) return {};
    return std::string_view(text).substr(at + id_key.size(), text.find('"', at + id_key.size()) - at - id_key.size());
  }
};

/// The line in which the byte at `at` stands; a line feed belongs to the line that it ends.
Line line_around(const Version& version, std::size_t at) {
  for (std::size_t reach = 1024;; reach *= 4) {
    const std::size_t from = at - std::min(at, reach), to = at + std::min(version.size - at, reach);
    std::string bytes;
    version.copy(from, to - from, bytes);
    const std::size_t before = at == from ? std::string::npos : bytes.rfind('\n', at - from - 1);
    const std::size_t after = bytes.find('\n', at - from);
    if ((before == std::string::npos && from > 0) || (after == std::string::npos && to < version.size)) continue;
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    const std::size_t end = std::min(after, bytes.size());
    return {.begin = from + begin, .end = from + end, .text = bytes.substr(begin, end - begin)};
  }
}

}  // namespace

struct LineSearch::State {
  State(const Chronicle& of, std::string wanted)
      : past(of), id(std::move(wanted)), needle(std::string(id_key) + id + "\"") {}

  const Chronicle& past;
  std::string id, needle;
  std::map<PackPlace, Version> versions;
  std::map<ObjectId, const std::string*> answers;
  std::set<std::string> lines;
  const std::string nothing;

  Place found(std::size_t begin, std::size_t end, std::string_view text) {
    return {.found = true, .begin = begin, .end = end, .line = &*lines.emplace(without_comma(text)).first};
  }
  Place search_whole(const Version& version);
  Place search_by_order(const Version& version, std::size_t hint);
  Place place_in(const Version& version);
  const Version* open(const PackPlace& place);
  std::optional<std::string> line_in_front(const PackPlace& place) const;
};

/// In a whole version the text itself is looked for, so that not even a file out of order hides a record.
Place LineSearch::State::search_whole(const Version& version) {
  const std::string& bytes = *version.whole;
  const std::size_t at = find_text(bytes, needle, 0);
  if (at == std::string::npos) return search_by_order(version, version.size / 2);
  const std::size_t begin = at == 0 ? 0 : bytes.rfind('\n', at) + 1, end = std::min(bytes.find('\n', at), bytes.size());
  return found(begin, end, std::string_view(bytes).substr(begin, end - begin));
}

/// Halves what is left, beginning at the hint; right after a look, its neighbour is looked at once, since the hint is
/// mostly next to the place.
Place LineSearch::State::search_by_order(const Version& version, std::size_t hint) {
  std::size_t low = 0, high = version.size;
  for (int looks = 0; low < high; ++looks) {
    const std::size_t at = looks == 0   ? std::clamp(hint, low, high - 1)
                           : looks == 1 ? (low == 0 ? high - 1 : low)
                                        : low + (high - low) / 2;
    const Line line = line_around(version, at);
    const std::string_view here = line.id();
    if (here == id) return found(line.begin, line.end, line.text);
    const bool is_before = here.empty() ? line.begin == 0 : here < id;
    if (is_before) {
      low = std::min(line.end + 1, version.size);
    } else {
      high = line.begin;
    }
  }
  Place place;
  if (version.size == 0) return place;
  place.begin = low == 0 ? 0 : line_around(version, low - 1).begin;
  place.end = low == version.size ? version.size : line_around(version, low).end;
  return place;
}

Place LineSearch::State::place_in(const Version& version) {
  if (version.base == nullptr) return search_whole(version);
  const Place& before = version.base->place;
  // With the line feeds around it, so that it is a whole line there, too.
  const std::size_t begin = before.begin == 0 ? 0 : before.begin - 1;
  const std::size_t end = std::min(before.end + 1, version.base->size);
  if (begin < end) {
    if (const auto at = version.delta.place_of(begin, end)) {
      Place same = before;
      same.begin = *at + (before.begin - begin);
      same.end = same.begin + (before.end - before.begin);
      return same;
    }
  }
  Place place = search_by_order(version, std::min(before.begin, version.size));
  if (place.found || !before.found) return place;
  std::string whole;  // it is gone: that must not hang on the order of the lines
  version.copy(0, version.size, whole);
  if (const std::string line = line_of_record(whole, id); !line.empty()) {
    const std::size_t there = whole.find(line);
    return found(there, std::min(whole.find('\n', there), whole.size()), line);
  }
  return place;
}

/// Nothing if the pack has it in a way that is not known here.
const Version* LineSearch::State::open(const PackPlace& place) {
  if (const auto known = versions.find(place); known != versions.end()) return &known->second;
  ObjectSource& source = past.state_->source;
  const auto entry = place.pack->entry(place.offset);
  if (!entry) return nullptr;
  Version version;
  if (entry->how == PackedEntry::How::whole) {
    const auto object = source.unpack(place);
    if (!object || object->type != ObjectType::blob) return nullptr;
    version.whole = object->bytes;
    version.size = object->bytes->size();
  } else {
    auto bytes = inflate_exactly(entry->deflated, entry->size);
    const auto base = source.base_of(place, *entry);
    auto delta = bytes ? parse_delta(*std::move(bytes)) : std::nullopt;
    if (!base || !delta) return nullptr;
    version.delta = *std::move(delta);
    version.size = version.delta.size;
    version.base = open(*base);
    if (version.base == nullptr || version.base->size != version.delta.base_size) return nullptr;
  }
  version.place = place_in(version);
  return &versions.emplace(place, std::move(version)).first->second;
}

/// The line in an object that is stored whole, which is inflated only as far as it takes: to the line, or to one that
/// comes after it in order. Nothing if the object is stored otherwise.
std::optional<std::string> LineSearch::State::line_in_front(const PackPlace& place) const {
  const auto entry = place.pack->entry(place.offset);
  if (!entry || entry->how != PackedEntry::How::whole || entry->type != ObjectType::blob) return std::nullopt;
  std::size_t searched = 0;
  const auto more = [this, &searched](std::string_view bytes) {
    if (const std::size_t at = find_text(bytes, needle, searched); at != std::string_view::npos)
      return bytes.find('\n', at) == std::string_view::npos;
    searched = bytes.size() - std::min(bytes.size(), needle.size());
    const std::size_t last = bytes.rfind(id_key);
    if (last == std::string_view::npos || bytes.size() < last + id_key.size() + id.size()) return true;
    return bytes.substr(last + id_key.size(), id.size()) < id;
  };
  const auto bytes = inflate_while(entry->deflated, entry->size, more);
  if (!bytes) return std::nullopt;
  return line_of_record(*bytes, id);
}

LineSearch::LineSearch(const Chronicle& past, std::string id) : state_(std::make_unique<State>(past, std::move(id))) {}
LineSearch::LineSearch(LineSearch&&) noexcept = default;
LineSearch::~LineSearch() = default;

const std::string& LineSearch::line_in(const ObjectId& blob) {
  State& state = *state_;
  if (const auto known = state.answers.find(blob); known != state.answers.end()) return *known->second;
  ObjectSource& source = state.past.state_->source;
  const auto packed = source.find(from_hex(blob));
  const std::string* answer = &state.nothing;
  const auto keep = [&](const std::string& line) {
    if (!line.empty()) answer = &*state.lines.insert(line).first;
  };
  const auto known = packed ? state.versions.find(*packed) : state.versions.end();
  if (const auto front = packed && known == state.versions.end() ? state.line_in_front(*packed) : std::nullopt) {
    keep(*front);
  } else if (const Version* const version = packed ? state.open(*packed) : nullptr) {
    if (version->place.found) answer = version->place.line;
  } else {
    keep(line_of_record(*state.past.read_blob(blob), state.id));
  }
  return *state.answers.emplace(blob, answer).first->second;
}

std::string line_of_record(std::string_view bytes, std::string_view id) {
  std::string needle(id_key);
  needle.append(id).push_back('"');
  const std::size_t at = find_text(bytes, needle, 0);
  return at == std::string_view::npos ? "" : std::string(line_at(bytes, at));
}

}  // namespace clever_sync
