#include "running_sandbox.hpp"

#include <fmt/core.h>
#include <httplib.h>

#include "catch.hpp"
#include "sandbox/school_year.hpp"

namespace clever_sync {
namespace {

template <class IdType>
IdType made_id(const char* prefix, int number) {
  return IdType::parse(fmt::format("{}{:022x}", prefix, number)).value();
}

Answer read(const httplib::Result& result) {
  Answer answer;
  if (!result) return answer;
  answer.status = result->status;
  answer.headers.insert(result->headers.begin(), result->headers.end());
  answer.body = result->body;
  return answer;
}

std::pair<std::string, std::string> split(const std::string& url) {
  const std::size_t path = url.find('/', std::string("http://").size());
  return {url.substr(0, path), url.substr(path)};
}

httplib::Headers wire(const Headers& headers) {
  return {headers.begin(), headers.end()};
}

const Headers clever_token = {{"Authorization", "Bearer clever-token"}};
const Headers sphero_token = {{"Authorization", "Bearer sphero-token"}};

SandboxSettings settings_with(std::int64_t requests_per_minute) {
  SandboxSettings settings;
  settings.clever = {.token = "clever-token",
                     .client_id = "app",
                     .client_secret = "app-secret",
                     .requests_per_minute = requests_per_minute};
  settings.sphero_token = "sphero-token";
  return settings;
}

}  // namespace

UserId student_id(int number) {
  return made_id<UserId>("5a", number);
}
UserId teacher_id(int number) {
  return made_id<UserId>("58", number);
}
SectionId section_id(int number) {
  return made_id<SectionId>("5c", number);
}
SchoolId school_id(int number) {
  return made_id<SchoolId>("50", number);
}
TermId term_id(int number) {
  return made_id<TermId>("52", number);
}

World small_world() {
  Roster roster;
  roster.district.id = DistrictId::parse("58da8a43cc70ab00017a1a87").value();
  roster.district.name = "Small Unified";
  roster.district.launch_date = parse_date("2026-08-03");
  for (int number : {1, 2}) {
    School& school = roster.schools.emplace_back();
    school.id = school_id(number);
    school.name = number == 1 ? "First" : "Second";
    school.sis_id = "1";
  }
  roster.terms = {{.id = term_id(1),
                   .name = "Fall 2026",
                   .start_date = parse_date("2026-08-03"),
                   .end_date = parse_date("2026-12-18")},
                  {.id = term_id(2),
                   .name = "Spring 2027",
                   .start_date = parse_date("2027-01-05"),
                   .end_date = parse_date("2027-05-27")}};
  for (int number : {1, 2, 3, 4}) {
    Student& student = roster.students.emplace_back();
    student.id = student_id(number);
    student.school = school_id(number < 4 ? 1 : 2);
    student.schools = {*student.school};
    student.first_name = "Abrix";
    student.last_initial = "Q";
    student.grade = "6";
    student.sis_id = "S1";
  }
  for (int number : {1, 2, 3}) {
    Teacher& teacher = roster.teachers.emplace_back();
    teacher.id = teacher_id(number);
    teacher.school = school_id(number < 3 ? 1 : 2);
    teacher.schools = {*teacher.school};
    teacher.first_name = "Bolena";
    teacher.last_name = "Mossgrove";
    teacher.email = "bolena@small.example";
  }
  for (int number : {1, 2, 3}) {
    Section& section = roster.sections.emplace_back();
    section.id = section_id(number);
    section.school = school_id(number < 3 ? 1 : 2);
    section.term = term_id(1);
    section.name = "Science";
    section.subject = "science";
    section.teachers = {teacher_id(number)};
  }
  roster.sections[0].students = {student_id(1), student_id(2)};
  roster.sections[1].students = {student_id(2), student_id(3)};
  roster.sections[2].students = {student_id(3), student_id(4)};
  return make_world(std::move(roster), parse_date(first_school_day).value());
}

std::string Answer::header(const std::string& name) const {
  const auto at = headers.find(name);
  return at == headers.end() ? std::string{} : at->second;
}

Json Answer::json() const {
  auto parsed = parse_json(body);
  INFO(status << " " << body.substr(0, 500));
  REQUIRE(std::holds_alternative<Json>(parsed));
  return std::get<Json>(parsed);
}

RunningSandbox::RunningSandbox(World world, std::int64_t requests_per_minute)
    : sandbox(std::move(world), settings_with(requests_per_minute), clock) {}

Answer RunningSandbox::get(const std::string& url, const Headers& headers) const {
  const auto [host, path] = split(url);
  httplib::Client client(host);
  return read(client.Get(path, wire(headers)));
}

Answer RunningSandbox::post(const std::string& url, const Headers& headers, const std::string& body) const {
  const auto [host, path] = split(url);
  httplib::Client client(host);
  return read(client.Post(path, wire(headers), body, "application/json"));
}

Answer RunningSandbox::clever(const std::string& path_below_v31) const {
  return get(sandbox.clever_url() + path_below_v31, clever_token);
}

Answer RunningSandbox::sphero(const std::string& path_below_district) const {
  return get(sandbox.sphero_url() + "/districts/58da8a43cc70ab00017a1a87" + path_below_district, sphero_token);
}

Answer RunningSandbox::batch(const std::string& key, const std::string& operations) const {
  Headers headers = sphero_token;
  headers.emplace_back("Idempotency-Key", key);
  return post(sandbox.sphero_url() + "/districts/58da8a43cc70ab00017a1a87/batch", headers,
              R"({"operations":)" + operations + "}");
}

Json RunningSandbox::operate(const std::string& operation) {
  const Answer answer = batch(fmt::format("key-{}", ++keys_), "[" + operation + "]");
  REQUIRE(answer.status == 200);
  const Json json = answer.json();
  REQUIRE(json.find("results") != nullptr);
  return json.find("results")->as_array()->at(0);
}

Answer RunningSandbox::control_get(const std::string& what) const {
  return get(sandbox.control_url() + "/" + what, {});
}

Answer RunningSandbox::control(const std::string& what, const std::string& body) const {
  return post(sandbox.control_url() + "/" + what, {}, body);
}

void RunningSandbox::happen(const std::string& event) const {
  const Answer answer = control("event", event);
  INFO(answer.body);
  REQUIRE(answer.status == 200);
}

void RunningSandbox::misbehave(const std::string& rule) const {
  const Answer answer = control("misbehave", rule);
  INFO(answer.body);
  REQUIRE(answer.status == 200);
}

void RunningSandbox::roster_everything() {
  std::string operations = "[";
  for (int number : {1, 2, 3}) {
    operations += fmt::format(R"({{"id":"t{0}","action":"create","kind":"teacher","clever_id":"{1}",)"
                              R"("set":{{"email":"T{0}@Small.example","last_name":"Mossgrove"}}}},)",
                              number, teacher_id(number).text());
  }
  for (int number : {1, 2, 3, 4}) {
    operations += fmt::format(R"({{"id":"s{0}","action":"create","kind":"student","clever_id":"{1}",)"
                              R"("set":{{"first_name":"Abrix","grade":"6"}}}},)",
                              number, student_id(number).text());
  }
  for (int number : {1, 2}) {
    operations +=
        fmt::format(R"({{"id":"c{0}","action":"create","kind":"class","clever_id":"{1}","set":{{"name":"Science"}},)"
                    R"("add_teachers":["{2}"],"add_students":["{3}","{4}"]}},)",
                    number, section_id(number).text(), teacher_id(number).text(), student_id(number).text(),
                    student_id(number + 1).text());
  }
  operations.back() = ']';
  const Answer answer = batch("everything", operations);
  REQUIRE(answer.status == 200);
  const Json json = answer.json();
  for (const Json& result : *json.find("results")->as_array()) {
    REQUIRE(result.find("status")->as_integer() == 201);
  }
}

std::vector<std::string> ids_on(const Json& page) {
  std::vector<std::string> ids;
  for (const Json& record : data_of(page)) ids.emplace_back(record.find("data")->text("id"));
  return ids;
}

std::string link_of(const Json& page, const std::string& rel) {
  const Json* const links = page.find("links");
  REQUIRE(links != nullptr);
  for (const Json& link : *links->as_array()) {
    if (link.text("rel") == rel) return std::string(link.text("uri"));
  }
  return {};
}

const Json::Array& data_of(const Json& page) {
  const Json* const data = page.find("data");
  REQUIRE(data != nullptr);
  REQUIRE(data->as_array() != nullptr);
  return *data->as_array();
}

}  // namespace clever_sync
