tandem_test(unit/lv2 tandem_audio)
add_dependencies(test_unit_lv2 tandem_test_plugins tandem-plugin-host)
set_tests_properties(unit/lv2 PROPERTIES TIMEOUT 300
  ENVIRONMENT "LV2_PATH=${CMAKE_BINARY_DIR}/tests/lv2;TANDEM_PLUGIN_HOST=$<TARGET_FILE:tandem-plugin-host>;TANDEM_PLUGIN_LIMIT=5;XDG_CACHE_HOME=${CMAKE_BINARY_DIR}/tests/cache")
