# How modules and tests are declared, so that a module's CMakeLists.txt is only its files and its links.

add_library(conform_warnings INTERFACE)
target_compile_options(conform_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast)
# When it optimises, GCC 12 accuses std::string's operator+ of overlapping copies (GCC bug 105651) and temporaries in
# initialiser lists of not being initialised (GCC bug 105562).
target_compile_options(conform_warnings INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
# In a unity build every .cpp is an included file, and GCC takes their anonymous namespaces for those of a header.
if(CMAKE_UNITY_BUILD)
  target_compile_options(conform_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
if(CONFORM_SANITIZE)
  target_compile_options(conform_warnings INTERFACE
    -fsanitize=${CONFORM_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_compile_definitions(conform_warnings INTERFACE CONFORM_SANITIZED)  # GCC and clang tell it each in their own way
  target_link_options(conform_warnings INTERFACE -fsanitize=${CONFORM_SANITIZE})
endif()

# conform_module(NAME SOURCES … HEADERS … PUBLIC links… PRIVATE links…)
# One static library conform_NAME. Headers are included as "module/file.hpp" from runner/ (or from the project's root
# for reports/ and reference/).
function(conform_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  set(sources ${arg_SOURCES})
  if(CONFORM_HEADER_CHECK)
    foreach(header IN LISTS arg_HEADERS)
      file(RELATIVE_PATH spelled ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/${header})
      string(REGEX REPLACE "^runner/" "" spelled ${spelled})
      string(MAKE_C_IDENTIFIER ${spelled} id)
      set(alone ${CMAKE_CURRENT_BINARY_DIR}/header_${id}.cpp)
      file(CONFIGURE OUTPUT ${alone} CONTENT "#include \"${spelled}\"\n#include \"${spelled}\"  // and twice\n")
      list(APPEND sources ${alone})
    endforeach()
  endif()
  if(sources)
    add_library(conform_${name} STATIC ${sources})
    set(scope PUBLIC)
    target_link_libraries(conform_${name} PRIVATE conform_warnings)
    target_link_libraries(conform_${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  else()
    add_library(conform_${name} INTERFACE)
    set(scope INTERFACE)
    target_link_libraries(conform_${name} INTERFACE ${arg_PUBLIC})
  endif()
  target_include_directories(conform_${name} ${scope} ${PROJECT_SOURCE_DIR}/runner ${PROJECT_SOURCE_DIR})
endfunction()

# conform_test(NAME SOURCES … LINKS … TIMEOUT … ONE_BY_ONE UNSANITIZED … THOROUGH …): a GoogleTest program NAME whose
# suites CTest knows as NAME.Suite, or with ONE_BY_ONE, for suites that take minutes, its tests as NAME.Suite.Test.
# Patterns of GoogleTest: UNSANITIZED for those that sanitizers leave out; THOROUGH, with ONE_BY_ONE, for those that
# repeat what other tests do for many more inputs. CTest's label of these is "all", and only ./dev test --all runs them.
function(conform_test name)
  cmake_parse_arguments(arg "ONE_BY_ONE" "TIMEOUT" "SOURCES;LINKS;UNSANITIZED;THOROUGH" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  if(CONFORM_SANITIZE)
    math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 5")  # ends what hangs; limits that are tested: tests/support/sanitizers.hpp
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE conform_warnings GTest::gtest_main ${arg_LINKS})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE CONFORM_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set(without)
  if(CONFORM_SANITIZE)
    set(without ${arg_UNSANITIZED})
  endif()
  if(arg_ONE_BY_ONE)
    include(GoogleTest)
    list(JOIN arg_THOROUGH ":" thorough)
    list(JOIN without ":" unsanitized)
    set(discover TEST_PREFIX ${name}. DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120)
    gtest_discover_tests(${name} ${discover} TEST_FILTER "-${thorough}:${unsanitized}"
      PROPERTIES TIMEOUT ${arg_TIMEOUT})
    if(arg_THOROUGH)
      gtest_discover_tests(${name} ${discover} TEST_FILTER "${thorough}-${unsanitized}" TEST_LIST ${name}_THOROUGH
        PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS all)
    endif()
    return()
  endif()
  set(filter)
  if(without)
    list(JOIN without ":" patterns)
    set(filter "-${patterns}")
  endif()
  set(include_file ${CMAKE_CURRENT_BINARY_DIR}/${name}_suites.cmake)
  file(GENERATE OUTPUT ${include_file} CONTENT "set(name ${name})
set(program \"$<TARGET_FILE:${name}>\")
set(without \"${filter}\")
set(timeout ${arg_TIMEOUT})
set(list \"${CMAKE_CURRENT_BINARY_DIR}/${name}_list.cmake\")
set(results \"${PROJECT_BINARY_DIR}/suites\")
include(\"${PROJECT_SOURCE_DIR}/cmake/DiscoverSuites.cmake\")
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${include_file})
endfunction()
