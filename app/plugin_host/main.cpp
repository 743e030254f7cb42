// `tandem-plugin-host`: the process that a plug-in runs in where it does not run in Tandem's. Started by Tandem only.
#include "engine/audio/lv2/host_process.h"

int main(int argc, char** argv) { return tandem::lv2::plugin_host_main(argc, argv); }
