// A disk that fails, for any program: loaded before the C library (LD_PRELOAD), it counts the calls that change files
// below the folder FAULTY_DISK_BELOW and lets some fail. FAULTY_DISK says which:
//   enospc:n  from the n-th on there is no room: writing, making and linking fail
//   erofs:n   from the n-th on nothing can be changed
//   eio:n     from the n-th on writes and flushes fail
//   once:n    the n-th write or flush fails, and no other
//   short:n   from the n-th on a write takes half of what it is given

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

enum class Fault { none, no_space, read_only, broken, broken_once, short_writes };
enum class Call { write, flush, make, change };  // `change`: rename, remove, cut, open for writing

struct Setting {
  Fault fault = Fault::none;
  int nth = 0;
  std::string below;
};

const Setting& setting() {
  static const Setting found = [] {
    const char* const text = std::getenv("FAULTY_DISK");
    const char* const below = std::getenv("FAULTY_DISK_BELOW");
    if (text == nullptr || below == nullptr) return Setting{};
    const std::string_view all(text);
    const std::string_view name = all.substr(0, all.find(':'));
    Setting made{.fault = Fault::none, .nth = std::atoi(text + name.size() + 1), .below = below};
    if (name == "enospc") made.fault = Fault::no_space;
    if (name == "erofs") made.fault = Fault::read_only;
    if (name == "eio") made.fault = Fault::broken;
    if (name == "once") made.fault = Fault::broken_once;
    if (name == "short") made.fault = Fault::short_writes;
    return made;
  }();
  return found;
}

bool concerns(Fault fault, Call call) {
  switch (fault) {
    case Fault::none:
      return false;
    case Fault::no_space:
      return call == Call::write || call == Call::make;
    case Fault::read_only:
      return call != Call::flush;
    case Fault::broken:
    case Fault::broken_once:
      return call == Call::write || call == Call::flush;
    case Fault::short_writes:
      return call == Call::write;
  }
  return false;
}

/// Counts the call; true if it is its turn to go wrong.
bool goes_wrong(Call call, std::string_view path) {
  static std::atomic<int> counted{0};
  const Setting& wanted = setting();
  if (!concerns(wanted.fault, call) || !path.starts_with(wanted.below)) return false;
  const int number = ++counted;
  return wanted.fault == Fault::broken_once ? number == wanted.nth : number >= wanted.nth;
}

int failure() {
  switch (setting().fault) {
    case Fault::no_space:
      return ENOSPC;
    case Fault::read_only:
      return EROFS;
    default:
      return EIO;
  }
}

std::string path_of(int file) {
  std::array<char, PATH_MAX> path{};
  const std::string link = "/proc/self/fd/" + std::to_string(file);
  const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
  return length < 0 ? std::string() : std::string(path.data(), static_cast<std::size_t>(length));
}

/// Whether a call on a path fails; errno is set then.
bool fails(Call call, std::string_view path) {
  if (!goes_wrong(call, path)) return false;
  errno = failure();
  return true;
}

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

bool fails_to_open(const char* path, int flags) {
  struct stat found {};
  const bool is_new = (flags & O_CREAT) != 0 && ::stat(path, &found) != 0;
  if (is_new) return fails(Call::make, path);
  return (flags & (O_WRONLY | O_RDWR | O_TRUNC)) != 0 && fails(Call::change, path);
}

/// How many bytes a write may take; -1 if it fails.
ssize_t allowed(int file, std::size_t size) {
  if (!goes_wrong(Call::write, path_of(file))) return static_cast<ssize_t>(size);
  if (setting().fault == Fault::short_writes) return static_cast<ssize_t>((size + 1) / 2);
  errno = failure();
  return -1;
}

mode_t mode_in(int flags, va_list arguments) {
  return (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
}

}  // namespace

extern "C" {

ssize_t write(int file, const void* bytes, size_t size) {
  static auto* const call = real<ssize_t(int, const void*, size_t)>("write");
  const ssize_t some = allowed(file, size);
  return some < 0 ? some : call(file, bytes, static_cast<size_t>(some));
}

ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
  static auto* const call = real<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
  return goes_wrong(Call::write, path_of(file)) && setting().fault != Fault::short_writes ? (errno = failure(), -1)
                                                                                          : call(file, bytes, size, at);
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  return pwrite64(file, bytes, size, at);
}

int fsync(int file) {
  static auto* const call = real<int(int)>("fsync");
  return fails(Call::flush, path_of(file)) ? -1 : call(file);
}

int open(const char* path, int flags, ...) {
  static auto* const call = real<int(const char*, int, ...)>("open");
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_in(flags, arguments);
  va_end(arguments);
  return fails_to_open(path, flags) ? -1 : call(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  static auto* const call = real<int(const char*, int, ...)>("open64");
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_in(flags, arguments);
  va_end(arguments);
  return fails_to_open(path, flags) ? -1 : call(path, flags, mode);
}

int mkdir(const char* path, mode_t mode) {
  static auto* const call = real<int(const char*, mode_t)>("mkdir");
  return fails(Call::make, path) ? -1 : call(path, mode);
}

int link(const char* from, const char* to) {
  static auto* const call = real<int(const char*, const char*)>("link");
  return fails(Call::make, to) ? -1 : call(from, to);
}

int rename(const char* from, const char* to) {
  static auto* const call = real<int(const char*, const char*)>("rename");
  return fails(Call::change, to) ? -1 : call(from, to);
}

int unlink(const char* path) {
  static auto* const call = real<int(const char*)>("unlink");
  return fails(Call::change, path) ? -1 : call(path);
}

int ftruncate64(int file, off64_t size) {
  static auto* const call = real<int(int, off64_t)>("ftruncate64");
  return fails(Call::change, path_of(file)) ? -1 : call(file, size);
}

int ftruncate(int file, off_t size) {
  return ftruncate64(file, size);
}

}  // extern "C"
