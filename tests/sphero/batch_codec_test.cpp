#include "sphero/batch_codec.hpp"

#include <rapidcheck.h>

#include "base/json.hpp"
#include "catch.hpp"
#include "sphero/samples.hpp"

using namespace clever_sync;
using namespace clever_sync::test;

namespace {

Operation operation(const std::string& name) {
  return {.id = name,
          .action = Operation::Action::archive,
          .kind = Kind::class_,
          .clever_id = id<CleverId>(1),
          .if_version = 1};
}

std::optional<OperationResult> result_of(const std::string& result) {
  const auto results = parse_batch_results("{\"results\":[" + result + "]}", {operation("1")});
  REQUIRE(results);
  REQUIRE(results->size() == 1);
  return results->front();
}

}  // namespace

TEST_CASE("an operation is written with sorted keys and without what is absent", "[sphero]") {
  CHECK(encode_operation({.id = "7",
                          .action = Operation::Action::archive,
                          .kind = Kind::class_,
                          .clever_id = id<CleverId>(255),
                          .if_version = 3}) ==
        R"({"action":"archive","clever_id":"0000000000000000000000ff","id":"7","if_version":3,"kind":"class"})");
  CHECK(
      encode_operation({.id = "8",
                        .action = Operation::Action::relink,
                        .kind = Kind::teacher,
                        .clever_id = id<CleverId>(1),
                        .if_version = 1,
                        .sphero_id = "t-1"}) ==
      R"({"action":"relink","clever_id":"000000000000000000000001","id":"8","if_version":1,"kind":"teacher","sphero_id":"t-1"})");
}

TEST_CASE("in `set` an empty text is written, since it clears the field", "[sphero]") {
  CHECK(encode_operation({.id = "1",
                          .action = Operation::Action::update,
                          .kind = Kind::student,
                          .clever_id = id<CleverId>(1),
                          .if_version = 2,
                          .set = {{"grade", ""}, {"first_name", "A\"\n\xC3\xA9"}}}) ==
        R"({"action":"update","clever_id":"000000000000000000000001","id":"1","if_version":2,"kind":"student",)"
        "\"set\":{\"first_name\":\"A\\\"\\n\xC3\xA9\",\"grade\":\"\"}}");
}

TEST_CASE("a class's members are written in the order given", "[sphero]") {
  CHECK(
      encode_operation({.id = "1",
                        .action = Operation::Action::update,
                        .kind = Kind::class_,
                        .clever_id = id<CleverId>(1),
                        .if_version = 2,
                        .add_teachers = {id<UserId>(3), id<UserId>(2)},
                        .remove_teachers = {id<UserId>(4)},
                        .add_students = {id<UserId>(5)},
                        .remove_students = {id<UserId>(6)},
                        .primary_teacher = id<UserId>(3)}) ==
      R"({"action":"update","add_students":["000000000000000000000005"],)"
      R"("add_teachers":["000000000000000000000003","000000000000000000000002"],"clever_id":"000000000000000000000001","id":"1",)"
      R"("if_version":2,"kind":"class","primary_teacher":"000000000000000000000003",)"
      R"("remove_students":["000000000000000000000006"],"remove_teachers":["000000000000000000000004"]})");
}

TEST_CASE("a batch is a list of its operations in their order", "[sphero]") {
  CHECK(encode_batch({operation("b"), operation("a")}) ==
        "{\"operations\":[" + encode_operation(operation("b")) + "," + encode_operation(operation("a")) + "]}");
  CHECK(encode_batch({}) == R"({"operations":[]})");
}

TEST_CASE("each result goes to its operation, in whatever order they come", "[sphero]") {
  const auto results = parse_batch_results(
      R"({"results":[{"id":"3","status":412,"problem":{"code":"version-mismatch","title":"no","status":412,"detail":"secret"}},
          {"id":"1","status":201,"sphero_id":"c-9","version":1},{"id":"2","status":200,"sphero_id":null}]})",
      {operation("1"), operation("2"), operation("3")});
  REQUIRE(results);
  CHECK(*results == std::vector<std::optional<OperationResult>>{
                        OperationResult{.id = "1", .status = 201, .sphero_id = "c-9", .version = 1},
                        OperationResult{.id = "2", .status = 200},
                        OperationResult{.id = "3", .status = 412, .code = "version-mismatch"}});
}

