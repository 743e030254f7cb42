// The entry point of one libFuzzer binary; TANDEM_FUZZ_TARGET names its target.
#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    tandem::fuzz::TANDEM_FUZZ_TARGET(data, size);
    return 0;
}
