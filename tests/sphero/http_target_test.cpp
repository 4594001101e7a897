#include "sphero/http_target.hpp"

#include <map>
#include <mutex>
#include <set>

#include "catch.hpp"
#include "http/curl_transport.hpp"
#include "http/local_server.hpp"
#include "http/retrying_transport.hpp"
#include "sphero/samples.hpp"

using namespace clever_sync;
using namespace clever_sync::test;
using Sent = NoAnswer::Sent;
using Why = NoAnswer::Why;

namespace {

const std::string base = "https://edu.example.org/v1/districts/58da8a43cc70ab00017a1a87";

Operation archive(int number) {
  return {.id = std::to_string(number),
          .action = Operation::Action::archive,
          .kind = Kind::class_,
          .clever_id = id<CleverId>(number),
          .if_version = 1};
}

HttpOutcome empty_page(const Request&, std::size_t) {
  return answer(200, page(""));
}

/// What one outcome for the whole request comes to.
SendOutcome sent_with(const HttpOutcome& outcome) {
  Fixture fixture([&](const Request&, std::size_t) { return outcome; });
  return fixture.target.send_batch("run-1", {archive(1)}, {});
}

}  // namespace

TEST_CASE("every page of the three collections is read, with the token", "[sphero]") {
  std::map<std::string, std::string> pages{
      {base + "/teachers?limit=1000", page(teacher(1))},
      {base + "/students?limit=1000", page(student(3) + "," + student(2), "s/2")},
      {base + "/students?limit=1000&after=s%2F2", page(student(1), "s-1")},
      {base + "/students?limit=1000&after=s-1", page("")},
      {base + "/classes?limit=1000", page(class_(4))},
  };
  ScriptedTransport transport([&](const Request& request, std::size_t) {
    const auto found = pages.find(request.url);
    return found == pages.end() ? answer(404) : answer(200, found->second);
  });
  std::mutex mutex;
  std::map<Kind, std::int64_t> told;
  HttpTarget target(transport, Fixture::options(), [&](const ObserveProgress& progress) {
    const std::lock_guard lock(mutex);
    told[progress.kind] = progress.records;
  });
  const Observation out = target.fetch_live({});
  CHECK(out.live.managed.teachers.size() == 1);
  CHECK(out.live.managed.students.size() == 3);
  CHECK(out.live.managed.classes.size() == 1);
  CHECK(out.versions.size() == 5);
  CHECK(told == std::map<Kind, std::int64_t>{{Kind::teacher, 1}, {Kind::student, 3}, {Kind::class_, 1}});
  CHECK(transport.requests().size() == 5);
  for (const Request& request : transport.requests()) CHECK(request.headers.at("authorization") == "Bearer s3cret");
}

TEST_CASE("a read that misses a page is refused, naming the collection and the page", "[sphero]") {
  for (const HttpOutcome& trouble : {answer(500), answer(404), answer(302), answer(204), answer(200, "{}"),
                                     no_answer(Sent::maybe_sent, Why::cut_off)}) {
    Fixture fixture([&](const Request& request, std::size_t) {
      if (collection_in(request.url) != "classes") return answer(200, page(""));
      return has(request.url, "after=") ? trouble : answer(200, page(class_(1), "c-1"));
    });
    const std::string sentence = error_of(ErrorKind::remote, [&] { (void)fixture.target.fetch_live({}); });
    INFO(sentence);
    CHECK(has(sentence, "page 2"));
    CHECK(has(sentence, "classes"));
    CHECK_FALSE(has(sentence, "s3cret"));
  }
}

