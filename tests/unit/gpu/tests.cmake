tandem_test(unit / gpu tandem_gpu_cpu tandem_gpu_device)
