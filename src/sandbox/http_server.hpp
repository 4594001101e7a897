#pragma once
// HttpServer: HTTP/1.1 on 127.0.0.1, and nothing else. The two sides are functions from request to reply, so they can
// be read and tested without a socket; only http_server.cpp knows the server library.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clever_sync {

struct SandboxRequest {
  std::string method;
  std::string path;                                        // without the query
  std::vector<std::pair<std::string, std::string>> query;  // decoded, repeated keys kept in their order
  std::map<std::string, std::string> headers;              // names in lower case
  std::string body;

  /// The first value of that query parameter.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
  /// "" when the header is absent.
  [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;
};

/// What happens to the reply on the wire.
enum class Delivery {
  whole,
  cut_body,  ///< the head announces all of it, then the connection ends half-way
  drop,      ///< the connection ends before the first byte
};

struct SandboxReply {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<const std::string> body;  // shared, so that a cached page of megabytes is never copied
  Delivery delivery = Delivery::whole;
};

/// A reply that owns its body.
SandboxReply make_reply(int status, std::string body);

/// Serves from construction to destruction. `answer` is called from many threads at once.
class HttpServer {
 public:
  using Answer = std::function<SandboxReply(const SandboxRequest&)>;

  /// Port 0 takes a free one. Throws Error{remote} when the port can't be bound.
  HttpServer(int port, Answer answer);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  HttpServer(HttpServer&&) = delete;
  HttpServer& operator=(HttpServer&&) = delete;
  /// Ends every connection.
  ~HttpServer();

  [[nodiscard]] int port() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace clever_sync
