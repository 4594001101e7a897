#include <fmt/core.h>

#include "catch.hpp"
#include "running_sandbox.hpp"

using namespace clever_sync;

namespace {

// Follows `next` from the path to its end.
std::vector<std::string> walk(const RunningSandbox& running, std::string path) {
  std::vector<std::string> all;
  while (!path.empty()) {
    const Json page = running.clever(path).json();
    for (std::string& id : ids_on(page)) all.push_back(std::move(id));
    const std::string next = link_of(page, "next");
    path = next.empty() ? "" : next.substr(std::string("/v3.1").size());
  }
  return all;
}

}  // namespace

TEST_CASE("a collection is walked by its next links, ids ascending, nothing twice", "[clever]") {
  const RunningSandbox running;
  const std::vector<std::string> expected = {student_id(1).text(), student_id(2).text(), student_id(3).text(),
                                             student_id(4).text()};
  for (const char* limit : {"1", "2", "3", "4", "5", "10000"}) {
    INFO(limit);
    CHECK(walk(running, fmt::format("/users?role=student&limit={}", limit)) == expected);
  }
}

TEST_CASE("a role is kept in the links of a page", "[clever]") {
  const RunningSandbox running;
  const Json page = running.clever("/users?role=student&limit=1").json();
  CHECK(link_of(page, "next").find("role=student") != std::string::npos);
  CHECK(link_of(page, "self") == "/v3.1/users?role=student&limit=1");
}

TEST_CASE("a page after a cursor has a prev link before its next link", "[clever]") {
  const RunningSandbox running;
  const Json page = running.clever("/sections?limit=1&starting_after=" + section_id(1).text()).json();
  const Json::Array& links = *page.find("links")->as_array();
  REQUIRE(links.size() == 3);
  CHECK(links[1].text("rel") == "prev");
  CHECK(links[2].text("rel") == "next");
}

TEST_CASE("ending_before gives the records just before, and a next link in any case", "[clever]") {
  const RunningSandbox running;
  const Json page = running.clever("/users?role=student&limit=2&ending_before=" + student_id(4).text()).json();
  CHECK(ids_on(page) == std::vector{student_id(2).text(), student_id(3).text()});
  CHECK_FALSE(link_of(page, "next").empty());
  CHECK_FALSE(link_of(page, "prev").empty());
}

TEST_CASE("a page behind the last record is empty and has no next", "[clever]") {
  const RunningSandbox running;
  const Json page = running.clever("/sections?starting_after=" + section_id(3).text()).json();
  CHECK(data_of(page).empty());
  CHECK(link_of(page, "next").empty());
}

TEST_CASE("the limit defaults to 100 and is refused above 10000", "[clever]") {
  const RunningSandbox running(make_world(
      [] {
        Roster roster = std::move(small_world().roster);
        for (int number = 10; number < 210; ++number) {
          Student student{.id = student_id(number), .school = school_id(1), .schools = {school_id(1)}};
          roster.students.push_back(student);
        }
        return roster;
      }(),
      parse_date("2026-08-10").value()));
  CHECK(data_of(running.clever("/users?role=student").json()).size() == 100);
  CHECK(data_of(running.clever("/users?role=student&limit=10000").json()).size() == 204);
  const Answer refused = running.clever("/users?role=student&limit=10001");
  CHECK(refused.status == 413);
  CHECK(refused.json().find("message") != nullptr);
  CHECK(running.clever("/sections?limit=0").status == 400);
  CHECK(running.clever("/sections?limit=ten").status == 400);
  CHECK(running.clever("/sections?starting_after=nobody").status == 400);
}

TEST_CASE("count=true says how many records and pages there are", "[clever]") {
  const RunningSandbox running;
  const Json page = running.clever("/users?role=student&limit=3&count=true").json();
  const Json* const paging = page.find("paging");
  REQUIRE(paging != nullptr);
  CHECK(paging->find("count")->as_integer() == 4);
  CHECK(paging->find("total")->as_integer() == 2);
}

