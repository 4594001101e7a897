// The token: where it comes from, and what happens when Clever refuses it.

#include "clever/tokens.hpp"

#include "base/error.hpp"
#include "catch.hpp"
#include "fake_clever.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

const std::string our_token_url = std::string(oauth) + "?district=" + std::string(our_district);

std::string token_json(std::string_view district, std::string_view token, std::string_view created = "2026-08-01") {
  return R"({"id":"1","created":")" + std::string(created) + R"(","owner":{"type":"district","id":")" +
         std::string(district) + R"("},"access_token":")" + std::string(token) + R"(","scopes":["read:sis"]})";
}

HttpOutcome token_list(const std::string& entries) {
  return ok(R"({"data":[)" + entries + R"(],"links":[]})");
}

CleverOptions app_options() {
  CleverOptions result = options();
  result.credentials = AppClient{.id = "app-id", .secret = "app-secret"};
  return result;
}

// Only requests with one of these tokens are let in.
void accept_only(FakeClever& clever, std::string token) {
  clever.intercept = [token = "Bearer " + std::move(token)](const Request& request) -> std::optional<HttpOutcome> {
    if (request.url.starts_with(oauth) || request.headers.at("authorization") == token) return std::nullopt;
    return status(401, R"({"message":"invalid auth"})");
  };
}

std::string error_of(FakeClever& clever, const CleverOptions& with_options) {
  try {
    (void)fetch(clever, with_options);
  } catch (const Error& error) {
    const std::string text = error.what();
    for (const char* secret : {"secret-token", "app-secret", "fresh", "old\"", "YXBwLWlk"}) {
      CHECK(text.find(secret) == std::string::npos);
    }
    CHECK(error.kind() == ErrorKind::remote);
    return error.what();
  }
  return "";
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the app's token is looked up by district id, with Basic authentication", "[clever]") {
  FakeClever clever;
  accept_only(clever, "fresh");
  clever.answer_url(our_token_url, {token_list(token_json(our_district, "fresh"))});
  CHECK(fetched(clever, app_options()).requests == 10);
  CHECK(clever.requests().front().url == our_token_url);
  CHECK(clever.requests().front().headers.at("authorization") == "Basic YXBwLWlkOmFwcC1zZWNyZXQ=");
  CHECK(clever.requests_to("oauth") == 1);
}

