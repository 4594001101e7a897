#include "desired/exceptions.hpp"

#include <fmt/core.h>

#include <array>
#include <unordered_map>

namespace clever_sync {

namespace {

/// A class is a section where Clever's records are meant.
std::string_view record_kind(Kind kind) {
  return kind == Kind::class_ ? "section" : name_of(kind);
}

/// Which of the records that keep.yaml names a snapshot knows: one walk over each kind that has some, however many
/// entries there are.
class NamedRecords {
 public:
  NamedRecords(const Keep& keep, const Snapshot& snapshot) {
    for (const KeepClass& entry : keep.keep) known(Kind::class_).emplace(entry.section.as<AnyTag>(), false);
    for (const IgnoreRecord& entry : keep.ignore) known(entry.kind).emplace(entry.id, false);
    for (const LinkRecord& entry : keep.link) known(entry.kind).emplace(entry.id.as<AnyTag>(), false);
    find(known(Kind::class_), snapshot.roster.sections, snapshot.absences.sections);
    find(known(Kind::teacher), snapshot.roster.teachers, snapshot.absences.teachers);
    find(known(Kind::student), snapshot.roster.students, snapshot.absences.students);
  }
  [[nodiscard]] bool is_known(Kind kind, const CleverId& id) const {
    return known_[static_cast<std::size_t>(kind)].at(id);
  }

 private:
  using Known = std::unordered_map<CleverId, bool>;
  Known& known(Kind kind) { return known_[static_cast<std::size_t>(kind)]; }
  template <class Record>
  static void find(Known& named, const std::vector<Record>& shared, const std::vector<Absent<Record>>& absent) {
    if (named.empty()) return;
    const auto note = [&named](const auto& id) {
      if (const auto at = named.find(id.template as<AnyTag>()); at != named.end()) at->second = true;
    };
    for (const Record& record : shared) note(record.id);
    for (const Absent<Record>& gone : absent) note(gone.record.id);
  }
  std::array<Known, 3> known_;
};

Finding unknown(Kind kind, const CleverId& id, const RuleRef& rule) {
  return {.code = "exception-unknown",
          .kind = std::string(record_kind(kind)),
          .id = id.text(),
          .message = fmt::format("{}:{} names a {} that no snapshot knows; correct the id or delete the entry",
                                 rule.file, rule.line, record_kind(kind))};
}

Finding expired(Kind kind, const CleverId& id, const RuleRef& rule, Date until) {
  return {.code = "exception-expired",
          .kind = std::string(record_kind(kind)),
          .id = id.text(),
          .message = fmt::format("{}:{} held until {} and holds no more; extend it or delete the entry", rule.file,
                                 rule.line, format_date(until))};
}

}  // namespace

Exceptions::Exceptions(const Keep& keep, const Snapshot& snapshot, Date as_of) {
  const NamedRecords named(keep, snapshot);
  for (const KeepClass& entry : keep.keep) {
    const auto id = entry.section.as<AnyTag>();
    if (!named.is_known(Kind::class_, id)) findings_.push_back(unknown(Kind::class_, id, *entry.rule));
    if (entry.until < as_of) {
      findings_.push_back(expired(Kind::class_, id, *entry.rule, entry.until));
    } else {
      kept_.emplace(id, &entry.rule);
    }
  }
  for (const IgnoreRecord& entry : keep.ignore) {
    if (!named.is_known(entry.kind, entry.id)) findings_.push_back(unknown(entry.kind, entry.id, *entry.rule));
    if (entry.until && *entry.until < as_of) {
      findings_.push_back(expired(entry.kind, entry.id, *entry.rule, *entry.until));
    } else {
      ignored_[static_cast<std::size_t>(entry.kind)].emplace(entry.id, &entry.rule);
    }
  }
  for (const LinkRecord& entry : keep.link)
    if (const auto id = entry.id.as<AnyTag>(); !named.is_known(entry.kind, id))
      findings_.push_back(unknown(entry.kind, id, *entry.rule));
}

}  // namespace clever_sync