TEST_CASE("pages that lead in a circle are refused", "[sphero]") {
  Fixture circle([](const Request& request, std::size_t number) {
    if (collection_in(request.url) != "students") return answer(200, page(""));
    return answer(200, page(student(static_cast<int>(number) + 1), has(request.url, "after=a") ? "b" : "a"));
  });
  CHECK(has(error_of(ErrorKind::remote, [&] { (void)circle.target.fetch_live({}); }), "its `next` was there before"));
  Fixture still([](const Request& request, std::size_t number) {
    if (collection_in(request.url) != "students") return answer(200, page(""));
    return answer(200, page(student(1), "cursor-" + std::to_string(number)));
  });
  CHECK(has(error_of(ErrorKind::remote, [&] { (void)still.target.fetch_live({}); }),
            "page 2: object s-1 was there before"));
}

TEST_CASE("a refused token is said as such", "[sphero]") {
  for (const int status : {401, 403}) {
    Fixture fixture(
        [&](const Request&, std::size_t) { return answer(status, R"({"code":"Bearer s3cret is wrong"})"); });
    for (const std::string& sentence :
         {error_of(ErrorKind::remote, [&] { (void)fixture.target.fetch_live({}); }),
          error_of(ErrorKind::remote, [&] { (void)fixture.target.fetch_connection({}); })}) {
      CHECK(has(sentence, "Sphero Edu refuses the token"));
      CHECK(has(sentence, "check sphero_edu.token"));
      CHECK_FALSE(has(sentence, "s3cret"));
    }
  }
}

TEST_CASE("when one collection fails, the others are not read to their end", "[sphero]") {
  Fixture fixture([](const Request& request, std::size_t number) {
    if (collection_in(request.url) == "teachers") return answer(500);
    return answer(200, page(student(static_cast<int>(number) + 1), std::to_string(number)));  // endless
  });
  CHECK(has(error_of(ErrorKind::remote, [&] { (void)fixture.target.fetch_live({}); }), "page 1 of the teachers"));
}

TEST_CASE("an interrupted read says so", "[sphero]") {
  std::stop_source stop;
  stop.request_stop();
  Fixture fixture(empty_page);
  CHECK(has(error_of(ErrorKind::remote, [&] { (void)fixture.target.fetch_live(stop.get_token()); }), "interrupted"));
}

TEST_CASE("named objects are asked for in hundreds, each once", "[sphero]") {
  Fixture fixture([](const Request& request, std::size_t) {
    std::string records;
    for (std::size_t at = request.url.find("clever_id="); at != std::string::npos;
         at = request.url.find("clever_id=", at + 1)) {
      const int number = std::stoi(request.url.substr(at + 10, 24), nullptr, 16);
      if (!records.empty()) records += ",";
      records += collection_in(request.url) == "students" ? student(number) : class_(number);
    }
    return answer(200, page(records));
  });
  std::vector<std::pair<Kind, CleverId>> objects;
  for (int i = 250; i > 0; --i) objects.emplace_back(Kind::student, id<CleverId>(i));
  objects.emplace_back(Kind::class_, id<CleverId>(300));
  objects.emplace_back(Kind::student, id<CleverId>(1));
  const Observation out = fixture.target.fetch_objects(objects, {});
  CHECK(out.live.managed.students.size() == 250);
  CHECK(out.live.managed.classes.size() == 1);
  CHECK(out.versions.at({Kind::class_, id<CleverId>(300)}) == 400);
  const std::vector<Request> requests = fixture.transport.requests();
  REQUIRE(requests.size() == 4);
  CHECK(has(requests[0].url,
            "/students?limit=1000&clever_id=000000000000000000000001&clever_id=000000000000000000000002&"));
  CHECK(has(requests[3].url, "/classes?limit=1000&clever_id=00000000000000000000012c"));
}

TEST_CASE("nothing is asked when no object is named", "[sphero]") {
  Fixture fixture(empty_page);
  CHECK(fixture.target.fetch_objects({}, {}).versions.empty());
  CHECK(fixture.transport.requests().empty());
}

