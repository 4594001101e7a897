#include "base/system_error.hpp"

#include <cerrno>
#include <system_error>

#include "base/error.hpp"

namespace clever_sync {

namespace {

std::string_view advice_for(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return "; free space and run again";
    case EACCES:
    case EPERM:
      return "; give this user access to it and run again";
    case EROFS:
      return "; the file system is mounted read-only";
    case EIO:
      return "; check the disk before running again";
    case EMFILE:
    case ENFILE:
      return "; raise the limit of open files and run again";
    default:
      return "";
  }
}

}  // namespace

void throw_system_error(std::string_view doing, const std::string& path) {
  const int error = errno;
  throw Error(ErrorKind::storage, "cannot " + std::string(doing) + " " + path + ": " +
                                      std::system_category().message(error) + std::string(advice_for(error)));
}

}  // namespace clever_sync
