tandem_test(unit/gpu tandem_gpu_cpu tandem_gpu_device)

find_package(benchmark REQUIRED)
add_executable(tandem_bench_gpu ${CMAKE_CURRENT_SOURCE_DIR}/bench/gpu_bench.cpp)
target_link_libraries(tandem_bench_gpu PRIVATE tandem_flags tandem_gpu_cpu benchmark::benchmark)
add_executable(tandem_bench_devices ${CMAKE_CURRENT_SOURCE_DIR}/bench/device_bench.cpp)
target_link_libraries(tandem_bench_devices PRIVATE tandem_flags tandem_gpu_cpu tandem_gpu_vulkan tandem_gpu_opencl benchmark::benchmark)
