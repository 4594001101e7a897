#include "base/disk.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.hpp"
#include "catch.hpp"

namespace clever_sync {

namespace {

namespace fs = std::filesystem;

/// An empty folder, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "clever-sync-disk-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { fs::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }
  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }

 private:
  std::string path_;
};

constexpr std::uint64_t keep_all = UINT64_MAX;

template <class Call>
std::string storage_message(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::storage);
    return error.what();
  }
  FAIL("no error");
  return {};
}

}  // namespace

TEST_CASE("a file that is not there reads as nothing", "[disk]") {
  const TemporaryFolder folder;
  FileDisk disk;
  CHECK_FALSE(disk.read_file(folder.file("none")).has_value());
  CHECK_FALSE(disk.read_file(folder.file("no/such/folder")).has_value());
}

TEST_CASE("a written file is read back, its folders made, and no temporary left", "[disk]") {
  const TemporaryFolder folder;
  FileDisk disk;
  const std::string path = folder.file("a/b/file");
  const std::string bytes = std::string("line\n\0more", 10) + std::string(100'000, 'x');
  disk.write_file(path, bytes);
  CHECK(disk.read_file(path) == bytes);
  disk.write_file(path, "");
  CHECK(disk.read_file(path) == "");
  CHECK(std::distance(fs::directory_iterator(folder.file("a/b")), fs::directory_iterator()) == 1);
}

TEST_CASE("a replaced file is a new one, so a reader keeps the old whole", "[disk]") {
  const TemporaryFolder folder;
  FileDisk disk;
  const std::string path = folder.file("file");
  disk.write_file(path, "old");
  fs::create_hard_link(path, folder.file("still-open"));
  disk.write_file(path, "new");
  CHECK(disk.read_file(folder.file("still-open")) == "old");
  CHECK(disk.read_file(path) == "new");
}

TEST_CASE("a full disk leaves the old file and says what to do", "[disk]") {
  FileDisk disk;
  const std::string message = storage_message([&] {
    const auto file = disk.open_append("/dev/full", keep_all);
    file->append("x");
  });
  CHECK(message == "cannot write /dev/full: No space left on device; free space and run again");
}

TEST_CASE("a path that cannot be written is named with the reason", "[disk]") {
  const TemporaryFolder folder;
  FileDisk disk;
  disk.write_file(folder.file("plain"), "x");
  const std::string in_file = storage_message([&] { disk.write_file(folder.file("plain/file"), "x"); });
  CHECK(in_file.find(folder.file("plain")) != std::string::npos);
  CHECK(in_file.find("Not a directory") != std::string::npos);
  const std::string on_folder = storage_message([&] { disk.write_file(folder.file(""), "x"); });
  CHECK(on_folder.find("cannot") == 0);
  const std::string read_folder = storage_message([&] { (void)disk.read_file(folder.file("")); });
  CHECK(read_folder.find("Is a directory") != std::string::npos);
}

TEST_CASE("a write that fails at the rename leaves no temporary behind", "[disk]") {
  const TemporaryFolder folder;
  FileDisk disk;
  fs::create_directory(folder.file("taken"));
  fs::create_directory(folder.file("taken/inside"));
  const std::string message = storage_message([&] { disk.write_file(folder.file("taken"), "x"); });
  CHECK(message.find("cannot replace " + folder.file("taken")) == 0);
  CHECK(folder.entries() == 1);
}

TEST_CASE("appended bytes come after what was there", "[disk]") {
  const TemporaryFolder folder;
  FileDisk disk;
  const std::string path = folder.file("new/journal");
  {
    const auto file = disk.open_append(path, keep_all);
    file->append("one\n");
    file->sync();
    file->append("two\n");
    file->sync();
  }
  disk.open_append(path, keep_all)->append("three\n");
  CHECK(disk.read_file(path) == "one\ntwo\nthree\n");
}

TEST_CASE("opening for appending cuts a torn tail and never lengthens", "[disk]") {
  const TemporaryFolder folder;
  FileDisk disk;
  const std::string path = folder.file("journal");
  disk.write_file(path, "one\ntw");
  disk.open_append(path, 4)->append("two\n");
  CHECK(disk.read_file(path) == "one\ntwo\n");
  disk.open_append(path, 1000)->append("three\n");
  CHECK(disk.read_file(path) == "one\ntwo\nthree\n");
  (void)disk.open_append(path, 0);
  CHECK(disk.read_file(path) == "");
}

TEST_CASE("removing a file that is not there is no error", "[disk]") {
  const TemporaryFolder folder;
  FileDisk disk;
  disk.write_file(folder.file("file"), "x");
  disk.remove_file(folder.file("file"));
  CHECK_FALSE(disk.read_file(folder.file("file")).has_value());
  disk.remove_file(folder.file("file"));
}

}  // namespace clever_sync
