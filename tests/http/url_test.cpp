#include "http/url.hpp"
#include "catch.hpp"
#include "http/http_date.hpp"
#include "http/transport.hpp"

using namespace clever_sync;
using namespace std::chrono_literals;

TEST_CASE("only real loopback addresses are loopback", "[http]") {
  CHECK(is_loopback_url("http://127.0.0.1:8700/v1"));
  CHECK(is_loopback_url("http://127.255.3.4"));
  CHECK(is_loopback_url("https://localhost/x"));
  CHECK(is_loopback_url("HTTP://LOCALHOST:80"));
  CHECK(is_loopback_url("http://[::1]:8700/v1?a=b"));

  for (const char* url : {"http://example.org",
                          "http://127.0.0.1.example.org",
                          "http://localhost.example.org",
                          "http://127.0.0.1@example.org/",
                          "http://localhost:80@example.org",
                          "http://example.org#@127.0.0.1",
                          "http://127.0.0.256",
                          "http://127.1",
                          "http://127.0.0.01",
                          "http://0.0.0.0",
                          "http://[::2]",
                          "http://128.0.0.1",
                          "ftp://127.0.0.1",
                          "127.0.0.1",
                          "",
                          "http://",
                          "http://127.0.0.1\\@example.org",
                          "http://127.0.0.1 .example.org",
                          "http://127.0.0.1:99999",
                          "http://127.0.0.1:",
                          "http://127.0.0.1.1",
                          "http://%6cocalhost",
                          "http://[::1"}) {
    INFO(url);
    CHECK_FALSE(is_loopback_url(url));
  }
}

TEST_CASE("two addresses of one server have one origin", "[http]") {
  CHECK(url_origin("https://api.clever.com/v3.1/sections?limit=1") == "https://api.clever.com");
  CHECK(url_origin("https://API.clever.com:443") == "https://api.clever.com");
  CHECK(url_origin("http://127.0.0.1:8700/v1") == "http://127.0.0.1:8700");
  CHECK(url_origin("http://[::1]:80/") == "http://[::1]");
  CHECK(url_origin("https://api.clever.com:8443") != url_origin("https://api.clever.com"));
  CHECK(url_origin("http://api.clever.com") != url_origin("https://api.clever.com"));
}

TEST_CASE("what is no absolute address has no origin", "[http]") {
  for (const char* url :
       {"/v3.1/sections", "//api.clever.com/x", "https:/api.clever.com", "https://user:secret@api.clever.com",
        "javascript:alert(1)", "https://api.clever.com:0", "https://api.clever.com:-1", "https://a\nb"}) {
    INFO(url);
    CHECK(url_origin(url).empty());
  }
}

TEST_CASE("percent encoding leaves only what is safe in any part of a URL", "[http]") {
  CHECK(percent_encoded("Az09-._~") == "Az09-._~");
  CHECK(percent_encoded("a b/c?d=e&f+g%") == "a%20b%2Fc%3Fd%3De%26f%2Bg%25");
  CHECK(percent_encoded("\xC3\xA9\n") == "%C3%A9%0A");
}

TEST_CASE("the three forms of an HTTP date are one moment", "[http]") {
  const UtcTime moment = *parse_utc_time("1994-11-06T08:49:37Z");
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == moment);
  CHECK(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT") == moment);
  CHECK(parse_http_date("Sun Nov  6 08:49:37 1994") == moment);
  CHECK(parse_http_date("Tue, 24-Nov-26 02:00:00 GMT") == *parse_utc_time("2026-11-24T02:00:00Z"));
}

TEST_CASE("a text that is no HTTP date is none", "[http]") {
  for (const char* text :
       {"", "soon", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 PST",
        "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 Nvo 1994 08:49:37 GMT", "Sun, 6x Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 199 08:49:37 GMT", "1994-11-06T08:49:37Z"}) {
    INFO(text);
    CHECK_FALSE(parse_http_date(text));
  }
}

TEST_CASE("Retry-After counts seconds or names a moment", "[http]") {
  const UtcTime now = *parse_utc_time("1994-11-06T08:49:30Z");
  const auto asked = [now](const char* text) { return retry_after(Response{429, {{"retry-after", text}}, ""}, now); };
  CHECK(asked("7") == 7s);
  CHECK(asked("0") == 0s);
  CHECK(asked("Sun, 06 Nov 1994 08:49:37 GMT") == 7s);
  CHECK(asked("Sun, 06 Nov 1994 08:00:00 GMT") == 0s);  // past: never negative
  CHECK(asked("99999999999999999999999") == 999'999'999s);
  CHECK_FALSE(asked("-7"));
  CHECK_FALSE(asked("7.5"));
  CHECK_FALSE(asked("later"));
  CHECK_FALSE(retry_after(Response{429, {}, ""}, now));
}

TEST_CASE("an answer's own clock counts more than ours", "[http]") {
  const UtcTime ours = *parse_utc_time("2026-11-24T02:00:00Z");
  CHECK(server_time(Response{200, {{"date", "Tue, 24 Nov 2026 03:00:00 GMT"}}, ""}, ours) == ours + 1h);
  CHECK(server_time(Response{200, {{"date", "yesterday"}}, ""}, ours) == ours);
  CHECK(server_time(Response{200, {}, ""}, ours) == ours);
}
