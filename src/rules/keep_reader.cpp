#include <fmt/core.h>

#include <set>

#include "rules/known_keys.hpp"
#include "rules/readers.hpp"

namespace clever_sync {

namespace {

/// One entry of a list of keep.yaml: its keys are checked, and its values are read on demand.
class Entry {
 public:
  Entry(const RuleDocument& document, const YamlNode& item, std::string_view list)
      : document_(document), item_(item), mistakes_(document.mistakes()), list_(list) {
    readable_ = expect_map(item, fmt::format("an entry of {}", list), mistakes_) &&
                check_keys(item, keys_of("keep", fmt::format("{}[]", list)), mistakes_);
  }
  /// Whether it is worth reading: a map, without a misspelt key.
  [[nodiscard]] bool readable() const { return readable_; }

  std::string required_text(std::string_view key, std::string_view for_what) {
    const YamlEntry* entry = item_.find(key);
    if (entry == nullptr) {
      missing(key, for_what);
      return "";
    }
    auto text = read_text(entry->value, key, mistakes_);
    if (text && text->empty()) mistakes_.add(entry->value, fmt::format("{} must not be empty", key));
    return std::move(text).value_or("");
  }
  std::optional<std::string> text(std::string_view key) {
    if (item_.find(key) == nullptr) return std::nullopt;
    return required_text(key, "");
  }
  std::optional<Date> date(std::string_view key) {
    const YamlEntry* entry = item_.find(key);
    return entry == nullptr ? std::nullopt : read_date(entry->value, key, mistakes_);
  }
  std::optional<CleverId> id(std::string_view key) {
    const YamlEntry* entry = item_.find(key);
    return entry == nullptr ? std::nullopt : read_id(entry->value, key, mistakes_);
  }
  [[nodiscard]] bool has(std::string_view key) const { return item_.find(key) != nullptr; }
  void missing(std::string_view key, std::string_view for_what) {
    mistakes_.add(item_, fmt::format("an entry of {} needs {}{}", list_, key, for_what));
  }
  void add_mistake(std::string message) { mistakes_.add(item_, std::move(message)); }
  /// A mistake if the list names that record twice.
  void check_once(const CleverId& named, std::set<CleverId>& seen) {
    if (!seen.insert(named).second) mistakes_.add(item_, fmt::format("{} names {} twice", list_, named.text()));
  }
  [[nodiscard]] RulePtr rule(const CleverId& named) const {
    return document_.rule_at(item_.line, fmt::format("{}.{}", list_, named.text()));
  }

 private:
  const RuleDocument& document_;
  const YamlNode& item_;
  Mistakes& mistakes_;
  std::string_view list_;
  bool readable_ = false;
};

constexpr std::string_view say_why = ": a word on why, for whoever reads this next year";

void read_kept_class(Entry& entry, std::set<CleverId>& seen, Keep& keep) {
  const auto id = entry.id("class");
  const auto until = entry.date("until");
  if (!entry.has("class")) entry.missing("class", ": the Clever id of its section");
  if (!entry.has("until")) entry.missing("until", ": the last day on which the class is kept");
  std::string because = entry.required_text("because", say_why);
  if (!id || !until) return;
  entry.check_once(*id, seen);
  keep.keep.push_back(
      {.section = id->as<SectionTag>(), .until = *until, .because = std::move(because), .rule = entry.rule(*id)});
}

void read_ignored_record(Entry& entry, std::set<CleverId>& seen, Keep& keep) {
  IgnoreRecord ignore;
  int named = 0;
  for (const auto& [key, kind] :
       {std::pair{"section", Kind::class_}, {"teacher", Kind::teacher}, {"student", Kind::student}}) {
    if (!entry.has(key)) continue;
    ++named;
    ignore.kind = kind;
    ignore.id = entry.id(key).value_or(CleverId{});
  }
  if (named != 1) entry.add_mistake("an entry of ignore names one section, teacher or student");
  ignore.until = entry.date("until");
  ignore.because = entry.required_text("because", say_why);
  if (named != 1 || ignore.id == CleverId{}) return;
  entry.check_once(ignore.id, seen);
  ignore.rule = entry.rule(ignore.id);
  keep.ignore.push_back(std::move(ignore));
}

void read_link(Entry& entry, std::set<CleverId>& seen, Keep& keep) {
  LinkRecord link;
  link.kind = entry.has("student") ? Kind::student : Kind::teacher;
  const auto id = entry.id(name_of(link.kind));
  if (entry.has("student") == entry.has("teacher")) entry.add_mistake("an entry of link names one teacher or student");
  const auto was = entry.id("was");
  if (was) link.was = was->as<UserTag>();
  link.sphero_id = entry.text("sphero_id").value_or("");
  if (entry.has("was") == entry.has("sphero_id"))
    entry.add_mistake("an entry of link says either sphero_id (an account made by hand) or was (the old Clever id)");
  if (entry.has("sphero_id") && entry.has("student"))
    entry.add_mistake("sphero_id links teachers only; for a student say was");
  link.because = entry.required_text("because", say_why);
  if (!id) return;
  if (was == id) entry.add_mistake("was is the same id");
  entry.check_once(*id, seen);
  link.id = id->as<UserTag>();
  link.rule = entry.rule(*id);
  keep.link.push_back(std::move(link));
}

}  // namespace

Keep read_keep(const RuleDocument& document) {
  Keep keep;
  using ReadEntry = void (*)(Entry&, std::set<CleverId>&, Keep&);
  for (const auto& [list, read] : {std::pair<std::string_view, ReadEntry>{"keep", read_kept_class},
                                   {"ignore", read_ignored_record},
                                   {"link", read_link}}) {
    std::set<CleverId> seen;
    for (const YamlNode& item : read_list(*document.at(list).value, list, document.mistakes())) {
      Entry entry(document, item, list);
      if (entry.readable()) read(entry, seen, keep);
    }
  }
  return keep;
}

}  // namespace clever_sync
