#include "story.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.hpp"
#include "rules/letters.hpp"
#include "rules/yaml_document.hpp"

namespace clever_sync::test {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& what, int line) {
  throw Error(ErrorKind::usage, fmt::format("story.yaml:{}: {}", line, what));
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(ErrorKind::usage, "can't read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const std::map<std::string_view, std::string_view> first_digits{{"school", "5c40"},  {"term", "7eda"},
                                                                {"course", "c095"},  {"section", "5ec7"},
                                                                {"teacher", "7eac"}, {"student", "57bd"}};

class StoryReader {
 public:
  explicit StoryReader(std::string folder) : folder_(std::move(folder)) { roster_.texts = std::make_shared<Texts>(); }

  Story read() {
    const auto parsed = parse_yaml(read_file(fs::path(folder_) / "story.yaml"));
    if (const auto* error = std::get_if<YamlError>(&parsed)) refuse(error->what, error->line);
    for (const YamlNode& night : std::get<YamlNode>(parsed).items) read_night(night);
    return std::move(story_);
  }

 private:
  void read_night(const YamlNode& node) {
    Night night;
    for (const YamlEntry& entry : node.entries) read_entry(entry, night);
    night.roster = roster_;
    const auto by_id = [](const auto& a, const auto& b) { return a.id < b.id; };
    std::sort(night.roster.schools.begin(), night.roster.schools.end(), by_id);
    std::sort(night.roster.terms.begin(), night.roster.terms.end(), by_id);
    std::sort(night.roster.courses.begin(), night.roster.courses.end(), by_id);
    std::sort(night.roster.sections.begin(), night.roster.sections.end(), by_id);
    std::sort(night.roster.teachers.begin(), night.roster.teachers.end(), by_id);
    std::sort(night.roster.students.begin(), night.roster.students.end(), by_id);
    night.rules = read_rules();
    night.ask_for_removals = ask_for_removals_;
    night.connection_approved = connection_approved_;
    story_.nights.push_back(std::move(night));
  }

  void read_entry(const YamlEntry& entry, Night& night) {
    const YamlNode& value = entry.value;
    if (entry.key == "date") {
      night.date = date_of(value).value();
    } else if (entry.key == "title") {
      night.title = value.text;
    } else if (entry.key == "district") {
      read_district(value);
    } else if (entry.key == "schools") {
      upsert(value, "school", roster_.schools, [this](School& r, const YamlEntry& f) { return set_school(r, f); });
    } else if (entry.key == "terms") {
      upsert(value, "term", roster_.terms, [this](Term& r, const YamlEntry& f) { return set_term(r, f); });
    } else if (entry.key == "courses") {
      upsert(value, "course", roster_.courses, [this](Course& r, const YamlEntry& f) { return set_course(r, f); });
    } else if (entry.key == "sections") {
      upsert(value, "section", roster_.sections, [this](Section& r, const YamlEntry& f) { return set_section(r, f); });
    } else if (entry.key == "teachers") {
      upsert(value, "teacher", roster_.teachers, [this](Teacher& r, const YamlEntry& f) { return set_teacher(r, f); });
    } else if (entry.key == "students") {
      upsert(value, "student", roster_.students, [this](Student& r, const YamlEntry& f) { return set_student(r, f); });
    } else if (entry.key == "gone") {
      for (const YamlNode& label : value.items) remove(label);
    } else if (entry.key == "rules") {
      rules_ = value.text;
    } else if (entry.key == "removals") {  // the review policy: auto (where nothing is said) or approve
      ask_for_removals_ = value.text == "approve";
    } else if (entry.key == "connection") {
      connection_approved_ = value.text == "approved";
    } else if (entry.key == "refuses") {
      for (const YamlEntry& r : value.entries) night.refuses.emplace(known(r), r.value.text);
    } else if (entry.key == "approves") {
      for (const YamlNode& part : value.items) night.approves.insert(parse_part(part.text).value());
    } else if (entry.key == "made_by_hand") {
      for (const YamlEntry& account : value.entries) night.by_hand.accounts.push_back(hand_made(account));
    } else if (entry.key == "renamed_by_hand") {
      for (const YamlEntry& r : value.entries) night.by_hand.renamed.emplace_back(section(r.key), r.value.text);
    } else if (entry.key == "taken_out_by_hand") {
      read_members(value, night.by_hand.taken_out);
    } else if (entry.key == "added_by_hand") {
      read_members(value, night.by_hand.added);
    } else if (entry.key == "happens") {
      night.refused = value.text == "the fetch is refused";
      night.journal_lost = value.text == "the journal is lost";
      night.new_workspace = value.text == "a new workspace begins";
      if (!night.refused && !night.journal_lost && !night.new_workspace) refuse("unknown event", entry.line);
    } else {
      refuse("unknown key " + entry.key, entry.line);
    }
  }

  // Fields of records. Each answers false for a field that it does not know.

