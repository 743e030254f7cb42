// The pixel loops for SSE2; see strip_kernels.inl. Called through the table only.
#define TANDEM_LANES 4
#define TANDEM_ISA base
#define TANDEM_ISA_NAME "SSE2"
#include "gpu/cpu/strip_kernels.inl"
