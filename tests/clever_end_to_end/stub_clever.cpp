#include "clever_end_to_end/stub_clever.hpp"

#include <algorithm>

#include "clever/fake_clever.hpp"

namespace end_to_end {

using namespace clever_sync::test;

StubClever::StubClever(Handler handler) : handler_(std::move(handler)) {
  server_.http.Get(".*", [this](const httplib::Request& request, httplib::Response& response) {
    const StubRequest seen{.target = request.target,
                           .authorization = request.get_header_value("Authorization"),
                           .accepted_encoding = request.get_header_value("Accept-Encoding")};
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(seen);
    }
    StubAnswer answer = handler_(seen);
    response.status = answer.status;
    response.set_content(answer.body, "application/json");
    for (const auto& [name, value] : answer.headers) response.set_header(name.c_str(), value);
  });
  server_.start();
}

std::vector<StubRequest> StubClever::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::size_t StubClever::requests_to(const std::string& part_of_target) const {
  const std::vector<StubRequest> all = requests();
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const StubRequest& request) {
    return request.target.find(part_of_target) != std::string::npos;
  }));
}

StubAnswer small_district(const StubRequest& request) {
  const auto asks = [&](const char* what) { return request.target.find(what) != std::string::npos; };
  if (asks("/districts")) return {.body = page_json({district_json()})};
  if (asks("/schools")) return {.body = page_json({school_json(1), school_json(2)})};
  if (asks("/terms")) return {.body = page_json({term_json(1)})};
  if (asks("/courses")) return {.body = page_json({course_json(1)})};
  if (asks("/sections")) return {.body = page_json({section_json(1), section_json(2)})};
  if (asks("role=teacher")) return {.body = page_json({teacher_json(1)})};
  if (asks("role=student")) return {.body = page_json({student_json(1), student_json(2)})};
  return {.status = 404, .body = R"({"message":"not found"})"};
}

std::string token_list(const std::string& district, const std::string& token) {
  return R"({"data":[{"id":"1","created":"2026-08-01T00:00:00.000Z","owner":{"type":"district","id":")" + district +
         R"("},"access_token":")" + token + R"("}],"links":[]})";
}

}  // namespace end_to_end
