tandem_test(unit/video tandem_video tandem_media tandem_model)
