// How the page looks: legible in light and dark, and pictures of it for a person to judge.
#include <algorithm>

#include "catch.hpp"
#include "pages.hpp"
#include "plans.hpp"

namespace clever_sync {
namespace {

using namespace test;

/// Every text on the page whose contrast with what lies behind it is under 4.5 to 1, one line each.
/// Source of the formula and of the limit: WCAG 2.2, "relative luminance" and success criterion 1.4.3.
constexpr std::string_view faint_texts = R"js(
const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
const luminance = ([r, g, b]) => {
  const [x, y, z] = [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const mixed = (top, under, share) => top.map((v, i) => v * share + under[i] * (1 - share));
const background = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const [r, g, b, alpha = 1] = parse(getComputedStyle(at).backgroundColor);
    if (alpha === 1) return [r, g, b];
    if (alpha !== 0) throw new Error('a background that is half there: ' + at.tagName);
  }
  throw new Error('no background');
};
const opacity = (element) => {
  let share = 1;
  for (let at = element; at; at = at.parentElement) share *= Number(getComputedStyle(at).opacity);
  return share;
};
const faint = [];
for (const element of document.querySelectorAll('body *')) {
  const own = Array.from(element.childNodes).some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  if ((!own && element.tagName !== 'INPUT') || !element.checkVisibility()) continue;
  const behind = background(element);
  for (const pseudo of element.placeholder ? [null, '::placeholder'] : [null]) {
    const [r, g, b, alpha = 1] = parse(getComputedStyle(element, pseudo).color);
    const front = mixed([r, g, b], behind, alpha * opacity(element));
    const [high, low] = [luminance(front), luminance(behind)].sort((x, y) => y - x);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) faint.push(ratio.toFixed(2) + ' ' + element.tagName + '.' + element.className + (pseudo || ''));
  }
}
return Array.from(new Set(faint)).join('\n');
)js";

std::filesystem::path picture(const std::string& name) {
  const std::filesystem::path folder = SCREENSHOT_FOLDER;
  std::filesystem::create_directories(folder);
  return folder / (name + ".png");
}

void check_picture(const std::string& name) {
  browser().screenshot(picture(name));
  CHECK(std::filesystem::file_size(picture(name)) > 10'000);
}

std::string background_of_the_page() {
  return browser().text("return getComputedStyle(document.body).backgroundColor;");
}

}  // namespace

TEST_CASE("the page follows the reader's colours, and every text on it can be read in both", "[browser]") {
  const ColourScheme scheme = GENERATE(ColourScheme::light, ColourScheme::dark);
  const std::string word = scheme == ColourScheme::light ? "light" : "dark";
  const std::string address = browser().open(render_html(small_plan(), small_names()));
  browser().show_as(scheme, Medium::screen);
  browser().resize(1200, 2300);
  CHECK(background_of_the_page() == (scheme == ColourScheme::light ? "rgb(255, 255, 255)" : "rgb(13, 17, 23)"));
  check_picture("small-folded-" + word);
  browser().run("document.querySelectorAll('details').forEach((item) => { item.open = true; });");
  CHECK(browser().text(faint_texts) == "");
  check_picture("small-open-" + word);
  check_quiet(address);
}

TEST_CASE("on paper there are no controls, and what was opened is there", "[browser]") {
  browser().resize(1200, 2300);
  browser().open(render_html(small_plan(), small_names()));
  browser().click("#open-all");
  browser().show_as(ColourScheme::light, Medium::print);
  CHECK(browser().holds("return !document.querySelector('.controls').checkVisibility();"));
  CHECK(browser().number("return Array.from(document.querySelectorAll('li.change'))"
                         ".filter((row) => row.getBoundingClientRect().height > 0).length;") == 10);
  check_picture("small-print");
  browser().show_as(ColourScheme::light, Medium::screen);
}

TEST_CASE("on a telephone nothing of the page lies beyond its right edge", "[browser]") {
  browser().show_as(ColourScheme::light, Medium::screen);
  browser().resize(500, 1200);  // the narrowest window that Chromium makes
  browser().open(render_html(small_plan(), small_names()));
  browser().click("#open-all");
  CHECK(browser().holds("return document.documentElement.scrollWidth <= document.documentElement.clientWidth;"));
  browser().run("window.scrollTo(0, 0);");
  check_picture("small-narrow");
  browser().open(render_html(hostile_plan(std::string(10'000, 'x')), hostile_names(std::string(10'000, 'x'))));
  browser().click("#open-all");
  CHECK(browser().holds("return document.documentElement.scrollWidth <= document.documentElement.clientWidth;"));
  browser().resize(1200, 1000);
}

}  // namespace clever_sync
