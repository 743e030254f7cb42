/* A plug-in whose library ends the process that loads it. */
#include <lv2/core/lv2.h>
#include <stdlib.h>

__attribute__((constructor)) static void crash(void) { abort(); }

LV2_SYMBOL_EXPORT const LV2_Descriptor* lv2_descriptor(uint32_t index) {
    (void)index;
    return NULL;
}
