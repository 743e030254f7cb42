tandem_test(unit/audio tandem_audio PkgConfig::EBUR128)

# A sound card of our own, see its head.
add_library(asound_module_pcm_clocked MODULE ${CMAKE_CURRENT_SOURCE_DIR}/support/clocked_device.c)
target_compile_definitions(asound_module_pcm_clocked PRIVATE PIC)
target_compile_options(asound_module_pcm_clocked PRIVATE -Wall -Wextra -Werror)
target_link_libraries(asound_module_pcm_clocked PRIVATE PkgConfig::ALSA m)
add_dependencies(test_unit_audio asound_module_pcm_clocked)

# The same tests with what the device's thread may not do forbidden.
if(NOT TANDEM_SANITIZE)
  add_library(realtime_guard SHARED ${CMAKE_CURRENT_SOURCE_DIR}/support/realtime_guard.c)
  target_link_libraries(realtime_guard PRIVATE ${CMAKE_DL_LIBS} Threads::Threads)
  target_compile_options(realtime_guard PRIVATE -O2 -Wall -Wextra -Werror -fno-builtin)
  add_test(NAME rt/audio COMMAND test_unit_audio --source-file=*live_test.cpp,*loop_test.cpp,*shuttle_test.cpp,*device_test.cpp,*inserts_test.cpp,*meters_test.cpp,*record*_test.cpp --test-case-exclude=*EBU*)
  set_tests_properties(rt/audio PROPERTIES LABELS rt TIMEOUT 300 RUN_SERIAL TRUE
    ENVIRONMENT "LD_PRELOAD=$<TARGET_FILE:realtime_guard>")
  add_executable(realtime_sinner ${CMAKE_CURRENT_SOURCE_DIR}/support/realtime_sinner.cpp)
  target_link_libraries(realtime_sinner PRIVATE tandem_flags Threads::Threads)
  add_test(NAME rt/guard COMMAND realtime_sinner)
  set_tests_properties(rt/guard PROPERTIES LABELS rt ENVIRONMENT "LD_PRELOAD=$<TARGET_FILE:realtime_guard>"
    PASS_REGULAR_EXPRESSION "1 scopes; 1 memory, 1 locks, 1 system calls \\(first 1\\)")
endif()

find_package(benchmark REQUIRED)
add_executable(tandem_bench_audio ${CMAKE_CURRENT_SOURCE_DIR}/bench/audio_bench.cpp)
target_link_libraries(tandem_bench_audio PRIVATE tandem_flags tandem_audio benchmark::benchmark)
