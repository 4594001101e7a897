// What a reviewer does with the page: search, filter, open and close, with a mouse and without one.
#include <algorithm>

#include "catch.hpp"
#include "pages.hpp"
#include "plans.hpp"

namespace clever_sync {
namespace {

using namespace test;

std::string open_small() {
  const std::string address = browser().open(render_html(small_plan(), small_names()));
  wait_for_count("10 of 10 changes shown");
  return address;
}

/// The changes that can be seen, by action and kind, in their order.
std::string shown() {
  return browser().text(
      "return Array.from(document.querySelectorAll('li.change'))"
      ".filter((item) => item.checkVisibility() && item.closest('details').open)"
      ".map((item) => item.closest('details').dataset).map(({ action, kind }) => action + ' ' + kind).join(', ');");
}

std::int64_t open_groups() {
  return browser().number("return document.querySelectorAll('details.group[open]').length;");
}

}  // namespace

TEST_CASE("the page of a small plan opens without a word in the console and asks for nothing", "[browser]") {
  const std::string address = open_small();
  CHECK(browser().text("return document.title;") == "Plan of 2026-11-24");
  check_quiet(address);
}

TEST_CASE("a search shows the changes that match, opens their groups, and says how many", "[browser]") {
  const std::string address = open_small();
  CHECK(open_groups() == 0);
  browser().type("#search", "roosevelt ARCHIVE");
  wait_for_count("3 of 10 changes shown");
  CHECK(shown() == "archive class, archive class, archive student");
  SECTION("emptied again it shows everything, as folded as before") {
    for (int i = 0; i < 17; ++i) browser().press("\uE003");
    wait_for_count("10 of 10 changes shown");
    CHECK(open_groups() == 0);
  }
  SECTION("with one word more it shows less") {
    browser().type("#search", " choir");
    wait_for_count("1 of 10 changes shown");
    CHECK(shown() == "archive class");
  }
  SECTION("for what is nowhere it shows nothing, and says so") {
    browser().type("#search", " xyzzy");
    wait_for_count("0 of 10 changes shown");
    CHECK(shown().empty());
  }
  check_quiet(address);
}

TEST_CASE("actions and kinds can be left out, each by its box", "[browser]") {
  const std::string address = open_small();
  browser().click("#open-all");
  browser().click("input[data-choice=archive]");
  wait_for_count("7 of 10 changes shown");
  CHECK(shown().find("archive") == std::string::npos);
  browser().click("input[data-choice=class]");
  wait_for_count("3 of 10 changes shown");
  CHECK(shown() == "create teacher, relink student, update student");
  browser().click("input[data-choice=archive]");
  browser().click("input[data-choice=class]");
  wait_for_count("10 of 10 changes shown");
  check_quiet(address);
}

TEST_CASE("all groups open and close at once, and one by itself", "[browser]") {
  const std::string address = open_small();
  const std::int64_t groups = browser().number("return document.querySelectorAll('details.group').length;");
  CHECK(groups == 9);
  browser().click("#open-all");
  CHECK(open_groups() == groups);
  const std::string all = shown();
  CHECK(std::count(all.begin(), all.end(), ',') == 9);
  browser().click("#close-all");
  CHECK(open_groups() == 0);
  browser().click("details.group summary");
  CHECK(open_groups() == 1);
  check_quiet(address);
}

TEST_CASE("the page can be worked with keys alone", "[browser]") {
  const std::string address = open_small();
  const auto focused = [](const std::string& selector) {
    return browser().holds("return document.activeElement.matches('" + selector + "');");
  };
  for (int i = 0; i < 30 && !focused("#search"); ++i) browser().press(tab_key);
  REQUIRE(focused("#search"));
  for (const std::string next : {"#open-all", "#close-all", "input[data-choice=create]"}) {
    browser().press(tab_key);
    REQUIRE(focused(next));
  }
  browser().press(space_key);
  wait_for_count("8 of 10 changes shown");
  for (int i = 0; i < 30 && !focused("details.group summary"); ++i) browser().press(tab_key);
  REQUIRE(focused("details.group summary"));
  CHECK(browser().holds("return getComputedStyle(document.activeElement).outlineStyle !== 'none';"));
  browser().press(enter_key);
  CHECK(open_groups() == 1);
  CHECK(browser().holds("return document.activeElement.parentElement.open;"));
  browser().press(space_key);
  CHECK(open_groups() == 0);
  check_quiet(address);
}

TEST_CASE("hostile text stays text in a browser: no element, no script, no request comes of it", "[browser]") {
  const std::string census =
      "return Array.from(document.querySelectorAll('body *')).map((item) => item.tagName).sort().join(' ');";
  browser().open(render_html(hostile_plan("plain"), hostile_names("plain")));
  const std::string plain = browser().text(census);
  for (const std::string& text : hostile_texts()) {
    CAPTURE(text.substr(0, 60));
    const std::string address = browser().open(render_html(hostile_plan(text), hostile_names(text)));
    CHECK(browser().text(census) == plain);
    check_quiet(address);
  }
}

TEST_CASE("what got into the page against all care would not run, nor would a request leave it", "[browser]") {
  Listener outside;
  std::string page = render_html(small_plan(), small_names());
  page.insert(page.find("<main>"),
              "<script>document.title = 'intruder'</script><img src=\"" + outside.address() + "\">");
  browser().open(page);
  wait_for_count("10 of 10 changes shown");
  CHECK(browser().text("return document.title;") == "Plan of 2026-11-24");
  CHECK(browser().console().size() >= 2);  // the policy refused both, and says so
  CHECK(outside.requests() == 0);
  // The same page without its policy: the test would see it.
  page.erase(page.find("<meta http-equiv"), page.find("<meta name=\"viewport\"") - page.find("<meta http-equiv"));
  browser().open(page);
  CHECK(browser().text("return document.title;") == "intruder");
  CHECK(outside.requests() == 1);
}

}  // namespace clever_sync
