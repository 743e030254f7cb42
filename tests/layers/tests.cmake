find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME layers COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/layers/check_layers.py ${CMAKE_SOURCE_DIR})
set_tests_properties(layers PROPERTIES LABELS layers)
