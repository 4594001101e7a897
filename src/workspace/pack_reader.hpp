#pragma once
// PackReader: a pack that is there already, as far as going on with it needs: which objects it has and where, how long
// their chains of deltas are, and its bytes to be copied. Private to this folder.

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "workspace/pack_file.hpp"
#include "workspace/posix_file.hpp"

namespace clever_sync {

class PackReader {
 public:
  /// Nothing if the pack is gone or of a version that we don't know. `pack` is its path without ".pack".
  static std::optional<PackReader> open(const std::string& pack);

  [[nodiscard]] const PackFile& objects() const { return *objects_; }
  /// On how many deltas the object at this place rests. Throws Error{storage} if the chain leads nowhere.
  [[nodiscard]] int chain_length(std::uint64_t offset);
  /// The .pack, open for reading.
  [[nodiscard]] const Descriptor& file() const { return file_; }

 private:
  PackReader(std::string name, Descriptor file, std::unique_ptr<PackFile> objects);
  [[nodiscard]] std::optional<std::uint64_t> base_of(std::uint64_t offset) const;

  std::string name_;
  Descriptor file_;
  std::unique_ptr<PackFile> objects_;
  std::unordered_map<std::uint64_t, int> chains_;
};

}  // namespace clever_sync
