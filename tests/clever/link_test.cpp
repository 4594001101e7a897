// Links: where the next page may be.

#include "catch.hpp"
#include "clever/next_link.hpp"

using namespace clever_sync;

namespace {

constexpr std::string_view here = "https://api.clever.example/v3.1/users?role=student&limit=2";

std::string followed(std::string_view uri) {
  const auto next = next_page_url(here, uri);
  const auto* url = std::get_if<std::string>(&next);
  return url == nullptr ? std::get<PageDamage>(next).code : *url;
}

CleverPage page_up_to(std::string_view last) {
  CleverPage page;
  page.rows = 2;
  page.last = CleverId::parse(last);
  return page;
}

}  // namespace

TEST_CASE("a path on the same host is followed", "[clever]") {
  CHECK(followed("/v3.1/users?limit=2&starting_after=58da8c63d7dc0ca068000408") ==
        "https://api.clever.example/v3.1/users?limit=2&starting_after=58da8c63d7dc0ca068000408");
}

TEST_CASE("the port and the loopback host are kept", "[clever]") {
  const auto next = next_page_url("http://127.0.0.1:8080/v3.1/terms?limit=2", "/v3.1/terms?starting_after=1");
  CHECK(std::get<std::string>(next) == "http://127.0.0.1:8080/v3.1/terms?starting_after=1");
}

TEST_CASE("whatever could be read as another host is not followed", "[clever]") {
  CHECK(followed("//evil.example/v3.1/users") == "redirect");
  CHECK(followed("/\\evil.example/v3.1/users") == "malformed");
  CHECK(followed("https://api.clever.example.evil/v3.1/users") == "redirect");
  CHECK(followed("https://API.clever.example/v3.1/users?x=1") == "https://API.clever.example/v3.1/users?x=1");
  CHECK(followed("/v3.1/users\r\nHost: evil") == "malformed");
  CHECK(followed("/v3.1/../v3.1/users") == "malformed");
  CHECK(followed("@evil.example/v3.1/users") == "redirect");
  CHECK(followed("javascript:alert(1)") == "redirect");
}

TEST_CASE("the cursor must be the last record of the page", "[clever]") {
  const CleverPage page = page_up_to("58da8c63d7dc0ca068000408");
  const std::string base = "https://api.clever.example/v3.1/users?limit=2&starting_after=";
  CHECK_FALSE(check_progress(here, page, base + "58da8c63d7dc0ca068000408"));
  CHECK_FALSE(check_progress(here, page, base + "58da8c63d7dc0ca068000408&role=student"));
  CHECK(check_progress(here, page, base + "58da8c63d7dc0ca068000407").value().code == "looping");
  CHECK(check_progress(here, page, base + "58da8c63d7dc0ca068000409").value().code == "malformed");
  CHECK(check_progress(here, page, here).value().code == "looping");
  CHECK_FALSE(check_progress(here, page, base + "opaque"));  // then the ids of the next page tell
}
