#include <algorithm>
#include <cctype>
#include <map>

#include "base/error.hpp"
#include "nightly/history.hpp"

namespace clever_sync {

namespace {

std::string folded(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

/// What one object is called, everywhere it is known.
struct Names {
  std::string shown;
  std::vector<std::string> folded_names;
  std::string sphero_id;
};
using NameIndex = std::map<CleverId, Names>;

void add_name(NameIndex& index, const CleverId& id, const std::string& name, std::string_view sphero_id) {
  Names& names = index[id];
  if (!name.empty()) {
    names.shown = name;
    names.folded_names.push_back(folded(name));
  }
  if (!sphero_id.empty()) names.sphero_id = sphero_id;
}

std::string full_name(std::string_view first, std::string_view last) {
  return std::string(first) + (first.empty() || last.empty() ? "" : " ") + std::string(last);
}

void add_managed(NameIndex& index, Kind kind, const ManagedState& state) {
  switch (kind) {
    case Kind::class_:
      for (const auto& item : state.classes)
        add_name(index, item.id.as<AnyTag>(), std::string(item.name), item.sphero_id);
      return;
    case Kind::teacher:
      for (const auto& item : state.teachers) {
        add_name(index, item.id.as<AnyTag>(), full_name(item.first_name, item.last_name), item.sphero_id);
      }
      return;
    case Kind::student:
      for (const auto& item : state.students) {
        add_name(index, item.id.as<AnyTag>(), full_name(item.first_name, item.last_initial), item.sphero_id);
      }
      return;
  }
  unreachable("Kind");
}

void add_shared(NameIndex& index, Kind kind, const Snapshot& snapshot) {
  const auto section = [&index](const Section& item) {
    add_name(index, item.id.as<AnyTag>(), std::string(item.name), "");
  };
  const auto teacher = [&index](const Teacher& item) {
    add_name(index, item.id.as<AnyTag>(), full_name(item.first_name, item.last_name), "");
  };
  const auto student = [&index](const Student& item) {
    add_name(index, item.id.as<AnyTag>(), full_name(item.first_name, item.last_initial), "");
  };
  switch (kind) {
    case Kind::class_:
      for (const auto& absent : snapshot.absences.sections) section(absent.record);
      std::ranges::for_each(snapshot.roster.sections, section);
      return;
    case Kind::teacher:
      for (const auto& absent : snapshot.absences.teachers) teacher(absent.record);
      std::ranges::for_each(snapshot.roster.teachers, teacher);
      return;
    case Kind::student:
      for (const auto& absent : snapshot.absences.students) student(absent.record);
      std::ranges::for_each(snapshot.roster.students, student);
      return;
  }
  unreachable("Kind");
}

}  // namespace

std::vector<Match> find_matches(const WorkspaceInputs& inputs, Kind kind, const std::string& query,
                                StudentNames names) {
  NameIndex index;
  add_managed(index, kind, inputs.applied.managed);
  add_managed(index, kind, inputs.live.managed);
  add_shared(index, kind, inputs.snapshot);
  const auto match_of = [&](const CleverId& id, const Names& known) {
    const bool shown = kind != Kind::student || names == StudentNames::join;
    return Match{.id = id, .name = shown ? known.shown : ""};
  };
  if (const auto id = CleverId::parse(query)) {
    const auto known = index.find(*id);
    return {match_of(*id, known == index.end() ? Names{} : known->second)};
  }
  const std::string wanted = folded(query);
  std::vector<Match> exact, partial;
  for (const auto& [id, known] : index) {
    const bool same =
        known.sphero_id == query || std::ranges::find(known.folded_names, wanted) != known.folded_names.end();
    const bool part = std::ranges::any_of(
        known.folded_names, [&wanted](const std::string& name) { return name.find(wanted) != std::string::npos; });
    if (same) exact.push_back(match_of(id, known));
    if (part) partial.push_back(match_of(id, known));
  }
  return exact.empty() ? partial : exact;
}

}  // namespace clever_sync
