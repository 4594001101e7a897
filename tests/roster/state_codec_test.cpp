#include "roster/state_codec.hpp"

#include <rapidcheck.h>

#include "any_states.hpp"
#include "base/error.hpp"
#include "catch.hpp"

namespace clever_sync {

using namespace test;

namespace {

template <class Reader>
std::string refusal(std::string_view path, std::string_view bytes) {
  try {
    Reader reader;
    reader.add_file(path, bytes);
    reader.finish();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::integrity);
    return error.what();
  }
  FAIL("accepted " << bytes);
  return {};
}

}  // namespace

TEST_CASE("a class is one line of its school's file", "[state_codec]") {
  AppliedState applied;
  applied.managed.classes = {{.id = id<SectionId>(1),
                              .sphero_id = "c-1",
                              .grade = "6",
                              .name = "Algebra \"I\"",
                              .school = lincoln,
                              .subject = "math",
                              .term = "Fall",
                              .teachers = {id<UserId>(9), id<UserId>(8)},
                              .students = {id<UserId>(1), id<UserId>(2)}},
                             {.id = id<SectionId>(2), .archived = true, .school = lincoln}};
  Files files;
  encode_applied(applied, into(files));
  CHECK(files == Files{{"classes/58da8a43cc70ab00000000a1.json",
                        "[\n"
                        R"({"archived":false,"grade":"6","id":"58da8a43cc70ab0000000001","name":"Algebra \"I\"",)"
                        R"("school":"58da8a43cc70ab00000000a1","sphero_id":"c-1",)"
                        R"("students":["58da8a43cc70ab0000000001","58da8a43cc70ab0000000002"],"subject":"math",)"
                        R"("teachers":["58da8a43cc70ab0000000009","58da8a43cc70ab0000000008"],"term":"Fall"},)"
                        "\n"
                        R"({"archived":true,"id":"58da8a43cc70ab0000000002","school":"58da8a43cc70ab00000000a1"})"
                        "\n]\n"},
                       {"refused.json", "[]\n"}});
  CHECK(encode_record(applied.managed.classes[1]) ==
        R"({"archived":true,"id":"58da8a43cc70ab0000000002","school":"58da8a43cc70ab00000000a1"})");
}

TEST_CASE("an account is one line with its mapped fields", "[state_codec]") {
  CHECK(encode_record(SpheroTeacher{.id = id<UserId>(1),
                                    .sphero_id = "t-1",
                                    .email = "a@example.org",
                                    .first_name = "Ann",
                                    .last_name = "Lee",
                                    .school = lincoln}) ==
        R"({"archived":false,"email":"a@example.org","first_name":"Ann","id":"58da8a43cc70ab0000000001",)"
        R"("last_name":"Lee","school":"58da8a43cc70ab00000000a1","sphero_id":"t-1"})");
  CHECK(encode_record(SpheroStudent{.id = id<UserId>(2),
                                    .sphero_id = "s-2",
                                    .archived = true,
                                    .first_name = "Bo",
                                    .grade = "6",
                                    .last_initial = "K",
                                    .school = "elsewhere"}) ==
        R"({"archived":true,"first_name":"Bo","grade":"6","id":"58da8a43cc70ab0000000002","last_initial":"K",)"
        R"("school":"elsewhere","sphero_id":"s-2"})");
}

TEST_CASE("applied and live with equal content have equal files", "[state_codec]") {
  CHECK(rc::check([] {
    LiveState live;
    live.managed = any_managed();
    AppliedState applied;
    applied.managed = live.managed;
    Files of_live;
    Files of_applied;
    encode_live(live, into(of_live));
    encode_applied(applied, into(of_applied));
    of_live.erase("manual.json");
    of_live.erase("unmanaged.json");
    of_applied.erase("refused.json");
    RC_ASSERT(of_live == of_applied);
  }));
}

TEST_CASE("a live state survives being written and read, whatever the order of its files", "[state_codec]") {
  CHECK(rc::check([] {
    const LiveState live = any_live();
    Files files;
    encode_live(live, into(files));
    const LiveState read = read_all<LiveReader>(files);
    RC_ASSERT(read.managed == live.managed);
    RC_ASSERT(read.unmanaged == live.unmanaged);
    RC_ASSERT(read.manual == live.manual);
  }));
}

TEST_CASE("an applied state survives being written and read", "[state_codec]") {
  CHECK(rc::check([] {
    const AppliedState applied = any_applied();
    Files files;
    encode_applied(applied, into(files));
    const AppliedState read = read_all<AppliedReader>(files);
    RC_ASSERT(read.managed == applied.managed);
    RC_ASSERT(read.baseline == applied.baseline);
    RC_ASSERT(read.refused == applied.refused);
  }));
}

TEST_CASE("a damaged file is refused, or is what the encoder would write", "[state_codec]") {
  CHECK(rc::check([] {
    Files files;
    encode_live(any_live(), into(files));
    auto file = std::next(files.begin(), *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(files)));
    std::string& bytes = file->second;
    for (int left = *rc::gen::inRange(1, 4); left > 0; --left) {
      const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
      switch (*rc::gen::inRange(0, 3)) {
        case 0:
          bytes[at] = *rc::gen::element('{', '}', '[', ']', '"', ',', ':', '\\', 'u', '0', 'f', ' ', '\n', '\xC3');
          break;
        case 1:
          bytes.erase(at, *rc::gen::inRange<std::size_t>(1, 60));
          break;
        default:
          bytes.insert(at, bytes, *rc::gen::inRange<std::size_t>(0, bytes.size()), 60);
      }
      if (bytes.empty()) break;
    }
    LiveState read;
    try {
      read = read_all<LiveReader>(files);
    } catch (const Error& error) {
      RC_ASSERT(error.kind() == ErrorKind::integrity);
      return;
    }
    Files again;
    encode_live(read, into(again));
    std::erase_if(files,
                  [](const auto& each) { return each.first.find('/') != std::string::npos && each.second == "[]\n"; });
    RC_ASSERT(again == files);
  }));
}