  void read_district(const YamlNode& node) {
    for (const YamlEntry& field : node.entries) {
      if (field.key == "state") {
        roster_.district.state = parse_district_state(field.value.text).value();
      } else if (field.key == "launch_date") {
        roster_.district.launch_date = date_of(field.value);
      } else {
        refuse("unknown field of the district: " + field.key, field.line);
      }
    }
  }
  void read_members(const YamlNode& node, std::vector<std::pair<SectionId, UserId>>& members) {
    for (const YamlEntry& entry : node.entries)
      for (const YamlNode& student : entry.value.items)
        members.emplace_back(section(entry.key), user("student", student));
  }
  bool set_school(School& school, const YamlEntry& field) {
    if (field.key == "name") return set(school.name, field);
    return field.key == "school_number" && set(school.school_number, field);
  }
  bool set_term(Term& term, const YamlEntry& field) {
    if (field.key == "name") return set(term.name, field);
    if (field.key == "start_date") term.start_date = date_of(field.value);
    if (field.key == "end_date") term.end_date = date_of(field.value);
    return field.key.ends_with("_date");
  }
  bool set_course(Course& course, const YamlEntry& field) {
    if (field.key == "name") return set(course.name, field);
    return field.key == "number" && set(course.number, field);
  }
  bool set_section(Section& section, const YamlEntry& field) {
    if (field.key == "name") return set(section.name, field);
    if (field.key == "subject") return set(section.subject, field);
    if (field.key == "grade") return set(section.grade, field);
    if (field.key == "period") return set(section.period, field);
    if (field.key == "school") return set_id(section.school, "school", field.value);
    if (field.key == "term") return set_optional(section.term, "term", field.value);
    if (field.key == "course") return set_optional(section.course, "course", field.value);
    if (field.key == "teachers") return set_users(section.teachers, "teacher", field.value);
    if (field.key != "students") return false;
    set_users(section.students.edit(), "student", field.value);
    std::sort(section.students.begin(), section.students.end());
    return true;
  }
  bool set_teacher(Teacher& teacher, const YamlEntry& field) {
    if (field.key == "first") return set(teacher.first_name, field);
    if (field.key == "last") return set(teacher.last_name, field);
    if (field.key == "email") return set(teacher.email, field);
    if (field.key == "title") return set(teacher.title, field);
    if (field.key == "sis_id") return set(teacher.sis_id, field);
    return set_schools(teacher, field);
  }
  bool set_student(Student& student, const YamlEntry& field) {
    if (field.key == "first") return set(student.first_name, field);
    if (field.key == "initial") return set(student.last_initial, field);
    if (field.key == "grade") return set(student.grade, field);
    if (field.key == "sis_id") return set(student.sis_id, field);
    return set_schools(student, field);
  }
  /// The primary one first.
  template <class Person>
  bool set_schools(Person& person, const YamlEntry& field) {
    if (field.key != "schools") return false;
    person.schools.clear();
    for (const YamlNode& label : field.value.items) person.schools.push_back(id_of<SchoolId>("school", label.text));
    person.school = person.schools.front();
    std::sort(person.schools.begin(), person.schools.end());
    return true;
  }

  // What a record is where the story says nothing.

  void fill(School& school, const std::string& label) { school.name = title(label); }
  void fill(Term& term, const std::string& label) { term.name = title(label); }
  void fill(Course& course, const std::string& label) { course.name = title(label); }
  void fill(Section& section, const std::string& label) {
    section.name = title(label);
    section.school = first_school();
  }
  void fill(Teacher& teacher, const std::string& label) {
    teacher.first_name = title(label);
    teacher.last_name = "Example";
    teacher.email = text(label + "@example.org");
    teacher.school = first_school();
    teacher.schools = {first_school()};
  }
  void fill(Student& student, const std::string& label) {
    student.first_name = title(label);
    student.last_initial = "X";
    student.school = first_school();
    student.schools = {first_school()};
  }
  SchoolId first_school() {
    if (roster_.schools.empty()) throw Error(ErrorKind::usage, "a story needs a school first");
    return roster_.schools.front().id;
  }

  template <class Record, class Set>
  void upsert(const YamlNode& node, std::string_view kind, std::vector<Record>& records, const Set& set_field) {
    for (const YamlEntry& entry : node.entries) {
      const auto id = id_of<decltype(Record::id)>(kind, entry.key);
      auto at = std::find_if(records.begin(), records.end(), [&](const Record& record) { return record.id == id; });
      if (at == records.end()) {
        Record made;
        made.id = id;
        fill(made, entry.key);
        records.push_back(std::move(made));
        at = records.end() - 1;
      }
      for (const YamlEntry& field : entry.value.entries)
        if (!set_field(*at, field)) refuse(fmt::format("unknown field {} of a {}", field.key, kind), field.line);
    }
  }

