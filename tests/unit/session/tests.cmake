tandem_test(unit/session tandem_session)
