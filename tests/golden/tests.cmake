tandem_test(golden tandem_io)
