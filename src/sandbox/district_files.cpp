#include "sandbox/district_files.hpp"

#include <fmt/core.h>

#include <filesystem>

#include "base/disk.hpp"
#include "base/error.hpp"
#include "sandbox/sample_district.hpp"
#include "snapshot/snapshot.hpp"

namespace clever_sync {

Roster read_district(const std::string& folder) {
  namespace fs = std::filesystem;
  if (!fs::is_directory(folder)) {
    throw Error(
        ErrorKind::configuration,
        fmt::format("{} is no folder with a snapshot; name one with --snapshots, or generate one with --students",
                    folder));
  }
  FileDisk disk;
  SnapshotReader reader;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".json") continue;
    const auto bytes = disk.read_file(entry.path().string());
    ensure(bytes.has_value(), "a file that was listed is there");
    reader.add_file(fs::relative(entry.path(), folder).generic_string(), *bytes);
  }
  return reader.finish().roster;
}

void write_sample(const std::string& folder) {
  FileDisk disk;
  for (const auto& [path, bytes] : sample_files()) disk.write_file(fmt::format("{}/{}", folder, path), bytes);
}

}  // namespace clever_sync