TEST_CASE("the bearer token is checked", "[clever]") {
  const RunningSandbox running;
  const std::string url = running.sandbox.clever_url() + "/sections";
  for (const Headers& headers :
       {Headers{}, Headers{{"Authorization", "Bearer wrong"}}, Headers{{"Authorization", "clever-token"}}}) {
    const Answer answer = running.get(url, headers);
    CHECK(answer.status == 401);
    CHECK(answer.json().find("message") != nullptr);
  }
}

TEST_CASE("paths that Clever does not have are 404 with a message", "[clever]") {
  const RunningSandbox running;
  for (const char* path :
       {"/people", "/users?role=janitor", "/sections/58da8a43cc70ab0001000000", "/sections/nonsense"}) {
    INFO(path);
    const Answer answer = running.clever(path);
    CHECK(answer.status == 404);
    CHECK(answer.json().find("message") != nullptr);
  }
}

TEST_CASE("a single record has links in the place of the uri", "[clever]") {
  const RunningSandbox running;
  const Json section = running.clever("/sections/" + section_id(2).text()).json();
  CHECK(section.find("data")->text("id") == section_id(2).text());
  CHECK(link_of(section, "self") == "/v3.1/sections/" + section_id(2).text());
}

TEST_CASE("every answer tells the rate limit, and beyond it stands an empty 429", "[clever]") {
  RunningSandbox running(small_world(), 2);
  const Answer first = running.clever("/schools");
  CHECK(first.header("X-RateLimit-Limit") == "2");
  CHECK(first.header("X-RateLimit-Remaining") == "1");
  CHECK(running.clever("/schools").status == 200);
  const Answer refused = running.clever("/schools");
  CHECK(refused.status == 429);
  CHECK(refused.body.empty());
  CHECK(refused.header("X-RateLimit-Remaining") == "0");
  // 1,800,000,000 is a whole minute, and the window is the minute.
  CHECK(refused.header("X-RateLimit-Reset") == "1800000060");
  running.clock.sleep(std::chrono::seconds(60));
  CHECK(running.clever("/schools").status == 200);
}

TEST_CASE("an answer is compressed for whoever accepts it, and is the same", "[clever]") {
  const RunningSandbox running;
  const std::string url = running.sandbox.clever_url() + "/sections";
  const Answer plain = running.get(url, {{"Authorization", "Bearer clever-token"}, {"Accept-Encoding", "identity"}});
  const Answer packed = running.get(url, {{"Authorization", "Bearer clever-token"}, {"Accept-Encoding", "gzip"}});
  CHECK(packed.header("Content-Encoding") == "gzip");
  CHECK(plain.header("Content-Encoding").empty());
  CHECK(packed.body == plain.body);  // the client has unpacked it
}

TEST_CASE("the app's credentials give the district's token", "[clever]") {
  const RunningSandbox running;
  const std::string basic = "Basic YXBwOmFwcC1zZWNyZXQ=";  // app:app-secret
  const auto ask = [&](const std::string& query, const std::string& authorization) {
    return running.get(running.sandbox.oauth_url() + query, {{"Authorization", authorization}});
  };
  for (const char* query : {"?owner_type=district", "?district=58da8a43cc70ab00017a1a87"}) {
    const Json tokens = ask(query, basic).json();
    REQUIRE(data_of(tokens).size() == 1);
    CHECK(data_of(tokens)[0].text("access_token") == "clever-token");
    CHECK(data_of(tokens)[0].find("owner")->text("id") == "58da8a43cc70ab00017a1a87");
  }
  CHECK(data_of(ask("?district=58da8a43cc70ab0001000000", basic).json()).empty());
  CHECK(ask("?owner_type=district", "Basic bm9ib2R5Og==").status == 401);
  CHECK(ask("?owner_type=school", basic).status == 400);
}
