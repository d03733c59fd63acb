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
  "Replays cases against a server of the User API and reports every violation of the contract with its requirement. An
oracle checks merge and replace. Reports as JUnit XML, HTML, Markdown, JSON and HAR.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
# A package is for the Debian that built it, whose libraries it needs: conform_0.2.0-1deb12_amd64.deb.
file(STRINGS /etc/os-release debian REGEX "^VERSION_ID=")
string(REGEX REPLACE "^VERSION_ID=\"?([0-9]*).*" "1deb\\1" CPACK_DEBIAN_PACKAGE_RELEASE "${debian}")
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
