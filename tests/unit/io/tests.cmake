tandem_test(unit/io tandem_io)
