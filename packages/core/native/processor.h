// Runs a task with the widest vectors that the processor has: each task is compiled for all of them.
#pragma once
#include <cstdint>
#include "vector.h"

namespace singlora {

#if defined(__x86_64__)
template <typename Task>
SINGLORA_TARGET_16 void run_512(const Task& task, int64_t from, int64_t to) {
  task.template run<16>(from, to);
}

template <typename Task>
SINGLORA_TARGET_8 void run_256(const Task& task, int64_t from, int64_t to) {
  task.template run<8>(from, to);
}
#endif

template <typename Task>
void run_128(const Task& task, int64_t from, int64_t to) {
  task.template run<4>(from, to);
}

/** A task has `template <int W> void run(int64_t from, int64_t to) const`, always inlined. */
template <typename Task>
void run_on_processor(const Task& task, int64_t from, int64_t to) {
#if defined(__x86_64__)
  static const bool has_512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                              __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  static const bool has_256 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (has_512) return run_512(task, from, to);
  if (has_256) return run_256(task, from, to);
#endif
  run_128(task, from, to);
}

}  // namespace singlora
