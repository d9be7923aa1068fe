// TensorFlow's threads round numbers below 1.2e-38 to zero. Where one operation runs at a time, graphs run on Node's thread, which
// would keep them: the same graph would give other digits there, so it rounds while a graph runs.
#undef TF_SessionRun
#include "tensorflow/c/c_api.h"
#include "tensorflow/core/platform/denormal.h"

extern "C" void singlora_session_run(TF_Session* session, const TF_Buffer* run_options,
                                     const TF_Output* inputs, TF_Tensor* const* input_values,
                                     int input_count, const TF_Output* outputs,
                                     TF_Tensor** output_values, int output_count,
                                     const TF_Operation* const* targets, int target_count,
                                     TF_Buffer* run_metadata, TF_Status* status) {
  const tsl::port::ScopedFlushDenormal flush;
  TF_SessionRun(session, run_options, inputs, input_values, input_count, outputs, output_values,
                output_count, targets, target_count, run_metadata, status);
}
