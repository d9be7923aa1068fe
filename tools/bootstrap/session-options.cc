// Compiled graphs run as they were recorded. TensorFlow's graph optimiser would take seconds at the first run of each without
// making steps faster: graphs are already fused when they are recorded. The binding uses default options and offers no others, so
// a compiler flag redirects its call here.
#undef TF_NewSessionOptions
#include "tensorflow/c/c_api.h"

extern "C" TF_SessionOptions* singlora_session_options() {
  // A ConfigProto: graph_options { rewrite_options { disable_meta_optimizer: true } }
  static const unsigned char config[] = {0x52, 5, 0x52, 3, 0x98, 1, 1};
  TF_SessionOptions* options = TF_NewSessionOptions();
  TF_Status* status = TF_NewStatus();
  TF_SetConfig(options, config, sizeof config, status);
  TF_DeleteStatus(status);
  return options;
}
