# The validation layer around whole programs.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
if(TARGET tandem AND NOT TANDEM_SANITIZE)
  add_test(NAME gpu/validation COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/gpu/validation_test.py ${CMAKE_CURRENT_BINARY_DIR} $<TARGET_FILE:tandem>)
  set_tests_properties(gpu/validation PROPERTIES LABELS gpu TIMEOUT 1800)
endif()
