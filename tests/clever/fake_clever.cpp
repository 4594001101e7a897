#include "fake_clever.hpp"

#include <fmt/core.h>

#include <stdexcept>

#include "base/error.hpp"
#include "catch.hpp"

namespace clever_sync::test {

std::string id_of(RecordKind kind, int number) {
  return fmt::format("58da8c{:02x}d7dc0c{:010x}", static_cast<int>(kind), number);
}

std::string district_json(std::string_view more) {
  return fmt::format(R"({{"id":"{}","name":"Mesa Unified","sis_type":"sftp"{}}})", our_district, more);
}

std::string school_json(int number, std::string_view more) {
  return fmt::format(R"({{"id":"{}","district":"{}","name":"School {}","sis_id":"{}"{}}})",
                     id_of(RecordKind::school, number), our_district, number, 100 + number, more);
}

std::string term_json(int number, std::string_view more) {
  return fmt::format(R"({{"id":"{}","district":"{}","name":"Term {}"{}}})", id_of(RecordKind::term, number),
                     our_district, number, more);
}

std::string course_json(int number, std::string_view more) {
  return fmt::format(R"({{"id":"{}","district":"{}","name":"Course {}","number":"C{}"{}}})",
                     id_of(RecordKind::course, number), our_district, number, number, more);
}

std::string section_json(int number, std::string_view more) {
  return fmt::format(
      R"({{"id":"{}","district":"{}","school":"{}","name":"Section {}","sis_id":"s{}","course":"{}","term_id":"{}",)"
      R"("teacher":"{}","teachers":["{}"],"students":["{}","{}"]{}}})",
      id_of(RecordKind::section, number), our_district, id_of(RecordKind::school, 1), number, number,
      id_of(RecordKind::course, 1), id_of(RecordKind::term, 1), id_of(RecordKind::teacher, 1),
      id_of(RecordKind::teacher, 1), id_of(RecordKind::student, 1), id_of(RecordKind::student, 2), more);
}

std::string teacher_json(int number, std::string_view more) {
  return fmt::format(
      R"({{"id":"{}","district":"{}","email":"t{}@mesa.example","name":{{"first":"Tess","last":"Teacher"}},)"
      R"("roles":{{"teacher":{{"school":"{}","schools":["{}"],"sis_id":"{}"}}}}{}}})",
      id_of(RecordKind::teacher, number), our_district, number, id_of(RecordKind::school, 1),
      id_of(RecordKind::school, 1), 500 + number, more);
}

std::string student_json(int number, std::string_view more) {
  return fmt::format(
      R"({{"id":"{}","district":"{}","email":"u{}@mesa.example","name":{{"first":"Pat","last":"Pupil"}},)"
      R"("roles":{{"student":{{"school":"{}","schools":["{}"],"sis_id":"{}","grade":"5"}}}}{}}})",
      id_of(RecordKind::student, number), our_district, number, id_of(RecordKind::school, 1),
      id_of(RecordKind::school, 1), 900 + number, more);
}

std::string with(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::logic_error("the test replaces what is not there");
  return text.replace(at, from.size(), to);
}

std::string page_json(const std::vector<std::string>& records, std::string_view next) {
  std::string out = R"({"data":[)";
  for (const std::string& record : records) {
    if (out.back() != '[') out += ',';
    out += R"({"data":)" + record + R"(,"uri":"/v3.1/things/1"})";
  }
  out += R"(],"links":[{"rel":"self","uri":"/v3.1/things"})";
  if (!next.empty()) out += fmt::format(R"(,{{"rel":"prev","uri":"/v3.1/p"}},{{"rel":"next","uri":"{}"}})", next);
  return out + "]}";
}

HttpOutcome ok(std::string body) {
  return Response{.status = 200, .headers = {}, .body = std::move(body)};
}
HttpOutcome status(int code, std::string body) {
  return Response{.status = code, .headers = {}, .body = std::move(body)};
}

FakeClever::FakeClever() {
  answer("/districts", ok(page_json({district_json()})));
  answer("/schools?limit=2&count=true", ok(page_json({school_json(1), school_json(2)})));
  answer("/terms?limit=2&count=true", ok(page_json({term_json(1)})));
  answer("/courses?limit=2&count=true", ok(page_json({course_json(1)})));
  answer("/sections?limit=2&count=true", ok(page_json({section_json(1), section_json(2)})));
  answer("/users?role=teacher&limit=2&count=true", ok(page_json({teacher_json(1), teacher_json(2)})));
  const std::string next = "/users?role=student&limit=2&count=true&starting_after=" + id_of(RecordKind::student, 2);
  answer("/users?role=student&limit=2&count=true", ok(page_json({student_json(1), student_json(2)}, "/v3.1" + next)));
  answer(next, ok(page_json({student_json(3)})));
}

void FakeClever::answer(const std::string& path, std::vector<HttpOutcome> outcomes) {
  answer_url(std::string(api) + path, std::move(outcomes));
}

void FakeClever::answer(const std::string& path, HttpOutcome outcome) {
  std::vector<HttpOutcome> outcomes;
  outcomes.push_back(std::move(outcome));
  answer(path, std::move(outcomes));
}

void FakeClever::answer_url(const std::string& url, std::vector<HttpOutcome> outcomes) {
  scripts_[url] = {.outcomes = std::move(outcomes), .given = 0};
}

HttpOutcome FakeClever::send(const Request& request, std::stop_token stop) {
  const std::lock_guard lock(lock_);
  requests_.push_back(request);
  if (stop.stop_requested()) {
    return NoAnswer{
        .sent = NoAnswer::Sent::not_sent, .why = NoAnswer::Why::interrupted, .what = "interrupted before it was sent"};
  }
  if (intercept) {
    if (auto outcome = intercept(request)) return *std::move(outcome);
  }
  const auto found = scripts_.find(request.url);
  if (found == scripts_.end()) return status(404, R"({"message":"not found"})");
  Script& script = found->second;
  const std::size_t at = std::min(script.given++, script.outcomes.size() - 1);
  return script.outcomes[at];
}

std::vector<Request> FakeClever::requests() const {
  const std::lock_guard lock(lock_);
  return requests_;
}

std::size_t FakeClever::requests_to(std::string_view url_part) const {
  std::size_t count = 0;
  for (const Request& request : requests()) {
    if (request.url.find(url_part) != std::string::npos) ++count;
  }
  return count;
}

UtcTime FakeClock::now() {
  return *parse_utc_time("2026-11-24T02:00:00Z");
}

CleverOptions options() {
  return {.api = std::string(api),
          .oauth = std::string(oauth),
          .district = *DistrictId::parse(our_district),
          .credentials = DistrictToken{.token = "secret-token"},
          .student_email = CleverOptions::StudentEmail::drop,
          .page_limit = 2,
          .torn_reads = 3,
          .torn_wait = std::chrono::seconds(20)};
}

FetchResult fetch(FakeClever& clever, const CleverOptions& options, const std::optional<SnapshotCounts>& last) {
  FakeClock clock;
  return fetch_roster(clever, clock, options, last, {}, {});
}

FetchedRoster fetched(FakeClever& clever, const CleverOptions& with_options) {
  FetchResult result = fetch(clever, with_options);
  if (const auto* refusal = std::get_if<PartialFetch>(&result)) FAIL(refusal->code << ": " << describe(*refusal));
  return std::get<FetchedRoster>(std::move(result));
}

PartialFetch refused(FakeClever& clever, const CleverOptions& with_options, const std::optional<SnapshotCounts>& last) {
  FetchResult result = fetch(clever, with_options, last);
  REQUIRE(std::holds_alternative<PartialFetch>(result));
  return std::get<PartialFetch>(std::move(result));
}

std::vector<Finding> findings_with(const FetchedRoster& fetched, std::string_view code) {
  std::vector<Finding> found;
  for (const Finding& finding : fetched.findings) {
    if (finding.code == code) found.push_back(finding);
  }
  return found;
}

}  // namespace clever_sync::test
