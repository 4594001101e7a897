#include "desired/rekeyed.hpp"

#include <unordered_map>

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

template <class Person>
struct Pair {
  const Person* absent = nullptr;
  const Person* shared = nullptr;
  int absent_count = 0, shared_count = 0;
};

template <class Person>
void find_in(Kind kind, const std::vector<Absent<Person>>& absent, const std::vector<Person>& shared,
             const Judged& judged, std::string_view path, FoundRekeyed& found) {
  if (absent.empty()) return;
  std::unordered_map<std::string_view, Pair<Person>> pairs;
  for (const Absent<Person>& gone : absent) {
    if (gone.record.sis_id.empty()) continue;
    Pair<Person>& pair = pairs[gone.record.sis_id];
    pair.absent = &gone.record;
    ++pair.absent_count;
  }
  for (std::size_t place = 0; place < shared.size(); ++place) {
    const Person& person = shared[place];
    const auto at = person.sis_id.empty() ? pairs.end() : pairs.find(person.sis_id);
    if (at == pairs.end() || judged.left_out(place) != nullptr) continue;
    Pair<Person>& pair = at->second;
    if (pair.shared == nullptr || person.id < pair.shared->id) pair.shared = &person;
    ++pair.shared_count;
  }
  // the order of the map is not seen: the caller sorts
  for (const auto& [sis_id, pair] : pairs) {
    if (pair.shared == nullptr) continue;
    if (pair.absent_count > 1 || pair.shared_count > 1) {
      found.findings.push_back({.code = "rekeyed-ambiguous",
                                .kind = std::string(name_of(kind)),
                                .id = pair.shared->id.text(),
                                .message =
                                    "several people have had this sis_id, so nobody is linked to a former account; "
                                    "keep.yaml can link this one (was: the former Clever id)"});
      continue;
    }
    found.rekeyed.push_back({.kind = kind,
                             .was = pair.absent->id,
                             .now = pair.shared->id,
                             .same_name = same_name(*pair.absent, *pair.shared),
                             .sis_id_path = std::string(path)});
  }
}

}  // namespace

FoundRekeyed find_rekeyed(const Derivation& derivation) {
  FoundRekeyed found;
  const Absences& absences = derivation.snapshot.absences;
  const Roster& roster = derivation.roster();
  find_in(Kind::teacher, absences.teachers, roster.teachers, derivation.parts.teachers, absent_teachers_path, found);
  find_in(Kind::student, absences.students, roster.students, derivation.parts.students, absent_students_path, found);
  std::sort(found.rekeyed.begin(), found.rekeyed.end(),
            [](const Rekeyed& a, const Rekeyed& b) { return a.now < b.now; });
  return found;
}

}  // namespace clever_sync
