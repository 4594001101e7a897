#pragma once
// UserIndex: small numbers for users, in order of id, so that six million roster entries are counted in vectors. Open
// addressing in one vector; lookups only, nothing ever iterates it in an order that could be seen.

#include <cstdint>
#include <vector>

#include "roster/ids.hpp"

namespace clever_sync {

class UserIndex {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  UserIndex() : UserIndex(std::vector<UserId>()) {}
  /// In any order, with repetitions.
  explicit UserIndex(std::vector<UserId> ids);
  /// The user's place in ids(), or none.
  [[nodiscard]] std::uint32_t find(UserId id) const;
  [[nodiscard]] const std::vector<UserId>& ids() const { return ids_; }  // sorted

 private:
  std::vector<UserId> ids_;
  std::vector<std::uint32_t> slots_;  // places in ids_ by hash; free slots hold none
};

}  // namespace clever_sync
