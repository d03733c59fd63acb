# What is installed beside the programs, and packages: cpack -G DEB, cpack -G TGZ.
set(data_dir ${CMAKE_INSTALL_DATADIR}/conform)
install(DIRECTORY schemas cases docs DESTINATION ${data_dir})
install(PROGRAMS tools/migrate DESTINATION ${data_dir}/tools)
install(FILES README.md LICENSE CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
# The README leads to the pages that the program itself prints (conform help TOPIC).
install(CODE "
  file(RELATIVE_PATH docs
    \"/${CMAKE_INSTALL_DOCDIR}\" \"/${data_dir}/docs\")
  file(CREATE_LINK \"\${docs}\" \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DOCDIR}/docs\" SYMBOLIC)")

set(CPACK_PACKAGE_NAME conform)
set(CPACK_PACKAGE_VENDOR "User API Conformance Suite contributors")
set(CPACK_PACKAGE_CONTACT "User API Conformance Suite contributors <contributors@conform.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "checks whether an HTTP server conforms to the User API")
set(CPACK_PACKAGE_DESCRIPTION
  "Replays cases against a server of the User API and reports every departure from the contract, with the requirement
that it departs from. Merge and replace are checked by an oracle. Reports as JUnit XML, HTML, Markdown, JSON and HAR.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_GENERATOR TGZ)
include(CPack)

if(CONFORM_TESTS AND CONFORM_GTEST AND NOT CONFORM_SANITIZE)
  add_test(NAME package.install
    COMMAND ${CMAKE_COMMAND} -Dbuild=${PROJECT_BINARY_DIR} -Dsource=${PROJECT_SOURCE_DIR}
            -Dwork=${PROJECT_BINARY_DIR}/package-install -Dgenerator=${CMAKE_GENERATOR}
            -P ${PROJECT_SOURCE_DIR}/tests/package/install_test.cmake)
  set_tests_properties(package.install PROPERTIES TIMEOUT 300)
endif()
