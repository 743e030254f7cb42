tandem_test(unit/model tandem_model)
