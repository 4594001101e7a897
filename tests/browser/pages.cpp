#include "pages.hpp"

#include <httplib.h>

#include <chrono>

#include "catch.hpp"

namespace clever_sync::test {

Browser& browser() {
  static Browser only;
  return only;
}

std::string count_words() {
  return browser().text("return document.getElementById('count').textContent;");
}

void wait_for_count(const std::string& words) {
  for (int i = 0; i < 500 && count_words() != words; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  REQUIRE(count_words() == words);
}

void check_quiet(const std::string& address) {
  CHECK(browser().console().empty());
  CHECK(browser().requests() == std::vector<std::string>{address});
}

Listener::Listener() : server_(std::make_unique<httplib::Server>()) {
  server_->Get(".*", [this](const httplib::Request&, httplib::Response& answer) {
    ++requests_;
    answer.status = 404;
  });
  port_ = server_->bind_to_any_port("127.0.0.1");
  REQUIRE(port_ > 0);
  thread_ = std::thread([this] { server_->listen_after_bind(); });
}

Listener::~Listener() {
  server_->stop();
  thread_.join();
}

std::string Listener::address() const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/image.png";
}

}  // namespace clever_sync::test
