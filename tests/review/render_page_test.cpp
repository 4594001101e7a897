// The page's promises: nothing is loaded, nothing is sent, and only its own style and script run.
#include <openssl/evp.h>

#include <array>
#include <limits>
#include <regex>

#include "catch.hpp"
#include "plans.hpp"

namespace clever_sync {
namespace {

using namespace test;

/// The base64 of the SHA-256, by OpenSSL's own encoder.
std::string source_hash(const std::string& text) {
  std::array<unsigned char, 32> hash{};
  REQUIRE(EVP_Digest(text.data(), text.size(), hash.data(), nullptr, EVP_sha256(), nullptr) == 1);
  std::array<unsigned char, 64> base64{};
  const int length = EVP_EncodeBlock(base64.data(), hash.data(), static_cast<int>(hash.size()));
  return std::string(base64.begin(), base64.begin() + length);
}

std::string between(const std::string& text, const std::string& start, const std::string& end) {
  const std::size_t from = text.find(start);
  REQUIRE(from != std::string::npos);
  const std::size_t to = text.find(end, from + start.size());
  REQUIRE(to != std::string::npos);
  return text.substr(from + start.size(), to - from - start.size());
}

}  // namespace

TEST_CASE("the page's policy admits its own style and script by their hashes, and nothing else", "[review]") {
  const std::string page = render_html(small_plan(), small_names());
  const std::string policy = between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
  CHECK(policy == "default-src 'none'; style-src 'sha256-" + source_hash(between(page, "<style>", "</style>")) +
                      "'; script-src 'sha256-" + source_hash(between(page, "<script>", "</script>")) +
                      "'; base-uri 'none'; form-action 'none'");
  // One of each, and the policy stands before both.
  CHECK(page.find("<style") == page.rfind("<style"));
  CHECK(page.find("<script") == page.rfind("<script"));
  CHECK(page.find("Content-Security-Policy") < page.find("<style>"));
}

TEST_CASE("the page has no inline style, no handler, no form and refers to nothing outside", "[review]") {
  const std::string page = render_html(small_plan(), small_names());
  CHECK_FALSE(std::regex_search(page, std::regex("<[^>]* (style|on[a-z]+|href|src|action|background)=")));
  CHECK_FALSE(std::regex_search(page, std::regex("<(form|link|img|iframe|object|embed|base|a)[ >]")));
  CHECK(page.find("url(") == std::string::npos);
  CHECK(page.find("@import") == std::string::npos);
  CHECK(page.find("http://") == std::string::npos);
  CHECK(page.find("https://") == std::string::npos);
}

TEST_CASE("every control of the page has a name, and no meaning hangs on a colour or a bar", "[review]") {
  const std::string page = render_html(small_plan(), small_names());
  CHECK(page.find("<label for=\"search\">Search</label>") != std::string::npos);
  // Bars and symbols are decoration: the same stands in words beside them.
  CHECK(std::regex_search(page, std::regex("<svg[^>]* aria-hidden=\"true\">")));
  CHECK_FALSE(std::regex_search(page, std::regex("<svg(?![^>]*aria-hidden)[^>]*>")));
  CHECK(page.find("<span class=\"holds\">! holds</span>") != std::string::npos);
  CHECK(page.find("classes archived: 2 of 6 (33.3 %), limit 10 %") != std::string::npos);
}

TEST_CASE("numbers that no district has draw no bar beyond its frame", "[review]") {
  Plan plan = small_plan();
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 4000;  // what arithmetic() can multiply
  for (Guardrail& guardrail : plan.guardrails) guardrail.actual = guardrail.total = guardrail.limit = most;
  plan.guardrails[0].actual = most - 1;
  const std::string page = render_html(plan, small_names());
  CHECK_FALSE(std::regex_search(page, std::regex("width=\"(-|[0-9]{4})")));
}

}  // namespace clever_sync
