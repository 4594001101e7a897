#pragma once
// The one browser of the test program, and what its tests ask of every page.

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "webdriver.hpp"

namespace httplib {
class Server;
}

namespace clever_sync::test {

/// Started by the first test that asks.
Browser& browser();

/// What the page says beside the search: `10 of 10 changes shown`.
std::string count_words();
/// Waits until the page says it; fails the test after ten seconds.
void wait_for_count(const std::string& words);
/// The page is quiet: nothing in the console, and no request but the one for the page itself.
void check_quiet(const std::string& address);

/// Somebody outside, who counts what reaches them.
class Listener {
 public:
  Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();
  /// Of an image that is not there.
  [[nodiscard]] std::string address() const;
  [[nodiscard]] int requests() const { return requests_; }

 private:
  std::unique_ptr<httplib::Server> server_;
  std::atomic<int> requests_ = 0;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace clever_sync::test
