tandem_test(unit/colour tandem_video tandem_gpu_cpu tandem_model)
