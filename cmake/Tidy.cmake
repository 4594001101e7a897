# The preset `tidy`: clang-format over every source file, and clang-tidy over each folder of src/, as tests. Needs the
# compile database of this configuration and the generated sources, not a build.
find_program(CLANG_FORMAT NAMES clang-format-14 clang-format REQUIRED)
find_program(CLANG_TIDY NAMES clang-tidy-14 clang-tidy REQUIRED)

file(GLOB_RECURSE formatted CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/src/*.hpp ${PROJECT_SOURCE_DIR}/src/*.cpp
  ${PROJECT_SOURCE_DIR}/tests/*.hpp ${PROJECT_SOURCE_DIR}/tests/*.cpp
  ${PROJECT_SOURCE_DIR}/bench/*.hpp ${PROJECT_SOURCE_DIR}/bench/*.cpp)
add_test(NAME format COMMAND ${CLANG_FORMAT} --dry-run --Werror ${formatted})
set_tests_properties(format PROPERTIES LABELS tidy)

file(GLOB folders LIST_DIRECTORIES true ${PROJECT_SOURCE_DIR}/src/*)
foreach(folder IN LISTS folders)
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  if(sources)
    get_filename_component(name ${folder} NAME)
    add_test(NAME tidy.${name} COMMAND ${CLANG_TIDY} -p ${PROJECT_BINARY_DIR} --quiet ${sources})
    set_tests_properties(tidy.${name} PROPERTIES LABELS tidy TIMEOUT 1500)
  endif()
endforeach()
