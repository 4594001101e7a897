#pragma once
// A sandbox that really listens, and what a test asks it, over real HTTP.

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "sandbox/sandbox.hpp"

namespace clever_sync {

/// Time stands still until the test moves it.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] UtcTime now() override { return UtcTime(std::chrono::seconds(seconds_)); }
  [[nodiscard]] std::chrono::milliseconds monotonic() override { return std::chrono::seconds(seconds_); }
  void sleep(std::chrono::milliseconds duration) override {
    seconds_ += std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  }

 private:
  std::atomic<std::int64_t> seconds_{1'800'000'000};
};

struct Answer {
  int status = 0;  // 0: the connection ended without an answer
  std::multimap<std::string, std::string> headers;
  std::string body;
  [[nodiscard]] std::string header(const std::string& name) const;
  /// The body as JSON; fails the test when it is none.
  [[nodiscard]] Json json() const;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Two schools of two sections, four students, three teachers: small enough to know by heart.
///   sections 01 02 (school 01), 03 (school 02); students 01-04, teachers 01-03
World small_world();
UserId student_id(int number);
UserId teacher_id(int number);
SectionId section_id(int number);
SchoolId school_id(int number);
TermId term_id(int number);

class RunningSandbox {
 public:
  explicit RunningSandbox(World world = small_world(), std::int64_t requests_per_minute = 1'000'000);

  Answer clever(const std::string& path_below_v31) const;  // with the token
  Answer sphero(const std::string& path_below_district) const;
  /// The operations as JSON text, under the key.
  Answer batch(const std::string& key, const std::string& operations) const;
  /// One operation under a key of its own: the member of `results`.
  Json operate(const std::string& operation);
  Answer control_get(const std::string& what) const;
  Answer control(const std::string& what, const std::string& body) const;
  /// POST /sandbox/event; fails the test unless it happened.
  void happen(const std::string& event) const;
  void misbehave(const std::string& rule) const;

  Answer get(const std::string& url, const Headers& headers) const;
  Answer post(const std::string& url, const Headers& headers, const std::string& body) const;

  /// The accounts of the small world's people and one class, all made through batches.
  void roster_everything();

  ManualClock clock;
  Sandbox sandbox;

 private:
  int keys_ = 0;
};

/// The ids of a Clever page, in its order.
std::vector<std::string> ids_on(const Json& page);
/// The link of that rel, or "".
std::string link_of(const Json& page, const std::string& rel);
/// The records of a Sphero Edu page.
const Json::Array& data_of(const Json& page);

}  // namespace clever_sync
