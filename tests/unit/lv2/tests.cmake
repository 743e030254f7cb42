tandem_test(unit/lv2 tandem_audio)
add_dependencies(test_unit_lv2 tandem_test_plugins tandem-plugin-host)
set_tests_properties(unit/lv2 PROPERTIES TIMEOUT 300
  ENVIRONMENT "LV2_PATH=${CMAKE_BINARY_DIR}/tests/lv2;TANDEM_PLUGIN_HOST=$<TARGET_FILE:tandem-plugin-host>;TANDEM_PLUGIN_LIMIT=5;XDG_CACHE_HOME=${CMAKE_BINARY_DIR}/tests/cache")
if(TARGET realtime_guard)
  add_test(NAME rt/lv2 COMMAND test_unit_lv2 --test-case=*heard*,*edit*while*,playback*)
  set_tests_properties(rt/lv2 PROPERTIES LABELS rt TIMEOUT 900 RUN_SERIAL TRUE
    ENVIRONMENT "LD_PRELOAD=$<TARGET_FILE:realtime_guard>;LV2_PATH=${CMAKE_BINARY_DIR}/tests/lv2;TANDEM_PLUGIN_HOST=$<TARGET_FILE:tandem-plugin-host>;TANDEM_PLUGIN_LIMIT=20;XDG_CACHE_HOME=${CMAKE_BINARY_DIR}/tests/cache")
endif()
