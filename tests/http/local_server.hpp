#pragma once
// Real servers on a free loopback port: a well-behaved one (cpp-httplib), and one that sends whatever bytes a test
// wants and hangs up.

#include <httplib.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace clever_sync::test {

/// Serves until it goes out of scope. Handlers are added to `http` before start().
template <class Server = httplib::Server>
class LocalServer {
 public:
  template <class... Arguments>
  explicit LocalServer(Arguments&&... arguments) : http(std::forward<Arguments>(arguments)...) {}
  LocalServer(const LocalServer&) = delete;
  LocalServer& operator=(const LocalServer&) = delete;
  ~LocalServer() {
    http.stop();
    if (thread_.joinable()) thread_.join();
  }

  void start() {
    port_ = http.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { http.listen_after_bind(); });
    while (!http.is_running()) std::this_thread::yield();
  }
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url(const std::string& path = {}) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }

  Server http;

 private:
  int port_ = 0;
  std::thread thread_;
};

/// Sends the next of `answers` for each request, on whichever connection it comes; one that ends with `hang_up` closes
/// its connection. After the last answer nothing is ever sent.
class RawServer {
 public:
  static constexpr char hang_up = '\x04';
  explicit RawServer(std::vector<std::string> answers);
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;
  ~RawServer();
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] int requests() const { return requests_; }

 private:
  void serve();
  void serve_connection(int connection);
  std::optional<std::string> next_answer();
  std::vector<std::string> answers_;
  std::atomic<int> requests_{0};
  std::atomic<bool> stopping_{false};
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace clever_sync::test
