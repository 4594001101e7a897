#include "sandbox/http_server.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "base/error.hpp"

namespace clever_sync {
namespace {

// One thread per open connection: more than any client of the sandbox opens.
constexpr std::size_t connection_threads = 64;
constexpr std::size_t largest_body = std::size_t{64} << 20;

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

int port_of(int descriptor, int (*ask)(int, sockaddr*, socklen_t*)) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (ask(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0 || address.sin_family != AF_INET) return -1;
  return ntohs(address.sin_port);
}

// The library offers no way to end a connection without an answer, so its socket is found by its ports.
// `peer_port` 0 means every connection of the server.
void end_connections(int own_port, int peer_port) {
  const long most = std::min(sysconf(_SC_OPEN_MAX), 65536L);
  for (int descriptor = 3; descriptor < most; ++descriptor) {
    if (port_of(descriptor, &getsockname) != own_port) continue;
    const int peer = port_of(descriptor, &getpeername);
    if (peer < 0 || (peer_port != 0 && peer != peer_port)) continue;
    shutdown(descriptor, SHUT_RDWR);
  }
}

SandboxRequest read_request(const httplib::Request& from) {
  SandboxRequest request{.method = from.method, .path = from.path, .query = {}, .headers = {}, .body = from.body};
  for (const auto& [name, value] : from.params) request.query.emplace_back(name, value);
  for (const auto& [name, value] : from.headers) request.headers.emplace(lower_case(name), value);
  return request;
}

// A content provider instead of a copied body; it also keeps the library from compressing by itself.
void write_reply(const SandboxReply& reply, httplib::Response& to) {
  to.status = reply.status;
  for (const auto& [name, value] : reply.headers) to.set_header(name, value);
  if (!reply.body || reply.body->empty()) return;
  const auto body = reply.body;
  const std::size_t keep = reply.delivery == Delivery::cut_body ? body->size() / 2 : body->size();
  to.set_content_provider(body->size(), reply.content_type,
                          [body, keep](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                            if (offset >= keep) return false;
                            return sink.write(body->data() + offset, std::min(length, keep - offset));
                          });
}

}  // namespace

std::optional<std::string_view> SandboxRequest::parameter(std::string_view name) const {
  const auto at = std::ranges::find(query, name, [](const auto& pair) { return std::string_view(pair.first); });
  if (at == query.end()) return std::nullopt;
  return at->second;
}

std::string_view SandboxRequest::header(std::string_view lower_case_name) const {
  const auto at = headers.find(std::string(lower_case_name));
  return at == headers.end() ? std::string_view{} : std::string_view(at->second);
}

SandboxReply make_reply(int status, std::string body) {
  SandboxReply reply;
  reply.status = status;
  reply.body = std::make_shared<const std::string>(std::move(body));
  return reply;
}

struct HttpServer::Inside {
  httplib::Server server;
  int port = 0;
  std::jthread listener;
};

HttpServer::HttpServer(int port, Answer answer) : inside_(std::make_unique<Inside>()) {
  httplib::Server& server = inside_->server;
  server.new_task_queue = [] { return new httplib::ThreadPool(connection_threads); };
  server.set_keep_alive_max_count(1'000'000'000);
  server.set_keep_alive_timeout(60);
  server.set_tcp_nodelay(true);
  server.set_payload_max_length(largest_body);
  // The library's default lets two processes share a port (SO_REUSEPORT), and each would get half of the requests.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });

  const auto handle = [inside = inside_.get(), answer = std::move(answer)](const httplib::Request& from,
                                                                           httplib::Response& to) {
    const SandboxReply reply = answer(read_request(from));
    if (reply.delivery == Delivery::drop) {
      end_connections(inside->port, from.remote_port);
      return;
    }
    write_reply(reply, to);
  };
  const std::string anything = ".*";
  server.Get(anything, handle).Post(anything, handle).Put(anything, handle);
  server.Patch(anything, handle).Delete(anything, handle).Options(anything, handle);

  if (port == 0) {
    inside_->port = server.bind_to_any_port("127.0.0.1");
  } else {
    inside_->port = server.bind_to_port("127.0.0.1", port) ? port : -1;
  }
  if (inside_->port <= 0) {
    throw Error(
        ErrorKind::remote,
        fmt::format("127.0.0.1:{} can't be bound; another program may hold it, try port 0 for a free one", port));
  }
  inside_->listener = std::jthread([inside = inside_.get()] { inside->server.listen_after_bind(); });
  while (!server.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

HttpServer::~HttpServer() {
  inside_->server.stop();
  end_connections(inside_->port, 0);
}

int HttpServer::port() const {
  return inside_->port;
}

}  // namespace clever_sync
