// The pixel loops for SSE4; see strip_kernels.inl. Called through the table only.
#define TANDEM_LANES 4
#define TANDEM_ISA sse4
#define TANDEM_ISA_NAME "SSE4"
#include "gpu/cpu/strip_kernels.inl"
