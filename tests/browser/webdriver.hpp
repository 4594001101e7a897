#pragma once
// Browser: headless Chromium, driven through chromedriver as a person would drive it: keys, clicks, and looking at what
// is on the page. Source of the protocol: W3C WebDriver; the endpoints under `goog/` and `se/` are chromedriver's own.

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace clever_sync::test {

/// As WebDriver spells the keys that write nothing. Source: W3C WebDriver, section 17.4.2.
inline constexpr std::string_view tab_key = "\uE004";
inline constexpr std::string_view enter_key = "\uE007";
inline constexpr std::string_view space_key = " ";

enum class ColourScheme { light, dark };
enum class Medium { screen, print };

class Browser {
 public:
  /// Starts chromedriver and a Chromium with an empty profile. Where one of the two is not installed the whole program
  /// ends here with a message and exit code 77, which ctest reports as skipped.
  Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;
  ~Browser();

  /// Writes the page into a folder of the browser's own and opens it from there, once it has loaded. What was logged
  /// before is forgotten. Gives the page's address.
  std::string open(std::string_view page);

  /// Runs the body of a JavaScript function in the page and gives what it returns. The protocol's own numbers are
  /// integers here: round.
  Json run(std::string_view function_body) const;
  /// As run, for a function that returns text, a whole number, or true and false.
  [[nodiscard]] std::string text(std::string_view function_body) const;
  [[nodiscard]] std::int64_t number(std::string_view function_body) const;
  [[nodiscard]] bool holds(std::string_view function_body) const;

  /// Clicks in the middle of the first element that the CSS selector finds, scrolled into view; whatever covers it
  /// fails the test.
  void click(std::string_view selector) const;
  /// Types into it, after what is there.
  void type(std::string_view selector, std::string_view words) const;
  /// Presses and releases one key, wherever the focus is.
  void press(std::string_view key) const;

  void show_as(ColourScheme scheme, Medium medium) const;
  void resize(int width, int height) const;
  /// What a person sees now, as a PNG file.
  void screenshot(const std::filesystem::path& file) const;

  /// What the console says since the page was opened: errors of scripts, refusals of the content security policy.
  [[nodiscard]] std::vector<std::string> console() const;
  /// Every address that was asked for since the page was opened, the page's own included.
  [[nodiscard]] std::vector<std::string> requests() const;

 private:
  void start_driver();
  void start_session();
  [[nodiscard]] std::vector<Json> log(std::string_view kind) const;
  [[nodiscard]] std::string element(std::string_view selector) const;
  Json send(const std::string& path, const Json& body) const;
  Json devtools(std::string_view command, const Json& parameters) const;

  std::filesystem::path folder_;
  pid_t driver_ = 0;
  int port_ = 0;
  int pages_ = 0;
  std::string session_;  // path of the session, "/session/…"
};

}  // namespace clever_sync::test
