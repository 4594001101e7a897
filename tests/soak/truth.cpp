#include "soak/truth.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace clever_sync::soak {

namespace {

// Every record of a collection on one page.
Json page_of(const RunningSandbox& running, const std::string& path) {
  const Answer answer = running.clever(path + (path.find('?') == std::string::npos ? "?" : "&") + "limit=10000");
  auto parsed = parse_json(answer.body);
  if (answer.status != 200 || !std::holds_alternative<Json>(parsed)) {
    throw std::runtime_error("the sandbox does not tell the truth of " + path);
  }
  return std::get<Json>(std::move(parsed));
}

Ids ids_of(const RunningSandbox& running, const std::string& path) {
  const Json page = page_of(running, path);
  Ids ids;
  for (const std::string& id : ids_on(page)) ids.insert(id);
  return ids;
}

template <class Record>
void add_ids(const std::vector<Record>& records, Ids& ids) {
  for (const Record& record : records) ids.insert(record.id.text());
}

Ids ids_of(const Truth& truth) {
  Ids ids = truth.sections;
  ids.insert(truth.students.begin(), truth.students.end());
  ids.insert(truth.teachers.begin(), truth.teachers.end());
  return ids;
}

Ids intersection(const Ids& one, const Ids& other) {
  Ids out;
  std::ranges::set_intersection(one, other, std::inserter(out, out.end()));
  return out;
}

}  // namespace

Truth read_truth(const RunningSandbox& running) {
  Truth truth;
  std::map<std::string, Date> term_ends;
  const Json terms = page_of(running, "/terms");
  for (const Json& item : data_of(terms)) {
    const Json& term = *item.find("data");
    if (const auto end = parse_clever_date(term.text("end_date"))) term_ends.emplace(term.text("id"), *end);
  }
  const Json sections = page_of(running, "/sections");
  for (const Json& item : data_of(sections)) {
    const Json& section = *item.find("data");
    const std::string id(section.text("id"));
    truth.sections.insert(id);
    const auto end = term_ends.find(std::string(section.text("term_id")));
    if (end != term_ends.end()) truth.section_ends.emplace(id, end->second);
  }
  truth.students = ids_of(running, "/users?role=student");
  truth.teachers = ids_of(running, "/users?role=teacher");
  return truth;
}

Truth truth_of(const Roster& roster) {
  Truth truth;
  add_ids(roster.sections, truth.sections);
  add_ids(roster.students, truth.students);
  add_ids(roster.teachers, truth.teachers);
  return truth;
}

Truth both(const Truth& one, const Truth& other) {
  return {.sections = intersection(one.sections, other.sections),
          .students = intersection(one.students, other.students),
          .teachers = intersection(one.teachers, other.teachers),
          .section_ends = other.section_ends};
}

Truth either(const Truth& one, const Truth& other) {
  Truth out = one;
  out.sections.insert(other.sections.begin(), other.sections.end());
  out.students.insert(other.students.begin(), other.students.end());
  out.teachers.insert(other.teachers.begin(), other.teachers.end());
  return out;
}

bool contains(const Truth& whole, const Truth& part) {
  return std::ranges::includes(whole.sections, part.sections) && std::ranges::includes(whole.students, part.students) &&
         std::ranges::includes(whole.teachers, part.teachers);
}

void Missing::add_night(Date day, const Truth& surely, const Truth& read) {
  const Ids there = ids_of(surely);
  for (const std::string& id : there) missed_.erase(id);
  // Who was withdrawn in the middle of the first read is known from it, though it was there in no night for sure.
  for (const std::string& id : ids_of(read)) known_.insert(id);
  for (const std::string& id : known_) {
    if (!there.contains(id)) missed_[id].insert(day);
  }
  for (const auto& [section, end] : surely.section_ends) ends_.insert_or_assign(section, end);
}

int Missing::nights(const std::string& id) const {
  const auto found = missed_.find(id);
  return found == missed_.end() ? 0 : static_cast<int>(found->second.size());
}

std::optional<Date> Missing::end_of(const std::string& section) const {
  const auto found = ends_.find(section);
  return found == ends_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace clever_sync::soak
