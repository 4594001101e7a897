// Real TLS on loopback, with certificates that the openssl program makes for each run.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "catch.hpp"
#include "http/curl_transport.hpp"
#include "http/fakes.hpp"
#include "http/local_server.hpp"
#include "http/retrying_transport.hpp"

using namespace clever_sync;
using namespace clever_sync::test;
using Sent = NoAnswer::Sent;
using Why = NoAnswer::Why;

namespace {

/// A folder with `cert.pem`, self-signed for the IP address 127.0.0.1 alone, and `key.pem`.
class Certificate {
 public:
  Certificate() {
    std::string name = (std::filesystem::temp_directory_path() / "clever-sync-tls-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder_ = name;
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test "
        "-addext subjectAltName=IP:127.0.0.1 -keyout '" +
        key() + "' -out '" + cert() + "' 2>/dev/null";
    REQUIRE(std::system(command.c_str()) == 0);
  }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;
  ~Certificate() { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::string cert() const { return folder_ / "cert.pem"; }
  [[nodiscard]] std::string key() const { return folder_ / "key.pem"; }

 private:
  std::filesystem::path folder_;
};

const Certificate& certificate() {
  static const Certificate made;
  return made;
}

struct TlsServer : LocalServer<httplib::SSLServer> {
  TlsServer() : LocalServer(certificate().cert().c_str(), certificate().key().c_str()) {
    http.Get("/", [this](const httplib::Request&, httplib::Response& response) {
      ++served;
      response.set_content("secure", "text/plain");
    });
    start();
  }
  [[nodiscard]] Request get(const std::string& host) const {
    return {.method = Method::get,
            .url = "https://" + host + ":" + std::to_string(port()) + "/",
            .headers = {},
            .body = ""};
  }
  std::atomic<int> served = 0;
};

}  // namespace

TEST_CASE("a certificate that nobody vouches for ends the request before it is sent, and is not tried again",
          "[http]") {
  TlsServer server;
  CurlTransport curl({});
  FakeClock clock;
  int retries = 0;
  RetryPolicy policy;
  policy.observe = [&](const RetryNotice&) { ++retries; };
  RetryingTransport transport(curl, clock, policy);
  const HttpOutcome outcome = transport.send(server.get("127.0.0.1"), {});
  const auto* none = std::get_if<NoAnswer>(&outcome);
  REQUIRE(none != nullptr);
  CHECK(none->why == Why::tls);
  CHECK(none->sent == Sent::not_sent);
  CHECK(retries == 0);
  CHECK(server.served == 0);
}

TEST_CASE("a file of trusted certificates of one's own is obeyed", "[http]") {
  TlsServer server;
  CurlTransport transport({.ca_file = certificate().cert()});
  const HttpOutcome outcome = transport.send(server.get("127.0.0.1"), {});
  REQUIRE(std::holds_alternative<Response>(outcome));
  CHECK(std::get<Response>(outcome).body == "secure");
}

TEST_CASE("a certificate for another name is refused", "[http]") {
  TlsServer server;
  CurlTransport transport({.ca_file = certificate().cert()});
  const HttpOutcome outcome = transport.send(server.get("localhost"), {});
  const auto* none = std::get_if<NoAnswer>(&outcome);
  REQUIRE(none != nullptr);
  CHECK(none->why == Why::tls);
  CHECK(server.served == 0);
}

TEST_CASE("a file of trusted certificates that is not there is an error of the configuration", "[http]") {
  TlsServer server;
  CurlTransport transport({.ca_file = "/no/such/file.pem"});
  try {
    (void)transport.send(server.get("127.0.0.1"), {});
    FAIL("the request was not refused");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    CHECK(std::string_view(error.what()).find("/no/such/file.pem") != std::string_view::npos);
  }
}

TEST_CASE("a server that speaks no TLS gets nothing of a secure request", "[http]") {
  LocalServer plain;
  plain.start();
  CurlTransport transport({});
  const HttpOutcome outcome = transport.send(
      {.method = Method::get, .url = "https://127.0.0.1:" + std::to_string(plain.port()), .headers = {}, .body = ""},
      {});
  const auto* none = std::get_if<NoAnswer>(&outcome);
  REQUIRE(none != nullptr);
  CHECK(none->why == Why::unreachable);
  CHECK(none->sent == Sent::not_sent);
}
