# What plays in real time runs once, with the guard below and with no other test beside it.
set(realtime_tests *live_test.cpp,*hands_test.cpp,*loop_test.cpp,*shuttle_test.cpp,*device_test.cpp,*inserts_test.cpp,*together_test.cpp,*record*_test.cpp,*monitor_test.cpp,*storm_test.cpp,*fader_group_test.cpp,*repeat_test.cpp,*card_clock_test.cpp,*tap_test.cpp)
if(NOT TANDEM_SANITIZE)
  set(test_unit_audio_arguments --source-file-exclude=${realtime_tests})
endif()
tandem_test(unit/audio tandem_audio tandem_edit tandem_io PkgConfig::EBUR128)

# A sound card of our own, see its head.
add_library(asound_module_pcm_clocked MODULE ${CMAKE_CURRENT_SOURCE_DIR}/support/clocked_device.c)
target_compile_definitions(asound_module_pcm_clocked PRIVATE PIC)
target_compile_options(asound_module_pcm_clocked PRIVATE -Wall -Wextra -Werror)
target_link_libraries(asound_module_pcm_clocked PRIVATE PkgConfig::ALSA m)
add_dependencies(test_unit_audio asound_module_pcm_clocked)

# The tests that play, with what the device's thread may not do forbidden.
if(NOT TANDEM_SANITIZE)
  add_library(realtime_guard SHARED ${CMAKE_CURRENT_SOURCE_DIR}/support/realtime_guard.c)
  target_link_libraries(realtime_guard PRIVATE ${CMAKE_DL_LIBS} Threads::Threads)
  target_compile_options(realtime_guard PRIVATE -O2 -Wall -Wextra -Werror -fno-builtin)
  add_test(NAME rt/audio COMMAND test_unit_audio --source-file=${realtime_tests},*meters_test.cpp --test-case-exclude=*EBU*)
  set_tests_properties(rt/audio PROPERTIES LABELS rt TIMEOUT 900 RUN_SERIAL TRUE
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
