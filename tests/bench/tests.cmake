# All *_bench.cpp as one program; `tandem bench` and ./run bench micro start it.
find_package(benchmark REQUIRED)
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/bench/*_bench.cpp)
if(sources)
  add_executable(tandem-micro-bench ${sources})
  target_link_libraries(tandem-micro-bench PRIVATE tandem_flags tandem_session tandem_export tandem_video tandem_audio tandem_media tandem_io
                        tandem_edit tandem_gpu_cpu tandem_gpu_vulkan tandem_gpu_opencl benchmark::benchmark)
  target_compile_definitions(tandem-micro-bench PRIVATE TANDEM_SOURCE_DIR="${CMAKE_SOURCE_DIR}" TANDEM_BINARY_DIR="${CMAKE_BINARY_DIR}")
  target_compile_options(tandem-micro-bench PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  # Each file may also be built alone and then brings BENCHMARK_MAIN(); here the first one serves for all.
  target_link_options(tandem-micro-bench PRIVATE -Wl,--allow-multiple-definition)
endif()

add_executable(tandem-sound-strips ${CMAKE_CURRENT_SOURCE_DIR}/bench/sound_strips.cpp)
target_link_libraries(tandem-sound-strips PRIVATE tandem_flags tandem_audio PkgConfig::LILV)
