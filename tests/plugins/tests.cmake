# The bundles; suites that use them set LV2_PATH to this folder.
set(tandem_test_lv2 ${CMAKE_BINARY_DIR}/tests/lv2)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_library(tandem_test_plugins MODULE ${CMAKE_CURRENT_SOURCE_DIR}/plugins/test_plugins.c)
add_library(tandem_bad_plugin MODULE ${CMAKE_CURRENT_SOURCE_DIR}/plugins/crash_at_load.c)
set_target_properties(tandem_test_plugins PROPERTIES PREFIX "" OUTPUT_NAME test_plugins
  LIBRARY_OUTPUT_DIRECTORY ${tandem_test_lv2}/tandem-test.lv2)
add_library(tandem_test_uis MODULE ${CMAKE_CURRENT_SOURCE_DIR}/plugins/test_uis.c)
target_link_libraries(tandem_test_uis PRIVATE PkgConfig::XCB)
set_target_properties(tandem_test_uis PROPERTIES PREFIX "" OUTPUT_NAME test_uis
  LIBRARY_OUTPUT_DIRECTORY ${tandem_test_lv2}/tandem-test.lv2)
set_target_properties(tandem_bad_plugin PROPERTIES PREFIX "" OUTPUT_NAME crash_at_load
  LIBRARY_OUTPUT_DIRECTORY ${tandem_test_lv2}/tandem-bad-load.lv2)
foreach(plugin tandem_test_plugins tandem_bad_plugin tandem_test_uis)
  target_link_libraries(${plugin} PRIVATE PkgConfig::LILV m)
  target_compile_options(${plugin} PRIVATE -O2 -Wall -Wextra -Werror)
endforeach()
add_custom_command(TARGET tandem_test_plugins POST_BUILD
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/plugins/make_ttl.py ${tandem_test_lv2})
set_property(TARGET tandem_test_plugins APPEND PROPERTY LINK_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/plugins/make_ttl.py)
add_dependencies(tandem_test_plugins tandem_bad_plugin tandem_test_uis)
