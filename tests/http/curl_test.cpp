// Real HTTP on loopback.
#include <cstdlib>
#include <future>
#include <set>

#include "base/error.hpp"
#include "catch.hpp"
#include "http/curl_transport.hpp"
#include "http/fakes.hpp"
#include "http/local_server.hpp"
#include "http/retrying_transport.hpp"

using namespace clever_sync;
using namespace clever_sync::test;
using namespace std::chrono_literals;
using Sent = NoAnswer::Sent;
using Why = NoAnswer::Why;

namespace {

Request get(const std::string& url, std::map<std::string, std::string> headers = {}) {
  return {.method = Method::get, .url = url, .headers = std::move(headers), .body = ""};
}

Response response_of(const HttpOutcome& outcome) {
  if (const auto* none = std::get_if<NoAnswer>(&outcome)) FAIL("no answer: " << none->what);
  return std::get<Response>(outcome);
}

NoAnswer no_answer_of(const HttpOutcome& outcome) {
  REQUIRE(std::holds_alternative<NoAnswer>(outcome));
  const NoAnswer& none = std::get<NoAnswer>(outcome);
  CHECK_FALSE(none.what.empty());
  return none;
}

ErrorKind refusal_of(CurlTransport& transport, const Request& request) {
  try {
    (void)transport.send(request, {});
  } catch (const Error& error) {
    CHECK(std::string_view(error.what()).find("secret") == std::string_view::npos);
    return error.kind();
  }
  FAIL("the request was not refused");
  return ErrorKind::bug;
}

/// Sets a variable of the environment while it lives.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) { setenv(name, value.c_str(), 1); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { unsetenv(name_); }

 private:
  const char* name_;
};

}  // namespace

TEST_CASE("a request arrives as it was made, and its answer comes back", "[http]") {
  LocalServer server;
  server.http.Post("/v1/batch", [](const httplib::Request& request, httplib::Response& response) {
    response.status = 422;
    response.set_header("X-RateLimit-Remaining", "7");
    response.set_content(request.get_header_value("Authorization") + "|" + request.get_header_value("Idempotency-Key") +
                             "|" + request.get_header_value("User-Agent") + "|" +
                             request.get_header_value("Content-Type") + "|" + request.get_param_value("q") + "|" +
                             request.body + (request.has_header("Expect") ? "|Expect" : ""),
                         "text/plain");
  });
  server.start();
  CurlTransport transport({.user_agent = "clever-sync/0.1"});
  const std::string body(2'000'000, 'b');
  const HttpOutcome outcome = transport.send(
      {.method = Method::post,
       .url = server.url("/v1/batch?q=a%20b"),
       .headers = {{"authorization", "Bearer t"}, {"content-type", "application/json"}, {"idempotency-key", "run-1"}},
       .body = body},
      {});
  const Response response = response_of(outcome);
  CHECK(response.status == 422);
  CHECK(response.header("x-ratelimit-remaining") == "7");
  CHECK(response.header("content-type") == "text/plain");
  CHECK(response.header("no-such-header").empty());
  CHECK(response.body == "Bearer t|run-1|clever-sync/0.1|application/json|a b|" + body);
}

