#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "http/local_server.hpp"

namespace clever_sync::test {

namespace {

enum class Readable { yes, no };

/// Waits until there is something to read, looking at `stopping` now and then.
Readable wait_readable(int socket, const std::atomic<bool>& stopping) {
  while (!stopping) {
    pollfd poll_for{.fd = socket, .events = POLLIN, .revents = 0};
    if (poll(&poll_for, 1, 10) > 0) return Readable::yes;
  }
  return Readable::no;
}

/// One whole request (by its Content-Length), or "" when the other side hung up first.
std::string read_request(int socket, const std::atomic<bool>& stopping) {
  std::string bytes;
  for (;;) {
    const std::size_t head = bytes.find("\r\n\r\n");
    if (head != std::string::npos) {
      constexpr std::string_view length_field = "Content-Length: ";  // as curl writes it
      const std::size_t field = bytes.find(length_field);
      const std::size_t body = field < head ? std::stoul(bytes.substr(field + length_field.size())) : 0;
      if (bytes.size() >= head + 4 + body) return bytes;
    }
    if (wait_readable(socket, stopping) == Readable::no) return {};
    char buffer[4096];
    const ssize_t count = recv(socket, buffer, sizeof buffer, 0);
    if (count <= 0) return {};
    bytes.append(buffer, static_cast<std::size_t>(count));
  }
}

}  // namespace

RawServer::RawServer(std::vector<std::string> answers) : answers_(std::move(answers)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 16) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no loopback port for a test server");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

RawServer::~RawServer() {
  stopping_ = true;
  thread_.join();
  close(listener_);
}

void RawServer::serve() {
  std::vector<std::jthread> connections;
  while (wait_readable(listener_, stopping_) == Readable::yes) {
    const int connection = accept(listener_, nullptr, nullptr);
    connections.emplace_back([this, connection] {
      serve_connection(connection);
      close(connection);
    });
  }
}

void RawServer::serve_connection(int connection) {
  while (!read_request(connection, stopping_).empty()) {
    std::optional<std::string> answer = next_answer();
    if (!answer) {
      while (!stopping_) std::this_thread::sleep_for(std::chrono::milliseconds(5));
      return;
    }
    const bool last = !answer->empty() && answer->back() == hang_up;
    if (last) answer->pop_back();
    send(connection, answer->data(), answer->size(), MSG_NOSIGNAL);
    if (last) return;
  }
}

std::optional<std::string> RawServer::next_answer() {
  const auto number = static_cast<std::size_t>(requests_++);
  if (number >= answers_.size()) return std::nullopt;
  return answers_[number];
}

}  // namespace clever_sync::test
