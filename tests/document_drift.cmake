# Fails when a generated document is not what conform prints today.
execute_process(COMMAND ${conform} list ${what} --markdown OUTPUT_VARIABLE printed RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "conform list ${what} failed: ${failed}")
endif()
file(READ ${file} kept)
if(NOT printed STREQUAL kept)
  message(FATAL_ERROR "${file} has drifted: run conform list ${what} --markdown > ${file}")
endif()
