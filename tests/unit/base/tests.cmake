tandem_test(unit/base tandem_base)
