# The libraries, all from the distribution's packages; docs/decisions/0002 says why each is here.
# No version is asked of simdjson and Catch2: their config files refuse a newer major release.
find_package(fmt REQUIRED)
find_package(simdjson REQUIRED)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Threads REQUIRED)
find_package(date REQUIRED)
find_package(CLI11 REQUIRED)
find_package(yaml-cpp REQUIRED)
if(NOT TARGET yaml-cpp::yaml-cpp)
  # Debian 12 ships 0.7, which has no namespaced target.
  add_library(yaml-cpp::yaml-cpp INTERFACE IMPORTED)
  target_link_libraries(yaml-cpp::yaml-cpp INTERFACE yaml-cpp)
endif()
find_package(PkgConfig REQUIRED)
# Where it is missing, zlib does its work, a third slower (docs/decisions/0015-libdeflate-where-it-is.md).
pkg_check_modules(libdeflate IMPORTED_TARGET libdeflate)
pkg_check_modules(libgit2 REQUIRED IMPORTED_TARGET libgit2>=1.5)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)
