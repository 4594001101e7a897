#include "base/error.hpp"

namespace clever_sync {

void ensure(bool condition, std::string_view what) {
  if (!condition) throw Error(ErrorKind::bug, "internal error: " + std::string(what) + "; please report this");
}

void unreachable(std::string_view what) {
  throw Error(ErrorKind::bug, "internal error: impossible value of " + std::string(what) + "; please report this");
}

}  // namespace clever_sync
