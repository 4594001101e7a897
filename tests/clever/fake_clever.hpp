#pragma once
// A scripted Clever for the tests of this folder: a small district that is whole, whose answers a test replaces one by
// one with damaged ones.

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clever/clever_client.hpp"

namespace clever_sync::test {

inline constexpr std::string_view api = "https://api.clever.example/v3.1";
inline constexpr std::string_view oauth = "https://clever.example/oauth/tokens";
inline constexpr std::string_view our_district = "58da8a43cc70ab00017a1a87";

/// Ids that ascend with `number` and differ between kinds.
enum class RecordKind { school = 1, term, course, section, teacher, student };
std::string id_of(RecordKind kind, int number);

/// Records as Clever writes them. `more` is added inside: `,"grade":"3"`.
std::string district_json(std::string_view more = R"(,"state":"success","last_sync":"2026-11-24T01:00:00.000Z")");
std::string school_json(int number, std::string_view more = "");
std::string term_json(int number, std::string_view more = R"(,"start_date":"2026-08-10","end_date":"2026-12-18")");
std::string course_json(int number, std::string_view more = "");
/// In school 1, of term 1 and course 1, with teacher 1 and students 1 and 2.
std::string section_json(int number, std::string_view more = "");
std::string teacher_json(int number, std::string_view more = "");
std::string student_json(int number, std::string_view more = "");

/// `text` with its one occurrence of `from` replaced.
std::string with(std::string text, std::string_view from, std::string_view to);

/// A page in Clever's envelope; a `next` link when `next` is not empty.
std::string page_json(const std::vector<std::string>& records, std::string_view next = "");

HttpOutcome ok(std::string body);
HttpOutcome status(int code, std::string body = "");

/// The small district: 2 schools, 1 term, 1 course, 2 sections, 2 teachers, 3 students; pages of at most 2 records.
/// What it is asked and has no answer for is a 404.
class FakeClever final : public Transport {
 public:
  FakeClever();

  /// Replaces the answers to a URL, below `api`: given one after another, the last one for ever.
  void answer(const std::string& path, std::vector<HttpOutcome> outcomes);
  void answer(const std::string& path, HttpOutcome outcome);
  /// The same for a whole URL.
  void answer_url(const std::string& url, std::vector<HttpOutcome> outcomes);
  /// Judges each request first; what it gives is the answer.
  std::function<std::optional<HttpOutcome>(const Request&)> intercept;

  [[nodiscard]] HttpOutcome send(const Request& request, std::stop_token stop) override;

  [[nodiscard]] std::vector<Request> requests() const;
  [[nodiscard]] std::size_t requests_to(std::string_view url_part) const;

 private:
  struct Script {
    std::vector<HttpOutcome> outcomes;
    std::size_t given = 0;
  };
  mutable std::mutex lock_;
  std::map<std::string, Script> scripts_;
  std::vector<Request> requests_;
};

/// Time stands still but for the waits, which it adds up.
class FakeClock final : public Clock {
 public:
  [[nodiscard]] UtcTime now() override;
  [[nodiscard]] std::chrono::milliseconds monotonic() override { return slept; }
  void sleep(std::chrono::milliseconds duration) override {
    slept += duration;
    if (on_sleep) on_sleep();
  }
  std::chrono::milliseconds slept{0};
  std::function<void()> on_sleep;
};

/// Our district, a given token, pages of 2.
CleverOptions options();

FetchResult fetch(FakeClever& clever, const CleverOptions& options, const std::optional<SnapshotCounts>& last = {});
/// The roster, or a failed test that says why there is none.
FetchedRoster fetched(FakeClever& clever, const CleverOptions& with_options = options());
/// The refusal, or a failed test.
PartialFetch refused(FakeClever& clever, const CleverOptions& with_options = options(),
                     const std::optional<SnapshotCounts>& last = {});

/// The findings of that code.
std::vector<Finding> findings_with(const FetchedRoster& fetched, std::string_view code);

}  // namespace clever_sync::test
