# The window, offscreen: skipped where Qt is not there.
if(TARGET tandem_ui)
  find_package(Qt6 6.4 COMPONENTS Test QUIET REQUIRED)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/ui/*.cpp)
  add_executable(test_ui ${sources})
  target_link_libraries(test_ui PRIVATE tandem_flags tandem_ui tandem_gpu_cpu Qt6::Test)
  target_compile_options(test_ui PRIVATE -Wno-maybe-uninitialized)
  target_compile_definitions(test_ui PRIVATE TANDEM_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME ui COMMAND test_ui WORKING_DIRECTORY ${CMAKE_BINARY_DIR})
  set_tests_properties(ui PROPERTIES LABELS ui ENVIRONMENT
    "QT_QPA_PLATFORM=offscreen;LV2_PATH=${CMAKE_BINARY_DIR}/tests/lv2;TANDEM_PLUGIN_HOST=$<TARGET_FILE:tandem-plugin-host>")
  add_dependencies(test_ui tandem_test_plugins tandem-plugin-host)
  math(EXPR tandem_ui_timeout "900 * ${tandem_slowdown}")
  # It plays, records and scrubs in real time.
  set_tests_properties(ui PROPERTIES TIMEOUT ${tandem_ui_timeout} RUN_SERIAL TRUE)
endif()