TEST_CASE("a server that overlooks which objects were asked for is refused", "[sphero]") {
  Fixture endless([](const Request&, std::size_t number) {
    return answer(200, page(student(static_cast<int>(number) + 1), std::to_string(number)));
  });
  CHECK(has(error_of(ErrorKind::remote,
                     [&] {
                       (void)endless.target.fetch_objects({{Kind::student, id<CleverId>(1)}}, {});
                     }),
            "objects that were not asked for"));
  CHECK(endless.transport.requests().size() == 2);
  Fixture other([](const Request&, std::size_t) { return answer(200, page(student(2))); });
  CHECK(has(error_of(ErrorKind::remote,
                     [&] {
                       (void)other.target.fetch_objects({{Kind::student, id<CleverId>(1)}}, {});
                     }),
            "nobody asked for 000000000000000000000002"));
}

TEST_CASE("the connection is known by its state, or not known at all", "[sphero]") {
  Fixture approved([](const Request& request, std::size_t) {
    CHECK(request.url == base);
    return answer(200, R"({"district":"58da8a43cc70ab00017a1a87","status":"approved"})");
  });
  CHECK(approved.target.fetch_connection({}) == ConnectionStatus::approved);
  Fixture unknown([](const Request&, std::size_t) { return answer(404, R"({"code":"no-such-district"})"); });
  CHECK(unknown.target.fetch_connection({}) == std::nullopt);
  Fixture odd([](const Request&, std::size_t) { return answer(200, R"({"status":"approved"})"); });
  CHECK(has(error_of(ErrorKind::remote, [&] { (void)odd.target.fetch_connection({}); }), "check sphero_edu.api"));
  Fixture failing([](const Request&, std::size_t) { return answer(503, R"({"code":"maintenance"})"); });
  CHECK(has(error_of(ErrorKind::remote, [&] { (void)failing.target.fetch_connection({}); }), "503 (maintenance)"));
}

TEST_CASE("a batch leaves as its canonical bytes under its key", "[sphero]") {
  Fixture fixture([](const Request&, std::size_t) {
    return answer(
        200, R"({"results":[{"id":"2","status":200,"version":2},{"id":"1","status":404,"problem":{"code":"gone"}}]})");
  });
  const std::vector<Operation> operations{archive(1), archive(2)};
  const SendOutcome outcome = fixture.target.send_batch("run-1", operations, {});
  const Request request = fixture.transport.requests().at(0);
  CHECK(request.method == Method::post);
  CHECK(request.url == base + "/batch");
  CHECK(request.body == encode_batch(operations));
  CHECK(request.headers.at("idempotency-key") == "run-1");
  CHECK(request.headers.at("content-type") == "application/json");
  REQUIRE(std::holds_alternative<BatchAnswered>(outcome));
  CHECK(std::get<BatchAnswered>(outcome).results ==
        std::vector<std::optional<OperationResult>>{OperationResult{.id = "1", .status = 404, .code = "gone"},
                                                    OperationResult{.id = "2", .status = 200, .version = 2}});
}

TEST_CASE("a batch that the contract can't carry is a bug of ours and is not sent", "[sphero]") {
  Fixture fixture(empty_page);
  const auto is_bug = [&](const std::string& key, const std::vector<Operation>& operations) {
    return has(error_of(ErrorKind::bug, [&] { (void)fixture.target.send_batch(key, operations, {}); }),
               "internal error");
  };
  std::vector<Operation> many;
  for (int i = 0; i <= 500; ++i) many.push_back(archive(i));
  CHECK(is_bug("run-1", {}));
  CHECK(is_bug("run-1", many));
  CHECK(is_bug("run-1", {archive(1), archive(1)}));
  CHECK(is_bug("", {archive(1)}));
  CHECK(is_bug(std::string(129, 'k'), {archive(1)}));
  CHECK(fixture.transport.requests().empty());
}

TEST_CASE("a batch that the server refused as a whole did nothing", "[sphero]") {
  for (const int status : {400, 401, 404, 413, 422, 429, 503}) {
    const SendOutcome outcome = sent_with(answer(status, R"({"code":"some-reason","detail":"Ana"})"));
    REQUIRE(std::holds_alternative<BatchRefused>(outcome));
    CHECK(std::get<BatchRefused>(outcome).status == status);
    CHECK(std::get<BatchRefused>(outcome).code == "some-reason");
  }
  CHECK(std::get<BatchRefused>(sent_with(answer(413, "<html>Ana</html>"))).code == "unreadable-code");
}

