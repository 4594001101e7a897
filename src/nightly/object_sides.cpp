#include "nightly/object_sides.hpp"

#include "base/error.hpp"
#include "base/text_search.hpp"
#include "desired/desired.hpp"
#include "nightly/inputs.hpp"
#include "nightly/plan_world.hpp"
#include "nightly/record_versions.hpp"
#include "roster/state_codec.hpp"

namespace clever_sync {

namespace {

std::string_view name_of_stance(Stance stance) {
  using enum Stance;
  switch (stance) {
    case open:
      return "open";
    case keep:
      return "kept as it is";
    case archive:
      return "archived";
  }
  unreachable("Stance");
}

template <class Item>
void take(const std::vector<Item>& items, Sides& sides) {
  for (const Item& item : items) {
    if (item.object.id.template as<AnyTag>() != sides.id) continue;
    auto object = item.object;
    object.archived = item.stance == Stance::archive;
    sides.desired = encode_record(object);
    sides.wanted = std::string(name_of_stance(item.stance)) + " (" + std::string(name_of(item.cause.code));
    if (item.cause.rule) {
      sides.wanted +=
          ", " + item.cause.rule->file + ":" + std::to_string(item.cause.rule->line) + " " + item.cause.rule->id;
    }
    sides.wanted += ")";
  }
}

}  // namespace

Sides read_sides(Past& past, Kind kind, const CleverId& id, Date as_of) {
  if (past.chronicle().id_at(past.last(), snapshot_folder).empty()) {
    throw Error(
        ErrorKind::usage,
        "nothing was fetched from Clever yet, so there is nothing to show; clever-sync nightly is the first step");
  }
  Sides sides{.kind = kind, .id = id, .as_of = as_of};
  RecordFinder finder(past, id);
  const auto line_in = [&](const std::string& folder) {
    FoundRecord found = finder.find_in_tip(folder);
    if (folder == source_folder(kind) && !found.file.empty()) sides.source_path = folder + "/" + found.file;
    return found.line;
  };
  sides.source = line_in(source_folder(kind));
  if (!sides.source.empty()) finder.add_file(shard_of(record_of_line(sides.source).text("school")) + ".json");
  sides.live = line_in(live_folder_of(kind));
  sides.applied = line_in(applied_folder_of(kind));
  std::set<std::string> files = finder.files();
  if (kind != Kind::class_) {
    // Sections of other schools may list the person, too.
    const std::string folder = source_folder(Kind::class_);
    for (const TreeFile& file : past.files_of_tip(folder)) {
      if (holds_text(past.read(file), "\"" + id.text() + "\"")) files.insert(file.path.substr(folder.size() + 1));
    }
  }
  const PlanWorld world = read_plan_world(past, past.last(), {.files = files, .kind = kind, .id = id, .as_of = as_of});
  const DesiredState desired = derive_desired(world.snapshot, world.rules, as_of).state;
  if (kind == Kind::class_) take(desired.classes, sides);
  if (kind == Kind::student) take(desired.students, sides);
  if (kind == Kind::teacher) take(desired.teachers, sides);
  return sides;
}

}  // namespace clever_sync
