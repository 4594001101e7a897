// The files below snapshots/, or, after a first line `live` or `applied`, those of that folder of sphero/. What a
// reader takes is what the writer would write.
#include <algorithm>
#include <string>

#include "fuzz_target.hpp"
#include "snapshot/snapshot.hpp"

using namespace clever_sync;

namespace {

using Files = std::vector<fuzz::NamedFile>;

template <class Encode>
void require_written(const Files& files, const Encode& encode) {
  std::size_t found = 0;
  encode([&](std::string_view path, std::string_view bytes) {
    const auto file = std::find_if(files.begin(), files.end(), [&](const auto& given) { return given.path == path; });
    if (file == files.end()) return;
    fuzz::require(file->bytes == bytes, "a file that is taken is, byte for byte, what would be written");
    ++found;
  });
  fuzz::require(found == files.size(), "a file that is taken is one that would be written");
}

/// Reads the files; what the reader made of them, if it took them, is given to `use`.
template <class Reader, class Use>
void read(const Files& files, const Use& use) {
  fuzz::takes([&] {
    Reader reader;
    for (const fuzz::NamedFile& file : files) reader.add_file(file.path, file.bytes);
    use(reader.finish());
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto [what, rest] = fuzz::split_first_line(text);
  if (what == "live") {
    const Files files = fuzz::split_files(rest);
    read<LiveReader>(files, [&](const LiveState& live) {
      require_written(files, [&](const FileSink& sink) { encode_live(live, sink); });
    });
  } else if (what == "applied") {
    const Files files = fuzz::split_files(rest);
    read<AppliedReader>(files, [&](const AppliedState& applied) {
      require_written(files, [&](const FileSink& sink) { encode_applied(applied, sink); });
    });
  } else {
    const Files files = fuzz::split_files(text);
    read<SnapshotReader>(files, [&](const Snapshot& snapshot) {
      require_written(files, [&](const FileSink& sink) { encode_snapshot(snapshot, sink); });
    });
  }
  return 0;
}