TEST_CASE("a batch that never left did nothing", "[sphero]") {
  for (const Why why : {Why::unreachable, Why::tls, Why::interrupted}) {
    const SendOutcome outcome = sent_with(no_answer(Sent::not_sent, why));
    REQUIRE(std::holds_alternative<BatchRefused>(outcome));
    CHECK(std::get<BatchRefused>(outcome).status == 0);
    CHECK(std::get<BatchRefused>(outcome).code == "not-sent");
  }
}

TEST_CASE("a batch without a usable answer is unknown", "[sphero]") {
  for (const HttpOutcome& outcome :
       {answer(500), answer(502), answer(504), answer(501), answer(202), answer(204), answer(303), answer(200),
        answer(200, "{}"), answer(200, R"({"results":[{"id":"1","sta)"), no_answer(Sent::maybe_sent, Why::timed_out),
        no_answer(Sent::maybe_sent, Why::interrupted)}) {
    CHECK(std::holds_alternative<BatchUnknown>(sent_with(outcome)));
  }
}

TEST_CASE("over real HTTP a batch whose answer was lost is sent again under its key, and acted on once", "[sphero]") {
  LocalServer server;
  std::mutex mutex;
  std::map<std::string, std::string> acted;  // key to body
  int lost = 1;
  server.http.Post(R"(/v1/districts/\w+/batch)", [&](const httplib::Request& request, httplib::Response& response) {
    const std::lock_guard lock(mutex);
    acted.emplace(request.get_header_value("Idempotency-Key"), request.body);
    CHECK(acted.at(request.get_header_value("Idempotency-Key")) == request.body);
    if (lost-- > 0) {  // half an answer, then a closed connection
      response.set_content_provider(1'000, "application/json", [](std::size_t, std::size_t, httplib::DataSink& sink) {
        sink.write("{\"results\":[{\"id\":", 18);
        return false;
      });
      return;
    }
    response.set_content(R"({"results":[{"id":"1","status":200,"version":2}]})", "application/json");
  });
  server.start();
  CurlTransport curl({});
  FakeClock clock;
  RetryPolicy policy;
  policy.resend_posts = true;
  RetryingTransport transport(curl, clock, policy);
  HttpTarget target(transport, {.api = server.url("/v1"), .token = "t", .district = district}, {});
  const SendOutcome outcome = target.send_batch("run-1", {archive(1)}, {});
  REQUIRE(std::holds_alternative<BatchAnswered>(outcome));
  CHECK(std::get<BatchAnswered>(outcome).results.at(0)->status == 200);
  CHECK(acted.size() == 1);
  CHECK(lost == -1);
}

TEST_CASE("over real HTTP a district of thousands is read whole, side by side and packed", "[sphero]") {
  LocalServer server;
  constexpr int students = 2'500;
  server.http.Get(R"(/v1/districts/\w+/(\w+))", [&](const httplib::Request& request, httplib::Response& response) {
    if (request.matches[1] != "students") return response.set_content(page(""), "application/json");
    const int after = request.has_param("after") ? std::stoi(request.get_param_value("after")) : 0;
    std::string records;
    int last = after;
    while (last < std::min(after + 1'000, students)) records += (records.empty() ? "" : ",") + student(++last);
    response.set_content(page(records, last < students ? std::to_string(last) : ""), "application/json");
  });
  server.start();
  CurlTransport transport({});
  HttpTarget target(transport, {.api = server.url("/v1"), .token = "t", .district = district}, {});
  const Observation out = target.fetch_live({});
  CHECK(out.live.managed.students.size() == students);
  CHECK(out.versions.size() == students);
  CHECK(out.live.managed.students.front().sphero_id == "s-1");
  CHECK(out.live.managed.students.back().sphero_id == "s-2500");
}
