// The pixel loops for AVX2; see strip_kernels.inl. Called through the table only.
#define TANDEM_LANES 8
#define TANDEM_ISA avx2
#define TANDEM_ISA_NAME "AVX2"
#include "gpu/cpu/strip_kernels.inl"
