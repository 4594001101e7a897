#include "webdriver.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <httplib.h>
#include <openssl/evp.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <thread>

#include "catch.hpp"

extern char** environ;

namespace clever_sync::test {

namespace {

constexpr int skipped = 77;  // SKIP_RETURN_CODE in CMakeLists.txt

bool on_path(std::string_view program) {
  const char* const path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((folder + "/" + std::string(program)).c_str(), X_OK) == 0) return true;
  }
  return false;
}

void skip_without_browser() {
  for (const std::string_view program : {"chromium", "chromedriver"}) {
    if (on_path(program)) continue;
    std::cerr << "skipped: " << program << " is not installed (apt-get install chromium chromium-driver)\n";
    std::exit(skipped);
  }
}

std::string read_whole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// chromedriver was asked to take any free port, and says which.
std::optional<int> announced_port(const std::string& words) {
  constexpr std::string_view before = "started successfully on port ";
  const std::size_t at = words.find(before);
  const std::size_t end = words.find('.', at == std::string::npos ? at : at + before.size());
  if (at == std::string::npos || end == std::string::npos) return std::nullopt;
  return std::stoi(words.substr(at + before.size(), end - at - before.size()));
}

std::string base64_decoded(const std::string& text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  REQUIRE(size >= 0);
  bytes.resize(static_cast<std::size_t>(size));  // with up to two bytes of padding, which PNG readers pass over
  return bytes;
}

Json chromium_options(const std::filesystem::path& profile) {
  return Json::Object{{"args", Json::Array{"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                                           "--no-first-run", "--disable-background-networking",
                                           "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
                                           "--window-size=1200,1000", "--user-data-dir=" + profile.string()}}};
}

/// The text after `"key":"` in a text that holds JSON; the browser's own messages have fractions, which Json refuses.
std::optional<std::string> quoted_after(std::string_view text, std::string_view key) {
  const std::string start = fmt::format("\"{}\":\"", key);
  const std::size_t at = text.find(start);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t end = text.find('"', at + start.size());
  return std::string(text.substr(at + start.size(), end - at - start.size()));
}

}  // namespace

