tandem_test(unit/session tandem_session tandem_gpu_cpu)
add_dependencies(test_unit_session asound_module_pcm_clocked) # a card of another rate
# It plays in real time.
set_tests_properties(unit/session PROPERTIES RUN_SERIAL TRUE)
