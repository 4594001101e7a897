#include "desired/rekeyed.hpp"

#include <unordered_map>

#include "base/same_text.hpp"
#include "desired/evidence.hpp"
#include "rules/letters.hpp"

namespace clever_sync {

namespace {

std::string_view first_grapheme(std::string_view text) {
  return text.empty() ? text : text.substr(0, grapheme_end(text, 0));
}

bool same_name(const Teacher& a, const Teacher& b) {
  return !a.first_name.empty() && a.first_name == b.first_name &&
         first_grapheme(a.last_name) == first_grapheme(b.last_name);
}
bool same_name(const Student& a, const Student& b) {
  return !a.first_name.empty() && a.first_name == b.first_name && a.last_initial == b.last_initial;
}

/// Everybody who has or had one sis_id.
template <class Person>
struct Holders {
  std::vector<const Absent<Person>*> absent;
  const Person* shared = nullptr;
  int shared_count = 0;
};

/// The former people in the order in which they may be the one who came back: whoever was seen last comes first, since
/// an earlier one was followed by a later one already. Two who were last seen on one day can't be told apart, so the
/// list ends before them.
template <class Person>
std::vector<const Absent<Person>*> candidates(std::vector<const Absent<Person>*> absent) {
  std::sort(absent.begin(), absent.end(), [](const auto* a, const auto* b) {
    return std::pair(b->last_seen, a->record.id) < std::pair(a->last_seen, b->record.id);
  });
  const auto tie = std::adjacent_find(absent.begin(), absent.end(),
                                      [](const auto* a, const auto* b) { return a->last_seen == b->last_seen; });
  absent.erase(tie, absent.end());
  return absent;
}

/// Whether a person has said in keep.yaml whose account this one has.
bool is_decided(const Derivation& derivation, Kind kind, const UserId& id) {
  const auto& links = derivation.rules.keep.link;
  return derivation.exceptions.ignored(kind, id.as<AnyTag>()) != nullptr ||
         std::any_of(links.begin(), links.end(), [&](const LinkRecord& l) { return l.kind == kind && l.id == id; });
}

template <class Person>
struct PeopleOfKind {
  Kind kind;
  const std::vector<Absent<Person>>& absent;
  const std::vector<Person>& shared;
  const Judged& judged;
  std::string_view path;
};

/// A whole district is looked up in it: the standard hash of a text took twice as long.
struct HashOfText {
  std::size_t operator()(std::string_view text) const noexcept { return hash_of_text(text); }
};
template <class Person>
using HoldersBySisId = std::unordered_map<std::string_view, Holders<Person>, HashOfText>;

/// By sis_id; only those that somebody absent had. Someone absent whom keep.yaml ignores is another person than whoever
/// has the sis_id now, by a person's word.
template <class Person>
HoldersBySisId<Person> holders_of(const Derivation& derivation, const PeopleOfKind<Person>& people) {
  HoldersBySisId<Person> holders;
  for (const Absent<Person>& gone : people.absent)
    if (!gone.record.sis_id.empty() &&
        derivation.exceptions.ignored(people.kind, gone.record.id.template as<AnyTag>()) == nullptr)
      holders[gone.record.sis_id].absent.push_back(&gone);
  if (holders.empty()) return holders;
  for (std::size_t place = 0; place < people.shared.size(); ++place) {
    const Person& person = people.shared[place];
    const auto at = person.sis_id.empty() ? holders.end() : holders.find(person.sis_id);
    if (at == holders.end() || people.judged.left_out(place) != nullptr) continue;
    Holders<Person>& holder = at->second;
    if (holder.shared == nullptr || person.id < holder.shared->id) holder.shared = &person;
    ++holder.shared_count;
  }
  return holders;
}

template <class Person>
void find_in(const Derivation& derivation, const PeopleOfKind<Person>& people, FoundRekeyed& found) {
  // the order of the map is not seen: the caller sorts
  for (const auto& [sis_id, holders] : holders_of(derivation, people)) {
    if (holders.shared == nullptr) continue;
    const Person& now = *holders.shared;
    const auto former = holders.shared_count == 1 ? candidates(holders.absent) : decltype(holders.absent){};
    for (const Absent<Person>* was : former)
      found.rekeyed.push_back({.kind = people.kind,
                               .was = was->record.id,
                               .now = now.id,
                               .same_name = same_name(was->record, now),
                               .sis_id_path = std::string(people.path)});
    if (!former.empty() || is_decided(derivation, people.kind, now.id)) continue;
    found.findings.push_back(
        {.code = "rekeyed-ambiguous",
         .kind = std::string(name_of(people.kind)),
         .id = now.id.text(),
         .message = "several people have this sis_id, or left Clever with it on one day, so nobody is "
                    "linked to a former account; keep.yaml can link this one (was: the former Clever id), "
                    "or ignore the others"});
  }
}

}  // namespace

FoundRekeyed find_rekeyed(const Derivation& derivation) {
  FoundRekeyed found;
  const Absences& absences = derivation.snapshot.absences;
  const Roster& roster = derivation.roster();
  find_in<Teacher>(derivation,
                   {.kind = Kind::teacher,
                    .absent = absences.teachers,
                    .shared = roster.teachers,
                    .judged = derivation.parts.teachers,
                    .path = absent_teachers_path},
                   found);
  find_in<Student>(derivation,
                   {.kind = Kind::student,
                    .absent = absences.students,
                    .shared = roster.students,
                    .judged = derivation.parts.students,
                    .path = absent_students_path},
                   found);
  std::stable_sort(found.rekeyed.begin(), found.rekeyed.end(),
                   [](const Rekeyed& a, const Rekeyed& b) { return a.now < b.now; });
  return found;
}

}  // namespace clever_sync
