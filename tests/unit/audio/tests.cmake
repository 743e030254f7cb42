tandem_test(unit/audio tandem_audio)
