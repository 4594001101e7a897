# One interface target with the flags that both g++ and clang know.
add_library(clever_sync_warnings INTERFACE)
target_compile_options(clever_sync_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror
  # A designated initializer leaves out what keeps its default: that is what it is for.
  -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports false overlaps on "text" + std::string at -O2 and above.
  target_compile_options(clever_sync_warnings INTERFACE -Wno-restrict)
endif()
