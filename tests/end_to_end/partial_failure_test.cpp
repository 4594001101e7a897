// Sphero Edu refuses some changes, or says that it did what it did not.

#include <regex>

#include "base/date.hpp"
#include "catch.hpp"
#include "end_to_end/harness.hpp"

using namespace end_to_end;
using Layout = DistrictWorkspace::Layout;

namespace {

struct District {
  Sandbox sandbox{{"--students", "60", "--seed", "6"}};
  DistrictWorkspace workspace{sandbox, Layout::checked_out};

  void misbehave(const std::string& what, int times) const {
    sandbox.control("/misbehave",
                    R"({"side":"sphero","what":")" + what + R"(","times":)" + std::to_string(times) + "}");
  }
  [[nodiscard]] long operations() const {
    const std::string answer = sandbox.ask("/requests");
    return std::stol(answer.substr(answer.find("\"operations\":") + 13));
  }
};

std::string undisturbed() {
  const District district;
  const Outcome night = district.workspace.night("2026-08-10");
  INFO(night.err);
  REQUIRE(night.exit == 0);
  return district.sandbox.ask("/state?versions=no");
}

}  // namespace

TEST_CASE("a refused account is reported, its classes go on without it, and the next night makes it", "[end_to_end]") {
  const std::string expected = undisturbed();
  const District district;
  district.misbehave("operation-refused", 1);  // the first operation: a teacher's account
  const Outcome night = district.workspace.night("2026-08-10");
  INFO(night.out << night.err);
  CHECK(night.exit == 6);
  CHECK(contains(night.err, "1 refused"));
  const std::string receipts = district.workspace.git({"grep", "-h", "result", "HEAD", "--", "receipts/"}).out;
  CHECK(contains(receipts, "\"code\":\"refused\""));
  CHECK(contains(receipts, "\"left_out\":1"));
  const Outcome status = district.workspace.run({"status"});
  CHECK(contains(status.out, "1 change refused by Sphero Edu"));
  CHECK(contains(status.out, "on 2026-08-11"));
  CHECK(district.workspace.night("2026-08-11").exit == 0);
  CHECK(district.sandbox.ask("/state?versions=no") == expected);
  CHECK_FALSE(contains(district.workspace.run({"status"}).out, "refused by Sphero Edu"));
}

TEST_CASE("a change that is refused night after night is tried after 1, 2, 4, 8 and 8 nights", "[end_to_end][slow]") {
  const District district;
  REQUIRE(district.workspace.night("2026-08-10").exit == 0);
  district.sandbox.control("/event", R"({"event":"section-renamed","name":"Robots 2"})");
  district.misbehave("operation-refused", 0);
  std::vector<int> tried_on;
  for (int day = 0; day <= 24; ++day) {
    using namespace clever_sync;
    const std::string date = format_date(*parse_date("2026-08-11") + std::chrono::days{day});
    if (day == 22) continue;  // 2026-09-02: the district's own events
    const long before = district.operations();
    const Outcome night = district.workspace.run({"--as-of", date, "nightly"});
    INFO(date << ": " << night.err);
    if (district.operations() > before) tried_on.push_back(day);
    CHECK(night.exit == (district.operations() > before ? 6 : 0));
    CHECK(contains(district.workspace.run({"status"}).out, "1 change refused by Sphero Edu"));
  }
  CHECK(tried_on == std::vector{0, 1, 3, 7, 15, 23});
}

TEST_CASE("an operation that Sphero Edu has no time for is sent again in the same run", "[end_to_end]") {
  const std::string expected = undisturbed();
  const District district;
  district.misbehave("operation-busy", 1);
  const Outcome night = district.workspace.night("2026-08-10");
  INFO(night.err);
  CHECK(night.exit == 0);
  CHECK(district.sandbox.ask("/state?versions=no") == expected);
}

TEST_CASE("a write that Sphero Edu calls done and does not show is an error of its own, and planned again",
          "[end_to_end]") {
  const std::string expected = undisturbed();
  const District district;
  district.misbehave("operation-lost", 1);
  const Outcome night = district.workspace.night("2026-08-10");
  INFO(night.out << night.err);
  CHECK(night.exit == 1);
  CHECK(contains(night.err, "does not show 1 changes that it answered as done"));
  const Outcome next = district.workspace.night("2026-08-11");
  INFO(next.out << next.err);
  CHECK(next.exit == 0);
  CHECK(district.sandbox.ask("/state?versions=no") == expected);
}
