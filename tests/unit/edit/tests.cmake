tandem_test(unit/edit tandem_edit)
