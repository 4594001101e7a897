// Links: where the next page may be.

#include "catch.hpp"
#include "clever/next_link.hpp"

using namespace clever_sync;

namespace {

constexpr std::string_view api = "https://api.clever.example/v3.1";
constexpr std::string_view here = "https://api.clever.example/v3.1/users?role=student&limit=2";
constexpr std::string_view host = "https://api.clever.example";

std::string followed(std::string_view uri) {
  const auto next = next_page_url(api, here, uri);
  const auto* url = std::get_if<std::string>(&next);
  return url == nullptr ? std::get<PageDamage>(next).code : *url;
}

CleverPage page_of(std::string_view first, std::string_view last) {
  CleverPage page;
  page.rows = 2;
  page.first = CleverId::parse(first);
  page.last = CleverId::parse(last);
  return page;
}

std::string judged(const CleverPage& page, const std::string& next_url) {
  const auto damage = check_progress({std::string(here)}, page, next_url);
  return damage ? damage->code : "";
}

}  // namespace

TEST_CASE("a path on the same host is followed", "[clever]") {
  CHECK(followed("/v3.1/users?limit=2&starting_after=58da8c63d7dc0ca068000408") ==
        "https://api.clever.example/v3.1/users?limit=2&starting_after=58da8c63d7dc0ca068000408");
}

TEST_CASE("a link of any form below the API is followed", "[clever]") {
  for (const char* uri : {"/v3.1/users?cursor=b3BhcXVl&role=student", "/v3.1/users?cursor=b3BhcXVl", "/v3.1/next/7f3a",
                          "/v3.1/users/pages/2", "/v3.1/users/?page=%3D%3D"}) {
    CHECK(followed(uri) == std::string(host) + uri);
  }
}

TEST_CASE("a relative link is meant from the page on which it stands", "[clever]") {
  CHECK(followed("?limit=2&starting_after=58da8c63d7dc0ca068000408") ==
        "https://api.clever.example/v3.1/users?limit=2&starting_after=58da8c63d7dc0ca068000408");
  CHECK(followed("users?cursor=b3BhcXVl") == "https://api.clever.example/v3.1/users?cursor=b3BhcXVl");
  CHECK(followed("users/pages/2") == "https://api.clever.example/v3.1/users/pages/2");
  CHECK(followed("sections?limit=2") == "malformed");
  CHECK(followed("evil.example/v3.1/users") == "redirect");
}

TEST_CASE("a link to another collection, or out of the API, is not followed", "[clever]") {
  for (const char* uri : {"/v3.1/sections?limit=2", "/v3.1/users?role=teacher&limit=2", "/v2.1/users?limit=2", "/v3.1",
                          "/v3.10/users", "/oauth/tokens", "/v3.1/..%2f..%2foauth/tokens", "/v3.1/./users"}) {
    INFO(uri);
    CHECK(followed(uri) == "malformed");
  }
}

TEST_CASE("the port and the loopback host are kept", "[clever]") {
  const auto next =
      next_page_url("http://127.0.0.1:8080/v3.1/", "http://127.0.0.1:8080/v3.1/terms?limit=2", "/v3.1/terms?x=1");
  CHECK(std::get<std::string>(next) == "http://127.0.0.1:8080/v3.1/terms?x=1");
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

TEST_CASE("a cursor that is an id must be among the records of the page", "[clever]") {
  const CleverPage page = page_of("58da8c63d7dc0ca068000404", "58da8c63d7dc0ca068000408");
  const std::string base = "https://api.clever.example/v3.1/users?limit=2&starting_after=";
  CHECK(judged(page, base + "58da8c63d7dc0ca068000408").empty());
  CHECK(judged(page, base + "58da8c63d7dc0ca068000408&role=student").empty());
  CHECK(judged(page, base + "58da8c63d7dc0ca068000406").empty());  // gives records again: their ids will tell
  CHECK(judged(page, base + "58da8c63d7dc0ca068000404") == "looping");
  CHECK(judged(page, base + "58da8c63d7dc0ca068000403") == "looping");
  CHECK(judged(page, base + "58da8c63d7dc0ca068000409") == "malformed");
  CHECK(judged(page, base + "opaque").empty());
}

TEST_CASE("a page of one record may be followed by what starts after it", "[clever]") {
  CleverPage page = page_of("58da8c63d7dc0ca068000408", "58da8c63d7dc0ca068000408");
  page.rows = 1;
  CHECK(judged(page, "https://api.clever.example/v3.1/users?starting_after=58da8c63d7dc0ca068000408").empty());
}

TEST_CASE("a page that was read is not read again, and an empty one leads nowhere", "[clever]") {
  CHECK(judged(page_of("58da8c63d7dc0ca068000404", "58da8c63d7dc0ca068000408"), std::string(here)) == "looping");
  CHECK(judged({}, "https://api.clever.example/v3.1/users?cursor=2") == "looping");
}
