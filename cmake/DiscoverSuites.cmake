# Included by CTest when it starts: one test for each suite of a GoogleTest program, `NAME.Suite`. A process for each of
# two thousand tests spends more on loading libraries than on testing.
# In: name, program, filter (of GoogleTest, may be empty), timeout (seconds), list (the file that this keeps),
# results (the folder for GoogleTest's XML, which has the tests one by one).
if(NOT EXISTS ${program})
  add_test(${name}.NOT_BUILT ${name}.NOT_BUILT)
  return()
endif()
if(NOT EXISTS ${list} OR ${program} IS_NEWER_THAN ${list})
  execute_process(COMMAND ${program} --gtest_list_tests --gtest_filter=${filter}
    OUTPUT_VARIABLE listed ERROR_VARIABLE complaint RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${program} cannot list its tests: ${complaint}")
  endif()
  # Suites stand at the beginning of a line and end with a dot; a comment about a type parameter may follow.
  string(REGEX MATCHALL "(^|\n)[A-Za-z0-9_/]+\\." suites "${listed}")
  string(REPLACE "\n" "" suites "${suites}")
  list(REMOVE_DUPLICATES suites)
  set(tests "")
  foreach(suite IN LISTS suites)
    string(REGEX REPLACE "\\.$" "" suite ${suite})
    string(REPLACE "/" "_" file ${suite})
    set(excluded ${filter})
    if(excluded MATCHES "^-")
      set(chosen "${suite}.*${excluded}")
    else()
      set(chosen "${suite}.*")
    endif()
    string(APPEND tests "add_test(\"${name}.${suite}\" \"${program}\" \"--gtest_filter=${chosen}\" \"--gtest_output=xml:${results}/${name}.${file}.xml\")\n"
      "set_tests_properties(\"${name}.${suite}\" PROPERTIES TIMEOUT ${timeout})\n")
  endforeach()
  file(WRITE ${list} "${tests}")
endif()
include(${list})