Browser::Browser() {
  skip_without_browser();
  std::string name = (std::filesystem::temp_directory_path() / "clever-sync-browser.XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  folder_ = name;
  start_driver();
  start_session();
}

Browser::~Browser() {
  httplib::Client client("127.0.0.1", port_);
  client.Delete(session_.c_str());  // closes Chromium
  kill(driver_, SIGTERM);
  waitpid(driver_, nullptr, 0);
  std::error_code ignored;  // a folder left in /tmp fails no test
  std::filesystem::remove_all(folder_, ignored);
}

void Browser::start_driver() {
  const std::string out = folder_ / "chromedriver.out";
  std::string program = "chromedriver", any_port = "--port=0";
  const std::array<char*, 3> arguments{program.data(), any_port.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  const int trouble = posix_spawnp(&driver_, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  REQUIRE(trouble == 0);
  std::optional<int> port;
  for (int i = 0; i < 600 && !port; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    port = announced_port(read_whole(out));
  }
  INFO(read_whole(out));
  REQUIRE(port);
  port_ = *port;
}

void Browser::start_session() {
  const Json wanted = Json::Object{{"goog:chromeOptions", chromium_options(folder_ / "profile")},
                                   {"goog:loggingPrefs", Json::Object{{"browser", "ALL"}, {"performance", "ALL"}}}};
  const Json session = send("/session", Json::Object{{"capabilities", Json::Object{{"alwaysMatch", wanted}}}});
  session_ = "/session/" + std::string(session.text("sessionId"));
  // Away from Chromium's own start page, which asks for a hundred things.
  send(session_ + "/url", Json::Object{{"url", "about:blank"}});
}

std::string Browser::open(std::string_view page) {
  const std::filesystem::path file = folder_ / fmt::format("plan-{}.html", ++pages_);
  std::ofstream(file, std::ios::binary) << page;
  static_cast<void>(log("browser"));
  static_cast<void>(log("performance"));
  const std::string address = "file://" + file.string();
  send(session_ + "/url", Json::Object{{"url", address}});
  return address;
}

Json Browser::run(std::string_view function_body) const {
  return send(session_ + "/execute/sync", Json::Object{{"script", function_body}, {"args", Json::Array{}}});
}

std::string Browser::text(std::string_view function_body) const {
  const Json value = run(function_body);
  REQUIRE(value.as_string() != nullptr);
  return *value.as_string();
}

std::int64_t Browser::number(std::string_view function_body) const {
  const Json value = run(function_body);
  REQUIRE(value.as_integer());
  return *value.as_integer();
}

bool Browser::holds(std::string_view function_body) const {
  const Json value = run(function_body);
  REQUIRE(value.as_bool());
  return *value.as_bool();
}

std::string Browser::element(std::string_view selector) const {
  const Json found = send(session_ + "/element", Json::Object{{"using", "css selector"}, {"value", selector}});
  // The one key of an element's reference. Source: W3C WebDriver, section 12.
  return session_ + "/element/" + std::string(found.text("element-6066-11e4-a52e-4f735466cecf"));
}

void Browser::click(std::string_view selector) const {
  send(element(selector) + "/click", Json::Object{});
}

void Browser::type(std::string_view selector, std::string_view words) const {
  send(element(selector) + "/value", Json::Object{{"text", words}});
}

void Browser::press(std::string_view key) const {
  const Json::Array strokes{Json::Object{{"type", "keyDown"}, {"value", key}},
                            Json::Object{{"type", "keyUp"}, {"value", key}}};
  const Json keyboard = Json::Object{{"type", "key"}, {"id", "keyboard"}, {"actions", strokes}};
  send(session_ + "/actions", Json::Object{{"actions", Json::Array{keyboard}}});
}

void Browser::show_as(ColourScheme scheme, Medium medium) const {
  const Json feature =
      Json::Object{{"name", "prefers-color-scheme"}, {"value", scheme == ColourScheme::dark ? "dark" : "light"}};
  devtools("Emulation.setEmulatedMedia",
           Json::Object{{"media", medium == Medium::print ? "print" : "screen"}, {"features", Json::Array{feature}}});
}

void Browser::resize(int width, int height) const {
  send(session_ + "/window/rect", Json::Object{{"width", width}, {"height", height}});
}

void Browser::screenshot(const std::filesystem::path& file) const {
  const Json image = devtools("Page.captureScreenshot", Json::Object{{"format", "png"}});
  std::ofstream(file, std::ios::binary) << base64_decoded(std::string(image.text("data")));
}

std::vector<Json> Browser::log(std::string_view kind) const {
  const Json entries = send(session_ + "/se/log", Json::Object{{"type", kind}});
  REQUIRE(entries.as_array() != nullptr);
  return *entries.as_array();
}

std::vector<std::string> Browser::console() const {
  std::vector<std::string> lines;
  for (const Json& entry : log("browser")) {
    lines.push_back(std::string(entry.text("level")) + " " + std::string(entry.text("message")));
  }
  return lines;
}

std::vector<std::string> Browser::requests() const {
  std::vector<std::string> addresses;
  for (const Json& entry : log("performance")) {
    const std::string_view message = entry.text("message");
    if (message.find("\"Network.requestWillBeSent\"") == std::string_view::npos) continue;
    const std::size_t request = message.find("\"request\":{");
    REQUIRE(request != std::string_view::npos);
    addresses.push_back(quoted_after(message.substr(request), "url").value_or("an address that could not be read"));
  }
  return addresses;
}

Json Browser::send(const std::string& path, const Json& body) const {
  httplib::Client client("127.0.0.1", port_);
  client.set_read_timeout(120);
  const auto answer = client.Post(path.c_str(), canonical_json(body), "application/json");
  INFO("POST " << path);
  REQUIRE(answer);
  INFO(answer->body.substr(0, 2000));
  REQUIRE(answer->status == 200);
  const Json document = parse_own_json(answer->body, "chromedriver's answer");
  const Json* const value = document.find("value");
  return value == nullptr ? Json() : *value;
}

Json Browser::devtools(std::string_view command, const Json& parameters) const {
  return send(session_ + "/goog/cdp/execute", Json::Object{{"cmd", command}, {"params", parameters}});
}

}  // namespace clever_sync::test
