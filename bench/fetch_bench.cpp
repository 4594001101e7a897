// The fetch of a generated district, from the first request to hashed shards, held against fetching and parsing the
// same pages and nothing else. The sandbox serves in a process of its own, so that its work counts for neither; its
// program is the one beside this one. Prints a Markdown table.
//
//     fetch_bench [--pairs N] [--bound RATIO] STUDENTS...
//
// Exits 1 when the median ratio is above --bound.

#include <fcntl.h>
#include <fmt/core.h>
#include <openssl/sha.h>
#include <signal.h>
#include <simdjson.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "base/heap.hpp"
#include "base/json.hpp"
#include "clever/clever_client.hpp"
#include "figures.hpp"
#include "http/curl_transport.hpp"
#include "sandbox/district_maker.hpp"
#include "snapshot/snapshot.hpp"
#include "wish.hpp"

extern char** environ;

namespace {

namespace fs = std::filesystem;
using namespace clever_sync;
using namespace clever_sync::bench;

constexpr const char* token = "bench-token";

pid_t spawn(const std::vector<std::string>& words) {
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t process = 0;
  const int trouble = posix_spawnp(&process, argv.front(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (trouble != 0) throw Error(ErrorKind::usage, "can't start " + words.front());
  return process;
}

/// A sandbox in a process of its own.
class Server {
 public:
  Server(std::int64_t students, const std::string& folder) {
    const std::string ports = folder + "/ports.json";
    const fs::path program = fs::read_symlink("/proc/self/exe").parent_path() / "clever-sync-sandbox";
    process_ = spawn({program.string(), "--students", std::to_string(students), "--port-file", ports, "--token", token,
                      "--rate-limit", "1000000"});
    while (!fs::exists(ports)) {
      ensure(waitpid(process_, nullptr, WNOHANG) == 0, "the sandbox ended before it served");
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    std::ifstream file(ports);
    const std::string line((std::istreambuf_iterator<char>(file)), {});
    api = std::get<Json>(parse_json(line)).text("clever");
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  Server(Server&&) = delete;
  Server& operator=(Server&&) = delete;
  ~Server() {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
  }
  std::string api;

 private:
  pid_t process_ = 0;
};

/// Every value of a page is looked at, as whoever parses a page must.
std::uint64_t visit(const simdjson::dom::element& value) {
  std::uint64_t sum = 1;
  if (value.is_object()) {
    for (const auto field : simdjson::dom::object(value)) sum += field.key.size() + visit(field.value);
  } else if (value.is_array()) {
    for (const simdjson::dom::element item : simdjson::dom::array(value)) sum += visit(item);
  } else if (value.is_string()) {
    sum += std::string_view(value).size();
  }
  return sum;
}

/// The limit: the same requests one after another by the same transport, each page parsed and walked.
std::size_t fetch_and_parse(const std::string& api) {
  CurlTransport transport({});
  std::uint64_t sum = 0;
  simdjson::dom::parser parser;
  for (const char* collection :
       {"/schools?", "/terms?", "/courses?", "/sections?", "/users?role=teacher&", "/users?role=student&"}) {
    std::string url = api + collection + "limit=10000&count=true";
    while (!url.empty()) {
      Request request;
      request.url = url;
      request.headers = {{"authorization", std::string("Bearer ") + token}};
      const HttpOutcome outcome = transport.send(request, {});
      const auto* const answer = std::get_if<Response>(&outcome);
      if (answer == nullptr || answer->status != 200) throw Error(ErrorKind::remote, "the sandbox does not answer");
      const simdjson::dom::element page = parser.parse(answer->body);
      sum += visit(page);
      url.clear();
      for (const simdjson::dom::element link : simdjson::dom::array(page["links"])) {
        if (std::string_view(link["rel"]) != "next") continue;
        url = api.substr(0, api.find('/', api.find("//") + 2)) + std::string(std::string_view(link["uri"]));
      }
    }
  }
  return sum;
}

/// The roster, and SHA-1 of every shard, as a blob's id is made.
std::size_t fetch_canonicalise_shard_and_hash(const std::string& api) {
  CurlTransport transport({});
  SystemClock clock;
  CleverOptions options;
  options.api = api;
  options.district = DistrictId::parse(invented_district_id).value();
  options.credentials = DistrictToken{token};
  FetchResult result = fetch_roster(transport, clock, options, std::nullopt, {}, {});
  if (const auto* const refusal = std::get_if<PartialFetch>(&result))
    throw Error(ErrorKind::remote, describe(*refusal));
  const MergedSnapshot merged =
      merge_snapshot({.roster = std::move(std::get<FetchedRoster>(result).roster)}, {}, *parse_date("2026-08-10"));
  std::uint64_t sum = 0;
  encode_snapshot(merged.snapshot, [&sum](std::string_view, std::string_view bytes) {
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    sum += digest.front() + bytes.size();
  });
  return sum;
}

/// True if the ratio is within the bound.
bool run_size(const Wish& wish, std::int64_t students, const std::string& folder, FigureTable& table) {
  fs::create_directories(folder);
  const Server server(students, folder);
  std::cout << fmt::format("#### {} students ({})\n\n", students, this_load());
  table.begin(students);
  const Pairs pairs = table.add({.name = "fetch, canonicalise, shard and hash",
                                 .limit_name = "fetch and parse the same pages",
                                 .aim = 1.5,
                                 .most_mebibytes = 512,
                                 .work = [&server] { return fetch_canonicalise_shard_and_hash(server.api); },
                                 .limit = [&server] { return fetch_and_parse(server.api); }});
  std::cout << "\n";
  return !wish.bound || pairs.ratio <= *wish.bound;
}

}  // namespace

int main(int argc, char** argv) {
  share_one_heap();  // as the program does for a fetch
  const auto wish = read_wish(argc, argv, "fetch_bench [--pairs N] [--bound RATIO] STUDENTS...");
  if (!wish) return 64;
  try {
    std::string folder = (fs::temp_directory_path() / "clever-sync-bench.XXXXXX").string();
    ensure(mkdtemp(folder.data()) != nullptr, "no temporary folder");
    bool within = true;
    FigureTable table(wish->pairs);
    for (const std::int64_t students : wish->sizes)
      within = run_size(*wish, students, fmt::format("{}/{}", folder, students), table) && within;
    fs::remove_all(folder);
    return within ? 0 : 1;
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
