tandem_test(unit/media tandem_media)