TEST_CASE("a result that can't be relied on leaves its operation unknown", "[sphero]") {
  for (const char* result :
       {"", R"({"id":"1"})", R"({"status":200})", R"({"id":1,"status":200})", R"({"id":"2","status":200})",
        R"({"id":"1","status":"200"})", R"({"id":"1","status":200.5})", R"({"id":"1","status":202})",
        R"({"id":"1","status":500})", R"({"id":"1","status":200,"sphero_id":7})",
        R"({"id":"1","status":200,"sphero_id":"a b"})", R"({"id":"1","status":200,"version":"1"})",
        R"({"id":"1","status":200,"version":0})", R"({"id":"1","status":200},{"id":"1","status":200})",
        R"({"id":"1","status":200},{"id":"1","status":404},{"id":"1","status":404})", "7", "null", "[]"}) {
    INFO(result);
    CHECK_FALSE(result_of(result));
  }
}

TEST_CASE("a stray result does not touch the others", "[sphero]") {
  const auto results = parse_batch_results(R"({"results":[{"id":"9","status":200},7,{"id":"1","status":200}]})",
                                           {operation("1"), operation("2")});
  REQUIRE(results);
  CHECK(results->at(0) == OperationResult{.id = "1", .status = 200});
  CHECK_FALSE(results->at(1));
}

TEST_CASE("a problem's code is kept, its words never", "[sphero]") {
  const auto code_of = [](const std::string& problem) {
    return result_of(R"({"id":"1","status":409,"problem":)" + problem + "}")->code;
  };
  CHECK(code_of(R"({"code":"exists","title":"Ana has an account"})") == "exists");
  CHECK(code_of(R"({"code":"Ana has an account"})") == "unreadable-code");
  CHECK(code_of(R"({"code":""})") == "unreadable-code");
  CHECK(code_of(R"({"code":7})") == "unreadable-code");
  CHECK(code_of("{\"code\":\"" + std::string(65, 'a') + "\"}") == "unreadable-code");
  CHECK(code_of("{}") == "unreadable-code");
  CHECK(code_of("null") == "unreadable-code");
  CHECK(result_of(R"({"id":"1","status":200,"problem":{"code":"exists"}})")->code.empty());
  CHECK(parse_problem_code(R"({"code":"key-reused"})") == "key-reused");
  CHECK(parse_problem_code("<html>") == "unreadable-code");
  CHECK(parse_problem_code("") == "unreadable-code");
  CHECK(parse_problem_code("[]") == "unreadable-code");
}

TEST_CASE("an answer that is no list of results says nothing about the batch", "[sphero]") {
  for (const char* body : {"", "{", "[]", "7", R"({"results":{}})", R"({"results":null})",
                           R"({"results":[{"id":"1","status":200})", R"({"results":[]} x)", "<html></html>"}) {
    INFO(body);
    CHECK_FALSE(parse_batch_results(body, {operation("1")}));
  }
}

TEST_CASE("a batch's answer cut anywhere is unknown as a whole", "[sphero]") {
  const std::string whole =
      R"({"results":[{"id":"1","status":201,"sphero_id":"c-9","version":1},{"id":"2","status":200}]})";
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    CHECK_FALSE(parse_batch_results(whole.substr(0, bytes), {operation("1"), operation("2")}));
  }
}

TEST_CASE("a written batch is JSON that says what was meant", "[sphero]") {
  CHECK(rc::check("every text survives", [](const std::map<std::string, std::string>& set) {
    // Texts from our side are valid UTF-8; rapidcheck's are bytes.
    const auto as_ascii = [](std::string text) {
      for (char& c : text) c = static_cast<char>(c & 0x7F);
      return text;
    };
    std::map<std::string, std::string> ascii;
    for (const auto& [field, value] : set) ascii[as_ascii(field)] = as_ascii(value);
    Operation given = operation("1");
    given.set = ascii;
    const auto parsed = parse_json(encode_operation(given));
    RC_ASSERT(std::holds_alternative<Json>(parsed));
    const Json* written = std::get<Json>(parsed).find("set");
    RC_ASSERT((written != nullptr) == !ascii.empty());
    for (const auto& [field, value] : ascii) RC_ASSERT(*written->find(field)->as_string() == value);
  }));
}

TEST_CASE("a connection has one of three states and belongs to the district that was asked for", "[sphero]") {
  const auto parse = [](const std::string& status) {
    return parse_connection(fmt::format(R"({{"district":"{}","status":{}}})", district.text(), status), district);
  };
  CHECK(parse(R"("requested")") == ConnectionStatus::requested);
  CHECK(parse(R"("approved","approved_at":"2026-08-01T00:00:00Z")") == ConnectionStatus::approved);
  CHECK(parse(R"("suspended")") == ConnectionStatus::suspended);
  CHECK_FALSE(parse(R"("Approved")"));
  CHECK_FALSE(parse("true"));
  CHECK_FALSE(parse_connection(R"({"district":"000000000000000000000001","status":"approved"})", district));
  CHECK_FALSE(parse_connection(R"({"status":"approved"})", district));
  CHECK_FALSE(parse_connection("", district));
}
