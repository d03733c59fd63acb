# conform_add_tests(
#   TARGET FILE                 target file (docs/target-file.md); the server may write it when it starts
#   [NAME NAME]                 of the tests: NAME.users_put_clear.empty_address (default: conform)
#   [SERVER_COMMAND COMMAND …]  starts the server in the foreground; generator expressions are fine. Without it the server
#                               of the target file has to run already
#   [API_VERSION VERSION]       to list the tests for; needed where the target file is not there before the server is
#   [SELECT SELECTOR …]         only some cases, as in conform run
#   [KNOWN FILE]                known failures: their tests are skipped
#   [START_TIMEOUT SECONDS]     until the server answers (default: 60)
#   [TIMEOUT SECONDS]           of one test (default: 120)
#   [ENVIRONMENT VAR=VALUE …]   of the server and the tests: tokens, for example
#   [WORKING_DIRECTORY DIR])    of the server
#
# Every case becomes a CTest test. CTest finds them when it starts, without a request. The server is a fixture: started
# before the first of them and stopped after the last. Tests of one target file do not run at the same time, since they
# overwrite the same records.
function(conform_add_tests)
  set(one_value TARGET NAME API_VERSION KNOWN START_TIMEOUT TIMEOUT WORKING_DIRECTORY)
  cmake_parse_arguments(arg "" "${one_value}" "SERVER_COMMAND;SELECT;ENVIRONMENT" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "conform_add_tests: unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(arg_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "conform_add_tests: no value for: ${arg_KEYWORDS_MISSING_VALUES}")
  endif()
  if(NOT arg_TARGET)
    message(FATAL_ERROR "conform_add_tests: TARGET is missing: the target file of the server")
  endif()
  if(NOT TARGET conform::conform-gtest)
    message(FATAL_ERROR "conform_add_tests: this conform was installed without conform-gtest")
  endif()
  foreach(pair "NAME;conform" "START_TIMEOUT;60" "TIMEOUT;120" "WORKING_DIRECTORY;${CMAKE_CURRENT_BINARY_DIR}")
    list(POP_FRONT pair variable)
    if(NOT DEFINED arg_${variable})
      set(arg_${variable} "${pair}")
    endif()
  endforeach()
  if(NOT arg_NAME MATCHES "^[A-Za-z0-9_.-]+$")
    message(FATAL_ERROR "conform_add_tests: NAME may have letters, digits, '_', '.' and '-': ${arg_NAME}")
  endif()
  get_filename_component(target "${arg_TARGET}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
  set(known "")
  if(arg_KNOWN)
    get_filename_component(known "${arg_KNOWN}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
  endif()
  list(JOIN arg_SELECT " " select)
  get_target_property(gtest conform::conform-gtest IMPORTED_LOCATION)

  set(skip_code 77)
  set(environment "CONFORM_TARGET=${target}" "CONFORM_KNOWN=${known}" "CONFORM_SELECT=${select}"
    "CONFORM_API_VERSION=${arg_API_VERSION}" "CONFORM_SKIP_CODE=${skip_code}" ${arg_ENVIRONMENT})
  set(fixture "")
  if(arg_SERVER_COMMAND)
    set(fixture conform-server-${arg_NAME})
    set(server "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/conform-server")
    set(state "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}.server")
    add_test(NAME ${arg_NAME}.start-server
      COMMAND sh "${server}" start "${state}" "${gtest}" ${arg_START_TIMEOUT} ${arg_SERVER_COMMAND}
      WORKING_DIRECTORY "${arg_WORKING_DIRECTORY}")
    math(EXPR start_limit "${arg_START_TIMEOUT} + 30")
    set_tests_properties(${arg_NAME}.start-server PROPERTIES
      FIXTURES_SETUP ${fixture} ENVIRONMENT "${environment}" TIMEOUT ${start_limit})
    add_test(NAME ${arg_NAME}.stop-server COMMAND sh "${server}" stop "${state}")
    set_tests_properties(${arg_NAME}.stop-server PROPERTIES FIXTURES_CLEANUP ${fixture} TIMEOUT 60)
  endif()

  # What CTest includes when it starts. Lists are passed on as they are, quoted by brackets.
  set(settings "")
  set(discover "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/ConformDiscoverTests.cmake")
  foreach(variable arg_NAME arg_TIMEOUT gtest target environment fixture skip_code)
    string(APPEND settings "set(${variable} [==[${${variable}}]==])\n")
  endforeach()
  set(script "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}.conform-tests.cmake")
  file(WRITE "${script}" "${settings}include([==[${discover}]==])\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${script}")
endfunction()
