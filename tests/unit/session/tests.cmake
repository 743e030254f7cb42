tandem_test(unit/session tandem_session tandem_gpu_cpu)
