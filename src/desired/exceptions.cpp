#include "desired/exceptions.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/error.hpp"

namespace clever_sync {

namespace {

/// A class is a section where Clever's records are meant.
std::string_view record_kind(Kind kind) {
  return kind == Kind::class_ ? "section" : name_of(kind);
}

template <class Record>
bool is_known(const std::vector<Record>& shared, const std::vector<Absent<Record>>& absent, const CleverId& id) {
  const auto same = [&id](const auto& other) { return other.template as<AnyTag>() == id; };
  return std::any_of(shared.begin(), shared.end(), [&](const Record& r) { return same(r.id); }) ||
         std::any_of(absent.begin(), absent.end(), [&](const Absent<Record>& a) { return same(a.record.id); });
}

bool is_known(const Snapshot& snapshot, Kind kind, const CleverId& id) {
  switch (kind) {
    case Kind::class_:
      return is_known(snapshot.roster.sections, snapshot.absences.sections, id);
    case Kind::teacher:
      return is_known(snapshot.roster.teachers, snapshot.absences.teachers, id);
    case Kind::student:
      return is_known(snapshot.roster.students, snapshot.absences.students, id);
  }
  unreachable("kind");
}

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
  for (const KeepClass& entry : keep.keep) {
    const auto id = entry.section.as<AnyTag>();
    if (!is_known(snapshot, Kind::class_, id)) findings_.push_back(unknown(Kind::class_, id, *entry.rule));
    if (entry.until < as_of) {
      findings_.push_back(expired(Kind::class_, id, *entry.rule, entry.until));
    } else {
      kept_.emplace(id, &entry.rule);
    }
  }
  for (const IgnoreRecord& entry : keep.ignore) {
    if (!is_known(snapshot, entry.kind, entry.id)) findings_.push_back(unknown(entry.kind, entry.id, *entry.rule));
    if (entry.until && *entry.until < as_of) {
      findings_.push_back(expired(entry.kind, entry.id, *entry.rule, *entry.until));
    } else {
      ignored_[static_cast<std::size_t>(entry.kind)].emplace(entry.id, &entry.rule);
    }
  }
  for (const LinkRecord& entry : keep.link)
    if (const auto id = entry.id.as<AnyTag>(); !is_known(snapshot, entry.kind, id))
      findings_.push_back(unknown(entry.kind, id, *entry.rule));
}

}  // namespace clever_sync
