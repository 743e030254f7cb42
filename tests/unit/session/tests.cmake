tandem_test(unit/session tandem_session tandem_gpu_cpu)
# It plays in real time.
set_tests_properties(unit/session PROPERTIES RUN_SERIAL TRUE)