TEST_CASE("a compressed answer is asked for and unpacked", "[http]") {
  LocalServer server;
  const std::string page(100'000, 'x');
  server.http.Get("/", [&](const httplib::Request& request, httplib::Response& response) {
    CHECK(request.get_header_value("Accept-Encoding").find("gzip") != std::string::npos);
    response.set_content(page, "application/json");  // cpp-httplib packs it
  });
  server.start();
  CurlTransport transport({});
  const Response response = response_of(transport.send(get(server.url("/")), {}));
  CHECK(response.header("content-encoding") == "gzip");
  CHECK(response.body == page);
}

TEST_CASE("an answer that is too large is given up, even when it is small on the wire", "[http]") {
  LocalServer server;
  server.http.Get("/packed", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(std::string(1'000'000, ' '), "application/json");
  });
  server.http.Get("/plain", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(std::string(1'000'000, ' '), "image/x-plain");
  });
  server.http.Get("/fits", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(std::string(10'000, ' '), "application/json");
  });
  server.start();
  CurlTransport transport({.max_body_bytes = 10'000});
  CHECK(no_answer_of(transport.send(get(server.url("/packed")), {})).why == Why::too_large);
  CHECK(no_answer_of(transport.send(get(server.url("/plain")), {})).why == Why::too_large);
  CHECK(response_of(transport.send(get(server.url("/fits")), {})).body.size() == 10'000);
}

TEST_CASE("endless header fields are given up", "[http]") {
  std::string head = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 200; ++i) head += "X-Field: " + std::string(10'000, 'h') + "\r\n";
  RawServer server({head + "\r\n" + RawServer::hang_up});
  CurlTransport transport({});
  CHECK(no_answer_of(transport.send(get("http://" + server.authority()), {})).why == Why::too_large);
}

TEST_CASE("a redirect is an answer and is not followed", "[http]") {
  LocalServer server;
  std::atomic<int> followed = 0;
  server.http.Get(
      "/from", [&](const httplib::Request&, httplib::Response& response) { response.set_redirect(server.url("/to")); });
  server.http.Get("/to", [&](const httplib::Request&, httplib::Response&) { ++followed; });
  server.start();
  CurlTransport transport({});
  const Response response = response_of(transport.send(get(server.url("/from"), {{"authorization", "Bearer t"}}), {}));
  CHECK(response.status == 302);
  CHECK(response.header("location") == server.url("/to"));
  CHECK(followed == 0);
}

TEST_CASE("over real HTTP a busy server is waited for as it asks", "[http]") {
  LocalServer server;
  int asked = 0;
  server.http.Get("/", [&](const httplib::Request&, httplib::Response& response) {
    ++asked;
    response.status = asked == 1 ? 429 : asked == 2 ? 503 : 200;
    if (asked == 1) response.set_header("X-RateLimit-Reset", "1800000010");  // FakeClock starts at 1,800,000,000
    if (asked == 1) response.set_header("X-RateLimit-Remaining", "0");
    if (asked == 2) response.set_header("Retry-After", "7");
    if (asked == 3) response.set_content("{}", "application/json");
  });
  server.start();
  CurlTransport curl({});
  FakeClock clock;
  ThrottledTransport throttled(curl, clock, {});
  RetryingTransport transport(throttled, clock, {});
  const Response response = response_of(transport.send(get(server.url("/")), {}));
  CHECK(response.status == 200);
  CHECK(response.body == "{}");
  CHECK(clock.slept() >= 17s);
  CHECK(clock.slept() <= 19s);
}

TEST_CASE("an answer that breaks off is no answer", "[http]") {
  const std::string half =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"data\": [";
  const std::string chunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n{\"data\": [\r\n";
  const std::string bad_gzip = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip";
  const std::string noise = "!\r\n\r\n";
  for (const std::string& bytes : {half, chunk, bad_gzip, noise, std::string{}}) {
    INFO(bytes);
    RawServer server({bytes + RawServer::hang_up});
    CurlTransport transport({});
    const NoAnswer none = no_answer_of(transport.send(get("http://" + server.authority()), {}));
    CHECK(none.why == Why::cut_off);
    CHECK(none.sent == Sent::maybe_sent);
  }
}

TEST_CASE("a compressed answer that is damaged, or goes on behind its end, says so", "[http]") {
  const std::string packed("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00",
                           22);  // {}
  std::string other_sum = packed;
  other_sum[packed.size() - 8] ^= 1;
  for (const std::string& body : {packed + "garbage", other_sum, std::string("not gzip")}) {
    const std::string head =
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + std::to_string(body.size());
    RawServer server({head + "\r\n\r\n" + body});
    CurlTransport transport({});
    const NoAnswer none = no_answer_of(transport.send(get("http://" + server.authority()), {}));
    CHECK(none.why == Why::cut_off);
    CHECK(none.what == "the compressed answer is damaged");
  }
}

TEST_CASE("what could not connect was not sent", "[http]") {
  int closed_port = 0;
  {
    RawServer server({});
    closed_port = server.port();
  }
  CurlTransport transport({});
  const NoAnswer none = no_answer_of(transport.send(get("http://127.0.0.1:" + std::to_string(closed_port)), {}));
  CHECK(none.why == Why::unreachable);
  CHECK(none.sent == Sent::not_sent);
}

TEST_CASE("a host that does not exist was not asked", "[http]") {
  CurlTransport transport({});
  const NoAnswer none = no_answer_of(transport.send(get("https://no-such-host.invalid/"), {}));
  CHECK(none.why == Why::unreachable);
  CHECK(none.sent == Sent::not_sent);
}

TEST_CASE("a server that falls silent, or trickles for ever, is given up", "[http]") {
  RawServer silent({});
  LocalServer trickling;
  trickling.http.Get("/", [](const httplib::Request&, httplib::Response& response) {
    response.set_chunked_content_provider("text/plain", [](std::size_t, httplib::DataSink& sink) {
      std::this_thread::sleep_for(20ms);
      return sink.write("x", 1);
    });
  });
  trickling.start();
  CurlTransport stalls({.stall_timeout = 1s});
  CurlTransport trickles({.total_timeout = 1s});
  auto from_silent =
      std::async(std::launch::async, [&] { return stalls.send(get("http://" + silent.authority()), {}); });
  auto from_trickling = std::async(std::launch::async, [&] { return trickles.send(get(trickling.url("/")), {}); });
  for (const HttpOutcome& outcome : {from_silent.get(), from_trickling.get()}) {
    const NoAnswer none = no_answer_of(outcome);
    CHECK(none.why == Why::timed_out);
    CHECK(none.sent == Sent::maybe_sent);
  }
}

TEST_CASE("a handshake that never comes was not sent", "[http]") {
  RawServer server({});
  CurlTransport transport({.connect_timeout = 50ms});
  const NoAnswer none = no_answer_of(transport.send(get("https://" + server.authority()), {}));
  CHECK(none.why == Why::timed_out);
  CHECK(none.sent == Sent::not_sent);
}

TEST_CASE("an interrupt ends a request that waits for its answer, at once", "[http]") {
  RawServer server({});
  CurlTransport transport({});
  std::stop_source stop;
  auto outcome = std::async(std::launch::async,
                            [&] { return transport.send(get("http://" + server.authority()), stop.get_token()); });
  while (server.requests() == 0) std::this_thread::yield();
  const auto start = std::chrono::steady_clock::now();
  stop.request_stop();
  const NoAnswer none = no_answer_of(outcome.get());
  CHECK(none.why == Why::interrupted);
  CHECK(none.sent == Sent::maybe_sent);
  CHECK(std::chrono::steady_clock::now() - start < 500ms);
}

TEST_CASE("a POST that has begun is finished in spite of an interrupt", "[http]") {
  LocalServer server;
  std::atomic<bool> arrived = false;
  std::stop_source stop;
  server.http.Post("/", [&](const httplib::Request&, httplib::Response& response) {
    arrived = true;
    while (!stop.stop_requested()) std::this_thread::yield();
    std::this_thread::sleep_for(50ms);
    response.set_content("done", "text/plain");
  });
  server.start();
  CurlTransport transport({});
  Request post = get(server.url("/"));
  post.method = Method::post;
  auto outcome = std::async(std::launch::async, [&] { return transport.send(post, stop.get_token()); });
  while (!arrived) std::this_thread::yield();
  stop.request_stop();
  CHECK(response_of(outcome.get()).body == "done");
}

TEST_CASE("after an interrupt nothing more is sent", "[http]") {
  RawServer server({});
  CurlTransport transport({});
  std::stop_source stop;
  stop.request_stop();
  const NoAnswer none = no_answer_of(transport.send(get("http://" + server.authority()), stop.get_token()));
  CHECK(none.why == Why::interrupted);
  CHECK(none.sent == Sent::not_sent);
  CHECK(server.requests() == 0);
}

TEST_CASE("one connection serves requests that follow each other", "[http]") {
  LocalServer server;
  std::set<int> ports;
  server.http.Get("/", [&](const httplib::Request& request, httplib::Response&) { ports.insert(request.remote_port); });
  server.http.set_keep_alive_max_count(100);
  server.start();
  CurlTransport transport({});
  for (int i = 0; i < 5; ++i) CHECK(response_of(transport.send(get(server.url("/")), {})).status == 200);
  CHECK(ports.size() == 1);
}

TEST_CASE("a transport is used by several threads at once", "[http]") {
  LocalServer server;
  server.http.Get(R"(/(\d+))", [](const httplib::Request& request, httplib::Response& response) {
    response.set_content(std::string(5'000, 'x') + request.matches[1].str(), "application/json");
  });
  server.start();
  CurlTransport transport({});
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 6; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 20; ++i) {
          const std::string number = std::to_string(t * 100 + i);
          const HttpOutcome outcome = transport.send(get(server.url("/" + number)), {});
          const auto* response = std::get_if<Response>(&outcome);
          if (response != nullptr && response->body == std::string(5'000, 'x') + number) ++right;
        }
      });
    }
  }
  CHECK(right == 120);
}

TEST_CASE("a POST is not sent a second time when a kept connection died", "[http]") {
  const std::string kept = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  RawServer server({kept, std::string(1, RawServer::hang_up), kept});
  CurlTransport transport({});
  const std::string url = "http://" + server.authority();
  CHECK(response_of(transport.send(get(url), {})).body == "ok");
  const NoAnswer none =
      no_answer_of(transport.send({.method = Method::post, .url = url, .headers = {}, .body = "x"}, {}));
  CHECK(none.sent == Sent::maybe_sent);
  CHECK(server.requests() == 2);
}

TEST_CASE("plain http is refused anywhere but on loopback", "[http]") {
  CurlTransport transport({});
  CHECK(refusal_of(transport, get("http://api.example.org/?token=secret")) == ErrorKind::usage);
  CHECK(refusal_of(transport, get("http://127.0.0.1.example.org/secret")) == ErrorKind::usage);
  CHECK(refusal_of(transport, get("https://user:secret@api.example.org/")) == ErrorKind::usage);
  CHECK(refusal_of(transport, get("file:///etc/secret")) == ErrorKind::usage);
  CHECK(refusal_of(transport, get("api.example.org/secret")) == ErrorKind::usage);
  CHECK(refusal_of(transport, get("")) == ErrorKind::usage);
}

TEST_CASE("a header with a line break is refused without showing it", "[http]") {
  CurlTransport transport({});
  CHECK(refusal_of(transport, get("http://127.0.0.1:1/", {{"authorization", "Bearer secret\n"}})) ==
        ErrorKind::configuration);
  CHECK(refusal_of(transport, get("http://127.0.0.1:1/", {{"authorization", "Bearer secret\r\nx: y"}})) ==
        ErrorKind::configuration);
}

TEST_CASE("loopback is asked without a proxy", "[http]") {
  RawServer proxy({});
  const Environment http_proxy("http_proxy", "http://" + proxy.authority());
  LocalServer server;
  server.http.Get("/", [](const httplib::Request&, httplib::Response&) {});
  server.start();
  CurlTransport transport({});
  CHECK(response_of(transport.send(get(server.url("/")), {})).status == 200);
  CHECK(proxy.requests() == 0);
}

TEST_CASE("a proxy that refuses got none of the request", "[http]") {
  RawServer proxy(
      {std::string("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n") + RawServer::hang_up});
  const Environment https_proxy("https_proxy", "http://" + proxy.authority());
  const Environment no_proxy("no_proxy", "");
  CurlTransport transport({});
  const NoAnswer none = no_answer_of(transport.send(get("https://no-such-host.invalid/"), {}));
  CHECK(proxy.requests() == 1);
  CHECK(none.what == "the proxy refused with 407");
  CHECK(none.sent == Sent::not_sent);
}
