// The pixel loops for AVX-512; see strip_kernels.inl. Called through the table only.
#define TANDEM_LANES 16
#define TANDEM_ISA avx512
#define TANDEM_ISA_NAME "AVX-512"
#include "gpu/cpu/strip_kernels.inl"
