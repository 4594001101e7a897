#pragma once
// Limits: what the machine and the libraries at hand take for the least that any program of this kind must do. Each
// reads the files itself, one after another into one buffer, and gives a number that depends on every byte.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clever_sync::bench {

/// Reads files into one buffer, which grows to the largest and costs its page faults once.
class FileReader {
 public:
  /// Good until the next read; 64 bytes behind it may be read, too, as simdjson does.
  std::string_view read(const std::string& place);

 private:
  std::string buffer_;
};

std::uint64_t bytes_of(const std::vector<std::string>& places);

std::size_t read_files(const std::vector<std::string>& places);
/// Every value of every record, with simdjson's DOM: the faster of its two ways for walking whole documents, as
/// Debian builds it, so it is what plans are held against.
std::size_t parse_files_into_dom(const std::vector<std::string>& places);
/// The same on demand.
std::size_t parse_files_on_demand(const std::vector<std::string>& places);
/// SHA-1 of each file, by OpenSSL.
std::size_t hash_files(const std::vector<std::string>& places);
/// SHA-1 of each file, and zlib at level 1, the level that snapshots are packed at.
std::size_t hash_and_deflate_files(const std::vector<std::string>& places);

}  // namespace clever_sync::bench
