tandem_test(unit/transport tandem_transport)
