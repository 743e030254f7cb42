tandem_test(unit/audio tandem_audio)

find_package(benchmark REQUIRED)
add_executable(tandem_bench_audio ${CMAKE_CURRENT_SOURCE_DIR}/bench/audio_bench.cpp)
target_link_libraries(tandem_bench_audio PRIVATE tandem_flags tandem_audio benchmark::benchmark)
