if(TARGET tandem_scripting)
  tandem_test(unit/scripting tandem_scripting PkgConfig::LUA PkgConfig::SECCOMP)
  add_dependencies(test_unit_scripting tandem-lua)
  # The bounded string functions beside Lua's own, in one process.
  target_sources(test_unit_scripting PRIVATE ${CMAKE_SOURCE_DIR}/app/lua_helper/pattern.cpp ${CMAKE_SOURCE_DIR}/app/lua_helper/string_functions.cpp)
  # Confines itself as tandem-lua does, then does what is forbidden.
  add_executable(tandem_confined_sinner ${CMAKE_CURRENT_SOURCE_DIR}/support/confined_sinner.cpp
                 ${CMAKE_SOURCE_DIR}/app/lua_helper/confine.cpp ${CMAKE_SOURCE_DIR}/engine/base/result.cpp)
  target_link_libraries(tandem_confined_sinner PRIVATE tandem_flags PkgConfig::SECCOMP)
  target_compile_options(tandem_confined_sinner PRIVATE -fno-sanitize=all)
  target_link_options(tandem_confined_sinner PRIVATE -fno-sanitize=all)
  add_dependencies(test_unit_scripting tandem_confined_sinner)
  target_compile_definitions(test_unit_scripting PRIVATE CONFINED_SINNER="$<TARGET_FILE:tandem_confined_sinner>")
endif()
