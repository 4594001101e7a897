#include "roster/state_codec.hpp"

#include <rapidcheck.h>

#include <utility>

#include "any_states.hpp"
#include "base/error.hpp"
#include "catch.hpp"

namespace clever_sync {

using namespace test;

namespace {

ReadStates read_both(const Files& applied, const Files& live) {
  std::set<std::string_view> paths;
  for (const auto& [path, bytes] : applied) paths.insert(path);
  for (const auto& [path, bytes] : live) paths.insert(path);
  const auto bytes_of = [](const Files& files, std::string_view path) {
    const auto file = files.find(path);
    return file == files.end() ? std::nullopt : std::optional<std::string_view>(file->second);
  };
  StatesReader reader;
  for (const std::string_view path : paths) reader.add_files(path, bytes_of(applied, path), bytes_of(live, path));
  return reader.finish();
}

/// Some records gone, some changed.
template <class Record>
std::vector<Record> drifted(const SharedVector<Record>& records) {
  std::vector<Record> out;
  for (Record record : records) {
    const int what = *rc::gen::inRange(0, 8);
    if (what == 0) continue;
    if (what == 1) record.archived = !record.archived;
    if (what == 2) record.school = any_school();
    out.push_back(std::move(record));
  }
  return out;
}

}  // namespace

TEST_CASE("applied and live that are read beside one another are what each is alone", "[state_codec]") {
  CHECK(rc::check([] {
    AppliedState applied = any_applied();
    LiveState live = any_live();
    ManagedState& managed = live.managed;
    if (*rc::gen::arbitrary<bool>()) {
      managed = {.teachers = drifted(applied.managed.teachers),
                 .students = drifted(applied.managed.students),
                 .classes = drifted(applied.managed.classes)};
    } else {  // live has what applied does not know
      applied.managed = {.teachers = drifted(managed.teachers),
                         .students = drifted(managed.students),
                         .classes = drifted(managed.classes)};
    }
    Files of_applied, of_live;
    encode_applied(applied, into(of_applied));
    encode_live(live, into(of_live));
    const ReadStates read = read_both(of_applied, of_live);
    RC_ASSERT(read.applied.managed == applied.managed);
    RC_ASSERT(read.applied.baseline == applied.baseline);
    RC_ASSERT(read.applied.refused == applied.refused);
    RC_ASSERT(read.live.managed == live.managed);
    RC_ASSERT(read.live.unmanaged == live.unmanaged);
    RC_ASSERT(read.live.manual == live.manual);
  }));
}

TEST_CASE("a kind of which all files are the same in both states is held once", "[state_codec]") {
  const std::string student = "[\n{\"archived\":false,\"id\":\"58da8a43cc70ab0000000002\"}\n]\n";
  const std::string teacher = "[\n{\"archived\":false,\"id\":\"58da8a43cc70ab0000000003\"}\n]\n";
  const std::string archived = "[\n{\"archived\":true,\"id\":\"58da8a43cc70ab0000000003\"}\n]\n";
  ReadStates read = read_both({{"students/_none.json", student}, {"teachers/_none.json", teacher}},
                              {{"students/_none.json", student}, {"teachers/_none.json", archived}});
  CHECK(read.live.managed.students.shares(read.applied.managed.students));
  CHECK(read.live.managed.students.size() == 1);
  CHECK_FALSE(read.live.managed.teachers.shares(read.applied.managed.teachers));
  CHECK(std::as_const(read.live).managed.teachers.at(0).archived);
  CHECK_FALSE(std::as_const(read.applied).managed.teachers.at(0).archived);

  read.live.managed.students.at(0).archived = true;
  CHECK_FALSE(std::as_const(read.applied).managed.students.at(0).archived);
}

TEST_CASE("applied is read from live where their files are the same", "[state_codec]") {
  CHECK(rc::check([] {
    LiveState live = any_live();
    AppliedState applied = any_applied();
    applied.managed = {.teachers = drifted(live.managed.teachers),
                       .students = drifted(live.managed.students),
                       .classes = drifted(live.managed.classes)};
    Files of_applied, of_live;
    encode_applied(applied, into(of_applied));
    encode_live(live, into(of_live));
    std::set<std::string> same;
    for (const auto& [path, bytes] : of_applied) {
      const auto other = of_live.find(path);
      if (other != of_live.end() && other->second == bytes) same.insert(path);
    }
    AppliedReader reader(live, same);
    for (const auto& [path, bytes] : of_applied)
      if (!same.contains(path)) reader.add_file(path, bytes);
    const AppliedState read = reader.finish();
    RC_ASSERT(read.managed == applied.managed);
    RC_ASSERT(read.baseline == applied.baseline);
    RC_ASSERT(read.refused == applied.refused);
  }));
}

TEST_CASE("putting the files that differ makes the one state's files into the other's", "[state_codec]") {
  CHECK(rc::check([] {
    const ManagedState before = any_managed();
    const ManagedState after = *rc::gen::arbitrary<bool>() ? any_managed()
                                                           : ManagedState{.teachers = drifted(before.teachers),
                                                                          .students = drifted(before.students),
                                                                          .classes = drifted(before.classes)};
    Files files, expected, put;
    encode_managed(before, into(files));
    encode_managed(after, into(expected));
    encode_differing(before, after, into(put), [&](const std::string& path) { RC_ASSERT(files.erase(path) == 1U); });
    for (const auto& [path, bytes] : put) {
      RC_ASSERT(files[path] != bytes);
      files[path] = bytes;
    }
    RC_ASSERT(files == expected);
  }));
}

TEST_CASE("what is wrong in one of two states that are read together is said of that one", "[state_codec]") {
  const std::string good = "[\n{\"archived\":false,\"id\":\"58da8a43cc70ab0000000002\"}\n]\n";
  const std::string unsorted =
      "[\n{\"archived\":false,\"id\":\"58da8a43cc70ab0000000002\"},\n"
      "{\"archived\":false,\"id\":\"58da8a43cc70ab0000000001\"}\n]\n";
  const auto message = [](const Files& applied, const Files& live) -> std::string {
    try {
      read_both(applied, live);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  const std::string path = "students/_none.json";
  CHECK(message({{path, good}}, {{path, good}}).empty());
  CHECK(message({{path, good}}, {{path, unsorted}})
            .starts_with("sphero/live/students/_none.json, line 3: the records are not in order"));
  CHECK(message({{path, unsorted}}, {{path, good}})
            .starts_with("sphero/applied/students/_none.json, line 3: the records are not in order"));
  CHECK(message({{"refused.json", "[]\n"}}, {{"refused.json", "[]\n"}}).starts_with("sphero/live/refused.json"));
}

}  // namespace clever_sync
