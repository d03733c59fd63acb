# Installs conform, and configures, builds and tests a project that uses it, as its users do.
# In: build (of conform), source (of the consumer), work (an own folder).
cmake_minimum_required(VERSION 3.25)

function(run expected)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE out ERROR_VARIABLE err RESULT_VARIABLE code)
  if(expected STREQUAL "fails" AND code EQUAL 0 OR expected STREQUAL "works" AND NOT code EQUAL 0)
    message(FATAL_ERROR "should have been that it ${expected}, ended with ${code}: ${ARGN}\n${out}${err}")
  endif()
  set(out "${out}${err}" PARENT_SCOPE)
endfunction()

function(expect pattern)
  if(NOT out MATCHES "${pattern}")
    message(FATAL_ERROR "\"${pattern}\" is not in\n${out}")
  endif()
endfunction()

file(REMOVE_RECURSE "${work}")
run(works ${CMAKE_COMMAND} --install "${build}" --prefix "${work}/prefix")
set(configure ${CMAKE_COMMAND} -S "${source}" -B "${work}/build" "-DCMAKE_PREFIX_PATH=${work}/prefix")
run(works ${configure})
run(works ${CMAKE_COMMAND} --build "${work}/build")
set(ctest ${CMAKE_CTEST_COMMAND} --test-dir "${work}/build" --output-on-failure)

# Listing runs nothing.
run(works ${ctest} -N)
expect("api\\.users_put_clear\\.empty_address")
expect("api\\.start-server")
if(EXISTS "${work}/build/target.json" OR EXISTS "${work}/build/api.server.log")
  message(FATAL_ERROR "the server was started to list its tests")
endif()

# A good server passes, tests may be picked by name, and what cannot be tested is skipped, not passed.
run(works ${ctest} -j 4 -R "^api\\.")
expect("100% tests passed")
expect("several_foreign_record[^\n]*\\*\\*\\*Skipped")
run(works ${ctest} -R "users_put_clear\\.empty_address$")
expect("api\\.start-server[ .]+ +Passed")
expect("api\\.users_put_clear\\.empty_address[ .]+ +Passed")
expect("api\\.stop-server[ .]+ +Passed")
expect("100% tests passed, 0 tests failed out of 3")
file(READ "${work}/build/api.server.log" log)
string(REGEX MATCH "http://[0-9.:]+" url "${log}")
file(DOWNLOAD "${url}/" "${work}/answer" STATUS status TIMEOUT 10)
list(GET status 0 status)
if(NOT url OR NOT status EQUAL 7)  # libcurl: nobody listens
  message(FATAL_ERROR "the server was left running: ${status} at ${url} ${log}")
endif()

# A broken one fails, by the case and with the finding.
run(works ${configure} -DCONSUMER_FAULT=put-merges)
run(fails ${ctest} -R "users_put_clear\\.empty_address$")
expect("api\\.users_put_clear\\.empty_address[ .]+\\*\\*\\*Failed")
expect("REPLACE-CLEARS-OMITTED-ADDRESS-MEMBERS")
expect("cases/users/put/clear\\.json:[0-9]+: Failure")

# A server that does not start is said to be one.
run(works ${configure} -DCONSUMER_FAULT=no-such-fault)
run(fails ${ctest} -R "users_put_clear\\.empty_address$")
expect("the server ended before it answered")
expect("no-such-fault")