  void remove(const YamlNode& label) {
    const std::string id = story_.labels.known_id(label.text);
    const auto same = [&id](const auto& record) { return record.id.text() == id; };
    const std::size_t removed = std::erase_if(roster_.schools, same) + std::erase_if(roster_.terms, same) +
                                std::erase_if(roster_.sections, same) + std::erase_if(roster_.teachers, same) +
                                std::erase_if(roster_.students, same);
    if (removed != 1) refuse("nobody there is called " + label.text, label.line);
  }

  UnmanagedTeacher hand_made(const YamlEntry& account) {
    UnmanagedTeacher made{.sphero_id = text(account.key)};
    for (const YamlEntry& field : account.value.entries) {
      if (field.key == "email") made.email = text(field.value.text);
      if (field.key == "first") made.first_name = text(field.value.text);
      if (field.key == "last") made.last_name = text(field.value.text);
    }
    return made;
  }

  std::vector<RuleFile> read_rules() {
    std::vector<RuleFile> files;
    const fs::path folder = fs::path(folder_) / rules_;
    if (!fs::exists(folder)) {
      if (rules_ != "rules") throw Error(ErrorKind::usage, "no such folder: " + folder.string());
      return files;
    }
    for (const auto& entry : fs::directory_iterator(folder))
      files.push_back({.file = "rules/" + entry.path().filename().string(), .text = with_ids(read_file(entry.path()))});
    std::sort(files.begin(), files.end(), [](const RuleFile& a, const RuleFile& b) { return a.file < b.file; });
    return files;
  }
  /// `${bo}` is bo's id.
  std::string with_ids(std::string rules) {
    for (std::size_t at = rules.find("${"); at != std::string::npos; at = rules.find("${", at)) {
      const std::size_t end = rules.find('}', at);
      const std::string label = rules.substr(at + 2, end - at - 2);
      const std::string id = story_.labels.known_id(label);
      if (id.empty()) throw Error(ErrorKind::usage, "the rules name a label that no night had: " + label);
      rules.replace(at, end - at + 1, id);
    }
    return rules;
  }

  std::string_view text(const std::string& written) { return roster_.texts->intern(written); }
  std::string_view title(const std::string& label) { return text(to_title(label)); }
  bool set(std::string_view& field, const YamlEntry& entry) {
    field = text(entry.value.text);
    return true;
  }
  static std::optional<Date> date_of(const YamlNode& node) {
    if (node.type == YamlNode::Type::null || node.text == "none") return std::nullopt;
    const auto date = parse_date(node.text);
    if (!date) refuse("not a date: " + node.text, node.line);
    return date;
  }
  template <class IdType>
  IdType id_of(std::string_view kind, const std::string& label) {
    return *IdType::parse(story_.labels.id(kind, label).text());
  }
  CleverId known(const YamlEntry& entry) {
    const auto id = CleverId::parse(story_.labels.known_id(entry.key));
    if (!id) refuse("nothing there is called " + entry.key, entry.line);
    return *id;
  }
  SectionId section(const std::string& label) { return id_of<SectionId>("section", label); }
  UserId user(std::string_view kind, const YamlNode& label) { return id_of<UserId>(kind, label.text); }
  template <class IdType>
  bool set_id(IdType& id, std::string_view kind, const YamlNode& label) {
    id = id_of<IdType>(kind, label.text);
    return true;
  }
  template <class IdType>
  bool set_optional(std::optional<IdType>& id, std::string_view kind, const YamlNode& label) {
    id.reset();
    if (label.text != "none") id = id_of<IdType>(kind, label.text);
    return true;
  }
  bool set_users(std::vector<UserId>& users, std::string_view kind, const YamlNode& labels) {
    users.clear();
    for (const YamlNode& label : labels.items) users.push_back(user(kind, label));
    return true;
  }

  std::string folder_, rules_ = "rules";
  Roster roster_;
  bool ask_for_removals_ = false, connection_approved_ = true;
  Story story_;
};

}  // namespace

CleverId Labels::id(std::string_view kind, const std::string& label) {
  const auto known = by_label_.find(label);
  if (known != by_label_.end()) {
    if (known->second.first != kind) throw Error(ErrorKind::usage, label + " is a " + known->second.first);
    return known->second.second;
  }
  const std::string text = fmt::format("{}{:020}", first_digits.at(kind), by_label_.size() + 1);
  const CleverId made = *CleverId::parse(text);
  by_label_.emplace(label, std::pair(std::string(kind), made));
  by_id_.emplace(text, label);
  return made;
}

std::string Labels::known_id(const std::string& label) const {
  const auto known = by_label_.find(label);
  return known == by_label_.end() ? "" : known->second.second.text();
}

std::string Labels::told(std::string text) const {
  for (const auto& [id, label] : by_id_)
    for (std::size_t at = text.find(id); at != std::string::npos; at = text.find(id, at))
      text.replace(at, id.size(), label);
  return text;
}

Story read_story(const std::string& folder) {
  return StoryReader(folder).read();
}

}  // namespace clever_sync::test
