tandem_test(unit/export tandem_export)
