// The answer to why as a page: quiet, legible, its timeline's marks lead to their events, and district text stays text.
#include <filesystem>

#include "audit/diagnosis.hpp"
#include "audit/life.hpp"
#include "audit/status.hpp"
#include "audit/why.hpp"
#include "catch.hpp"
#include "pages.hpp"
#include "review/report.hpp"

namespace clever_sync {
namespace {

using namespace test;

CommitFact commit(std::int64_t position, const char* day) {
  return {.id = std::string(40, static_cast<char>('a' + position)),
          .time = UtcTime{},
          .author = "An Engineer <engineer@example.org>",
          .subject = "snapshot",
          .run = "20260810T020000Z-000" + std::to_string(position),
          .day = parse_date(day),
          .position = position};
}

RecordVersion version(std::int64_t position, const char* day, std::string line) {
  using enum RecordVersion::Where;
  return {.commit = commit(position, day),
          .where = line.empty() ? nowhere : shared,
          .path = line.empty() ? "" : "snapshots/sections/58da8c58155b940248000001.json",
          .line = std::move(line)};
}

ReceiptFact receipt(std::int64_t position, const char* day, Action action) {
  ReceiptFact fact;
  fact.commit = commit(position, day);
  fact.path = "receipts/" + std::string(64, 'd') + ".jsonl";
  fact.line = 1;
  fact.run = fact.commit.run;
  fact.action = action;
  fact.result = "done";
  fact.status = 200;
  return fact;
}

/// A class that was shared, created, renamed, and archived by a rule whose author plays tricks.
History archived_class() {
  History history;
  history.id = *CleverId::parse("58da8c58155b940248000301");
  history.name = "<img src=x onerror=alert(1)>";
  history.sphero_id = "c-1042";
  history.as_of = *parse_date("2027-01-04");
  history.source = {version(0, "2026-08-10", R"({"id":"x","name":"Robotics"})"),
                    version(2, "2026-09-02", R"({"id":"x","name":"Robotics 7"})"), version(4, "2027-01-02", "")};
  history.receipts = {receipt(1, "2026-08-10", Action::create), receipt(3, "2026-09-02", Action::update),
                      receipt(5, "2027-01-04", Action::archive)};
  PlannedFact planned;
  planned.commit = commit(4, "2027-01-04");
  planned.plan = std::string(64, 'd');
  planned.as_of = *parse_date("2027-01-04");
  planned.change.action = Action::archive;
  planned.change.reason.code = ReasonCode::left_clever;
  planned.rule = {.rule = {.file = "rules/lifecycle.yaml", .line = 9, .id = "classes.archive.after_absent_nights"},
                  .text = "    after_absent_nights: 3   # <script>alert(2)</script>",
                  .commit = commit(0, "2026-08-10")};
  history.receipts.back().planned = planned;
  history.standing.live_line = R"({"archived":true,"id":"x"})";
  history.standing.live_archived = true;
  return history;
}

std::filesystem::path picture(const std::string& name) {
  const std::filesystem::path folder = SCREENSHOT_FOLDER;
  std::filesystem::create_directories(folder);
  return folder / (name + ".png");
}

}  // namespace

TEST_CASE("the page of why opens without a word in the console, draws the timeline, and asks for nothing",
          "[browser]") {
  const std::string address = browser().open(html_of(why_page(archived_class())));
  CHECK(browser().number("return document.querySelectorAll('svg circle').length;") == 6);
  CHECK(browser().number("return document.querySelectorAll('svg rect.bar-add').length;") == 2);
  CHECK(
      browser().holds("return Array.from(document.querySelectorAll('svg a'))"
                      ".every((mark) => document.querySelector(mark.getAttribute('href')) !== null);"));
  CHECK(browser().number("return document.querySelectorAll('img, script').length;") == 0);
  CHECK(browser().holds("return document.body.innerText.includes('<script>alert(2)</script>');"));
  check_quiet(address);
}

TEST_CASE("the page of why fits a telephone, and pictures of it are taken in light and dark", "[browser]") {
  const std::string address = browser().open(html_of(why_page(archived_class())));
  for (const int width : {400, 1200}) {
    browser().resize(width, 900);
    INFO(width);
    CHECK(browser().holds("return document.documentElement.scrollWidth <= window.innerWidth;"));
  }
  for (const auto& [scheme, name] :
       {std::pair(ColourScheme::light, "why-light"), std::pair(ColourScheme::dark, "why-dark")}) {
    browser().show_as(scheme, Medium::screen);
    browser().screenshot(picture(name));
    CHECK(std::filesystem::file_size(picture(name)) > 10'000);
  }
  browser().show_as(ColourScheme::light, Medium::screen);
  check_quiet(address);
}

TEST_CASE("the pages of history, status and diagnose open as quietly", "[browser]") {
  DiagnosisFacts facts;
  facts.status.as_of = *parse_date("2027-01-04");
  facts.status.waits = {{.owner = Owner::us, .what = "removals", .words = "the removals wait: <b>approve</b>"}};
  for (const Page& page :
       {life_page(archived_class()), status_page(facts.status), diagnosis_page(diagnose(Complaint::no_data, facts))}) {
    const std::string address = browser().open(html_of(page));
    CHECK(browser().number("return document.querySelectorAll('h1').length;") == 1);
    CHECK(browser().number("return document.querySelectorAll('b').length;") == 0);
    check_quiet(address);
  }
}

TEST_CASE("the page of a report folds, fits a telephone and asks for nothing", "[browser]") {
  Report report;
  report.line(0, "Plan b, since plan a:");
  report.marked(2, '!', "classes archived: 3 of 4");
  report.line(0, "New:");
  report.marked(2, '+', "Lincoln Middle: 1 class created");
  report.marked(4, '+', "class \"<b>Art</b>\" " + std::string(300, 'x'));
  const std::string address = browser().open(html_of(report));
  CHECK(browser().text("return document.querySelector('h1').textContent;") == "Plan b, since plan a:");
  CHECK(browser().number("return document.querySelectorAll('details[open]').length;") == 1);
  CHECK(browser().number("return document.querySelectorAll('li li').length;") == 1);
  CHECK(browser().number("return document.querySelectorAll('b, script, img').length;") == 0);
  browser().resize(400, 900);
  CHECK(browser().holds("return document.documentElement.scrollWidth <= window.innerWidth;"));
  browser().screenshot(picture("report"));
  browser().resize(1200, 900);
  check_quiet(address);
}

}  // namespace clever_sync
