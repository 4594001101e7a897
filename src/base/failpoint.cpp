#include "base/failpoint.hpp"

#ifdef CLEVER_SYNC_FAILPOINTS

#include <unistd.h>

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>

namespace clever_sync {

namespace {

/// Where to die: at the n-th reach of the named place; nowhere without a name.
struct Death {
  std::string_view place;
  int nth = 0;
};

Death wanted_death() {
  const char* const setting = std::getenv("CLEVER_SYNC_FAILPOINT");
  if (setting == nullptr) return {};
  const std::string_view text(setting);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {};
  Death death{.place = text.substr(0, colon)};
  std::from_chars(text.data() + colon + 1, text.data() + text.size(), death.nth);
  return death;
}

}  // namespace

void reach(Failpoint place) {
  static const Death death = wanted_death();
  static std::atomic<int> reached{0};
  if (failpoint_names.at(static_cast<std::size_t>(place)) != death.place) return;
  if (reached.fetch_add(1) + 1 == death.nth) ::kill(::getpid(), SIGKILL);
}

}  // namespace clever_sync

#else

namespace clever_sync {

void reach(Failpoint) {}

}  // namespace clever_sync

#endif
