# clever_sync_module(plan HEADERS plan.hpp SOURCES plan.cpp DEPS base roster LIBRARIES fmt::fmt)
#
# Makes the static library clever_sync_<name>, its alias clever_sync::<name>, and a test layering.<name> that fails
# when a file of the folder includes a folder outside DEPS. DEPS is the include law of docs/architecture.md.
function(clever_sync_module name)
  cmake_parse_arguments(arg "" "" "HEADERS;SOURCES;DEPS;LIBRARIES" ${ARGN})
  set(target clever_sync_${name})
  add_library(${target} STATIC)
  add_library(clever_sync::${name} ALIAS ${target})
  target_sources(${target}
    PRIVATE ${arg_SOURCES}
    PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/src FILES ${arg_HEADERS})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${target} PRIVATE clever_sync_warnings ${arg_LIBRARIES})
  foreach(dep IN LISTS arg_DEPS)
    target_link_libraries(${target} PUBLIC clever_sync_${dep})
  endforeach()
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  if(CLEVER_SYNC_TESTS)
    add_test(NAME layering.${name}
      COMMAND ${CMAKE_COMMAND} -DFOLDER=${CMAKE_CURRENT_SOURCE_DIR} "-DALLOWED=${name};${arg_DEPS}"
              -P ${PROJECT_SOURCE_DIR}/cmake/CheckLayering.cmake)
  endif()
endfunction()

# clever_sync_test(plan SOURCES plan_test.cpp DEPS plan)
#
# Makes the test program <name>_test and registers it with ctest as one test: some 900 cases as processes of their own
# would cost half a minute of nothing but starting. With SLOW, its cases tagged [slow] are a second test, which runs only
# with `ctest -C full`, as scripts/test does.
function(clever_sync_test name)
  cmake_parse_arguments(arg "SLOW" "" "SOURCES;DEPS;LIBRARIES" ${ARGN})
  add_executable(${name}_test ${arg_SOURCES})
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name}_test PRIVATE clever_sync_warnings test_main ${arg_LIBRARIES})
  foreach(dep IN LISTS arg_DEPS)
    target_link_libraries(${name}_test PRIVATE clever_sync_${dep})
  endforeach()
  add_test(NAME ${name} COMMAND ${name}_test "~[slow]")
  # One seed for all runs: a commit passes or it doesn't. Run a program by hand for others; it prints its seed.
  set_tests_properties(${name} PROPERTIES LABELS quick TIMEOUT 300 ENVIRONMENT RC_PARAMS=seed=20261124)
  if(arg_SLOW)
    add_test(NAME ${name}.slow COMMAND ${name}_test "[slow]" CONFIGURATIONS full)
    set_tests_properties(${name}.slow PROPERTIES LABELS slow TIMEOUT 900)
  endif()
endfunction()
