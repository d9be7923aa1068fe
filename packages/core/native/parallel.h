// Divides work among threads. Kernels written against TensorFlow's C interface cannot use TensorFlow's own.
#pragma once
#include <cstdint>
#include <functional>

namespace singlora {

/**
 * Calls `run(from, to)` for parts of 0 to `total` of about `grain`, on the calling thread and others. As many threads
 * as TensorFlow may use for one operation: TF_NUM_INTRAOP_THREADS, else all of the processor.
 */
void parallel_for(int64_t total, int64_t grain, const std::function<void(int64_t from, int64_t to)>& run);

}  // namespace singlora
