// The binding's calls by which TensorFlow computes on Node's thread; a compiler flag redirects them here.
//
// A profiler's signal, such as that of `node --cpu-prof`, waits until the call is over; signals.cc says why.
//
// Where one operation runs at a time (TF_NUM_INTEROP_THREADS=1), a graph runs on Node's thread: handing a small operation to
// another thread takes longer than computing it. TensorFlow's threads flush values below 1.2e-38 to zero, which Node's thread
// would keep. So it flushes them too while a graph runs, or results would differ.
#undef TF_SessionRun
#undef TFE_Execute
#ifndef _WIN32
#include <signal.h>
#endif
#include <cstdlib>
#include "tensorflow/c/eager/c_api.h"
#include "tensorflow/c/c_api.h"
#include "tensorflow/core/platform/denormal.h"

namespace {

class ProfilerWaits {
#ifndef _WIN32
 public:
  ProfilerWaits() {
    sigset_t profiler;
    sigemptyset(&profiler);
    sigaddset(&profiler, SIGPROF);
    pthread_sigmask(SIG_BLOCK, &profiler, &before_);
  }
  ~ProfilerWaits() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
#endif
};

// A RunOptions { inter_op_thread_pool: -1 }, which means the calling thread; otherwise null, for TensorFlow's own threads.
const TF_Buffer* threads() {
  static const unsigned char options[] = {0x18, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1};
  static const TF_Buffer calling = {options, sizeof options, nullptr};
  const char* at_once = std::getenv("TF_NUM_INTEROP_THREADS");
  return at_once != nullptr && std::atoi(at_once) == 1 ? &calling : nullptr;
}

}  // namespace

extern "C" void singlora_session_run(TF_Session* session, const TF_Buffer* run_options,
                                     const TF_Output* inputs, TF_Tensor* const* input_values,
                                     int input_count, const TF_Output* outputs,
                                     TF_Tensor** output_values, int output_count,
                                     const TF_Operation* const* targets, int target_count,
                                     TF_Buffer* run_metadata, TF_Status* status) {
  static const TF_Buffer* const chosen = threads();
  const ProfilerWaits waits;
  const tsl::port::ScopedFlushDenormal flush;
  TF_SessionRun(session, run_options != nullptr ? run_options : chosen, inputs, input_values,
                input_count, outputs, output_values, output_count, targets, target_count,
                run_metadata, status);
}

extern "C" void singlora_execute(TFE_Op* operation, TFE_TensorHandle** results, int* count,
                                 TF_Status* status) {
  const ProfilerWaits waits;
  TFE_Execute(operation, results, count, status);
}