TEST_CASE("a state file that is not ours is refused by name", "[state_codec]") {
  for (const char* path : {"README.md", "classes/absent.json", "sections/_none.json", "classes/a/_none.json"}) {
    CHECK(refusal<LiveReader>(path, "[]\n") ==
          fmt::format("sphero/live/{} is no file that clever-sync writes; remove it "
                      "from the workspace with git",
                      path));
  }
  refusal<LiveReader>("refused.json", "[]\n");
  refusal<AppliedReader>("manual.json", "[]\n");
}

TEST_CASE("a refusal names the file and the line", "[state_codec]") {
  const std::string unsorted =
      "[\n{\"archived\":false,\"id\":\"58da8a43cc70ab0000000002\"},\n"
      "{\"archived\":false,\"id\":\"58da8a43cc70ab0000000001\"}\n]\n";
  CHECK(refusal<AppliedReader>("students/_none.json", unsorted)
            .starts_with("sphero/applied/students/_none.json, line 3: the records are not in order"));
  const std::string elsewhere =
      "[\n{\"archived\":false,\"id\":\"58da8a43cc70ab0000000002\",\"school\":\"58da8a43cc70ab00000000a1\"}\n]\n";
  CHECK(refusal<AppliedReader>("students/_none.json", elsewhere)
            .starts_with("sphero/applied/students/_none.json, line 2: the record belongs into the file of its school"));
  CHECK(refusal<AppliedReader>("students/58da8a43cc70ab00000000b2.json", elsewhere).find("line 2") !=
        std::string::npos);
  const std::string unknown = "[\n{\"archived\":false,\"birth_date\":\"x\",\"id\":\"58da8a43cc70ab0000000002\"}\n]\n";
  CHECK(refusal<AppliedReader>("students/_none.json", unknown).find("line 2") != std::string::npos);
}

TEST_CASE("an id that stands in two shards is refused", "[state_codec]") {
  Files files{
      {"students/_none.json", "[\n{\"archived\":false,\"id\":\"58da8a43cc70ab0000000002\"}\n]\n"},
      {"students/58da8a43cc70ab00000000a1.json",
       "[\n{\"archived\":false,\"id\":\"58da8a43cc70ab0000000002\",\"school\":\"58da8a43cc70ab00000000a1\"}\n]\n"}};
  CHECK_THROWS_AS(read_all<LiveReader>(files), Error);
}

TEST_CASE("refused changes and counts are read as strictly", "[state_codec]") {
  const auto refused_file = [](std::string_view kind, std::string_view nights) {
    return fmt::format(
        "[\n{{\"id\":\"58da8a43cc70ab0000000002\",\"kind\":\"{}\",\"next_try\":\"2026-11-25\","
        "\"nights\":{}}}\n]\n",
        kind, nights);
  };
  AppliedReader reader;
  reader.add_file("refused.json", refused_file("class", "1"));
  CHECK(reader.finish().refused.at(0).kind == Kind::class_);
  refusal<AppliedReader>("refused.json", refused_file("section", "1"));
  refusal<AppliedReader>("refused.json", refused_file("class", "0"));
  refusal<AppliedReader>("refused.json", refused_file("class", "9999999999"));
  const std::string counts = encode_counts(
      {.district = {.sections = 1, .students = 2, .teachers = 3}, .schools = {{id<SchoolId>(1), {.sections = 1}}}});
  CHECK(counts == R"({"district":{"sections":1,"students":2,"teachers":3},)"
                  R"("schools":{"58da8a43cc70ab0000000001":{"sections":1,"students":0,"teachers":0}}})");
  for (const std::string& wrong : {counts, counts + "\n\n", std::string("{}\n"), "\xff" + counts + "\n",
                                   std::string("{\"district\":3,\"schools\":[]}\n")}) {
    refusal<AppliedReader>("baseline.json", wrong);
  }
}

TEST_CASE("two refused updates of one class, one in each part, are read back as they were written", "[state_codec]") {
  const RefusedChange addition{.kind = Kind::class_,
                               .id = id<CleverId>(2),
                               .action = "update",
                               .code = "busy",
                               .nights = 1,
                               .next_try = *parse_date("2026-11-25"),
                               .digest = "a1"};
  RefusedChange removal = addition;
  removal.digest = "b2";
  AppliedState state;
  state.refused = {addition, removal};
  AppliedReader reader;
  encode_applied(state, [&reader](std::string_view path, std::string_view bytes) { reader.add_file(path, bytes); });
  CHECK(reader.finish().refused == state.refused);
}

TEST_CASE("a state that is not sorted is not written", "[state_codec]") {
  ManagedState state;
  state.students = {SpheroStudent{.id = id<UserId>(2)}, SpheroStudent{.id = id<UserId>(1)}};
  CHECK_THROWS_AS(encode_managed(state, [](std::string_view, std::string_view) {}), Error);
}

}  // namespace clever_sync
