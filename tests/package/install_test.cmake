# Installs conform where conform-gtest was configured and never built, as `cmake --build … --target conform` leaves it,
# and runs what was installed.
# In: build (that has conform), source (of the project), work (an own folder), generator.
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE out ERROR_VARIABLE err RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "ended with ${code}: ${ARGN}\n${out}${err}")
  endif()
  set(out "${out}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${work}")
run(${CMAKE_COMMAND} -G "${generator}" -S "${source}" -B "${work}/build" -DCONFORM_GTEST=ON -DCONFORM_TESTS=OFF)
# What the target conform builds; compiling it again would show nothing more.
file(COPY "${build}/bin/conform" DESTINATION "${work}/build/bin")
file(COPY "${build}/conform.1" "${build}/conform.bash" DESTINATION "${work}/build")
run(${CMAKE_COMMAND} --install "${work}/build" --prefix "${work}/prefix")
if(EXISTS "${work}/prefix/bin/conform-gtest")
  message(FATAL_ERROR "conform-gtest was installed without having been built")
endif()
run("${work}/prefix/bin/conform" --version)
if(NOT out MATCHES "from ${work}/prefix/share/conform\n")
  message(FATAL_ERROR "the installed program does not use the installed suite:\n${out}")
endif()
run("${work}/prefix/share/conform/tools/migrate" --help)