TEST_CASE("base64 is padded as it must be", "[clever]") {
  CHECK(basic_authorization({.id = "a", .secret = ""}) == "Basic YTo=");
  CHECK(basic_authorization({.id = "a", .secret = "b"}) == "Basic YTpi");
  CHECK(basic_authorization({.id = "Aladdin", .secret = "open sesame"}) == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST_CASE("a token that Clever replaced during the run is looked up once more, for all six reads", "[clever]") {
  FakeClever clever;
  clever.answer_url(our_token_url,
                    {token_list(token_json(our_district, "old")), token_list(token_json(our_district, "new"))});
  accept_only(clever, "new");
  CHECK(fetched(clever, app_options()).roster.students.size() == 3);
  CHECK(clever.requests_to("oauth") == 2);
}

TEST_CASE("a token replaced in the middle of the six reads costs one look-up", "[clever]") {
  FakeClever clever;
  clever.answer_url(our_token_url,
                    {token_list(token_json(our_district, "old")), token_list(token_json(our_district, "new"))});
  bool started = false;
  clever.intercept = [&](const Request& request) -> std::optional<HttpOutcome> {
    if (request.url.ends_with("/districts") && !started) {
      started = true;
      return std::nullopt;
    }
    if (request.url.starts_with(oauth) || request.headers.at("authorization") == "Bearer new") return std::nullopt;
    return status(401);
  };
  CHECK(fetched(clever, app_options()).roster.students.size() == 3);
  CHECK(clever.requests_to("oauth") == 2);
}

TEST_CASE("a token that stays refused ends the run after one new look-up, not a storm", "[clever]") {
  FakeClever clever;
  clever.answer_url(our_token_url,
                    {token_list(token_json(our_district, "old")), token_list(token_json(our_district, "new"))});
  accept_only(clever, "another");
  const std::string message = error_of(clever, app_options());
  CHECK(contains(message, "401"));
  CHECK(contains(message, std::string(our_district)));
  CHECK(clever.requests_to("oauth") == 2);
  CHECK(clever.requests_to("/districts") == 2);
}

TEST_CASE("a given token that is refused says what to check", "[clever]") {
  FakeClever clever;
  accept_only(clever, "another");
  const std::string message = error_of(clever, options());
  CHECK(contains(message, "clever.token"));
  CHECK(clever.requests().size() == 1);
}

TEST_CASE("a token that is refused in the middle of the walk is an error, not a partial read", "[clever]") {
  FakeClever clever;
  clever.answer("/sections?limit=2&count=true", status(401));
  CHECK(contains(error_of(clever, options()), "sections, page 1"));
}

TEST_CASE("a token without Secure Sync says so", "[clever]") {
  FakeClever clever;
  clever.answer("/schools?limit=2&count=true", status(403, R"({"message":"Resource not in token's scopes"})"));
  CHECK(contains(error_of(clever, options()), "Secure Sync"));
}

TEST_CASE("a district that has not authorised the app is told apart from a bad secret", "[clever]") {
  FakeClever clever;
  SECTION("no token") {
    clever.answer_url(our_token_url, {token_list("")});
  }
  SECTION("only another district's token") {
    clever.answer_url(our_token_url, {token_list(token_json("58da8a43cc70ab00017a1a88", "theirs"))});
  }
  const std::string message = error_of(clever, app_options());
  CHECK(contains(message, "lists no token for district " + std::string(our_district)));
  CHECK(contains(message, "dashboard"));
}

TEST_CASE("a refused client, a broken list and a silent server each have their own sentence", "[clever]") {
  FakeClever clever;
  clever.answer_url(our_token_url, {status(401)});
  CHECK(contains(error_of(clever, app_options()), "clever.client"));
  clever.answer_url(our_token_url, {ok("<html>")});
  CHECK(contains(error_of(clever, app_options()), "can't be read"));
  clever.answer_url(our_token_url, {status(500)});
  CHECK(contains(error_of(clever, app_options()), "500"));
  clever.answer_url(our_token_url, {NoAnswer{.what = "timed out"}});
  CHECK(contains(error_of(clever, app_options()), "timed out"));
}

TEST_CASE("a secret with a line break is a configuration error that does not show it", "[clever]") {
  FakeClever clever;
  CleverOptions bad = options();
  bad.credentials = DistrictToken{.token = GENERATE("hush\n", "hush hush", "")};
  try {
    (void)fetch(clever, bad);
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    CHECK_FALSE(contains(error.what(), "hush"));
  }
  CHECK(clever.requests().empty());
}

TEST_CASE("of a district's tokens the newest counts, and other owners' are left out", "[clever]") {
  const auto tokens =
      parse_token_list(R"({"data":[)" + token_json("58da8a43cc70ab00017a1a89", "z") + "," +
                       token_json(our_district, "old", "2025-08-01T00:00:00.000Z") + "," +
                       token_json(our_district, "new", "2026-08-01T00:00:00.000Z") +
                       R"(,{"owner":{"type":"user","id":"58da8a43cc70ab00017a1a80"},"access_token":"u"})"
                       R"(,{"owner":{"type":"district","id":"x"},"access_token":"v"},{"access_token":"w"}]})");
  REQUIRE(tokens);
  REQUIRE(tokens->size() == 2);
  CHECK(tokens->at(0).token == "new");
  CHECK(tokens->at(1).token == "z");
  CHECK_FALSE(parse_token_list("[]"));
  CHECK_FALSE(parse_token_list(R"({"data":{}})"));
  CHECK_FALSE(parse_token_list(R"({"data":[1]})"));
}
