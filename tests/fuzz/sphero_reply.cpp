// First line: `teachers`, `students` or `classes` for a page of that collection, else one of the small answers.
#include "fuzz_target.hpp"
#include "roster/state_codec.hpp"
#include "sphero/batch_codec.hpp"
#include "sphero/live_codec.hpp"

using namespace clever_sync;

namespace {

void read_page(Kind kind, std::string_view body) {
  fuzz::takes([&] {
    LiveCollector collector;
    collector.add_page(kind, 1, body);
    const Observation observation = collector.finish();
    LiveReader reader;
    std::vector<std::pair<std::string, std::string>> files;
    encode_live(observation.live,
                [&](std::string_view path, std::string_view bytes) { files.emplace_back(path, bytes); });
    const bool stored = fuzz::takes([&] {
      for (const auto& [path, bytes] : files) reader.add_file(path, bytes);
      const LiveState read = reader.finish();
      fuzz::require(read.managed == observation.live.managed && read.unmanaged == observation.live.unmanaged &&
                        read.manual == observation.live.manual,
                    "what Sphero Edu said is read back from the workspace as it was said");
    });
    fuzz::require(stored, "what Sphero Edu said can be kept in the workspace");
  });
}

void read_batch(std::string_view body) {
  std::vector<Operation> operations(3);
  for (std::size_t i = 0; i < operations.size(); ++i) operations[i].id = std::to_string(i + 1);
  const auto results = parse_batch_results(body, operations);
  if (!results) return;
  fuzz::require(results->size() == operations.size(), "each operation has its place among the results");
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if ((*results)[i]) fuzz::require((*results)[i]->id == operations[i].id, "a result is of the operation it names");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [what, body] = fuzz::split_first_line(fuzz::text_of(data, size));
  if (what == "teachers") {
    read_page(Kind::teacher, body);
  } else if (what == "students") {
    read_page(Kind::student, body);
  } else if (what == "classes") {
    read_page(Kind::class_, body);
  } else {
    read_batch(body);
    const std::string code = parse_problem_code(body);
    fuzz::require(code.size() <= 64, "a code is short, whatever the server sends");
    (void)parse_connection(body, *DistrictId::parse("58da8a43cc70ab00017a1a87"));
  }
  return 0;
}
