// A step of AdamW for many tensors at once. Rounds like the composed form: products and sums
// separately.
#pragma GCC optimize("fp-contract=off", "no-math-errno")
#include <cmath>
#include "call.h"
#include "operation.h"

namespace singlora {
namespace {

struct AdamWSettings {
  int64_t tensors = 0;
  float beta1 = 0, rest1 = 0, beta2 = 0, rest2 = 0, epsilon = 0;
  void read(Attributes& attributes) {
    attributes.read("N", &tensors);
    attributes.read("beta1", &beta1);
    attributes.read("rest1", &rest1);
    attributes.read("beta2", &beta2);
    attributes.read("rest2", &rest2);
    attributes.read("epsilon", &epsilon);
  }
};

/** One tensor's step; the compiler vectorises the loop. */
struct AdamWTask {
  AdamWSettings s;
  const float *gradient, *before, *moment1, *moment2;
  float *after, *next1, *next2;
  float clip, kept, size, correction2;
  template <int W>
  SINGLORA_INLINE void run(int64_t from, int64_t to) const {
#pragma GCC ivdep
    for (int64_t i = from; i < to; i++) {
      const float g = gradient[i] * clip, square = g * g;
      const float old1 = moment1[i] * s.beta1, new1 = g * s.rest1;
      const float old2 = moment2[i] * s.beta2, new2 = square * s.rest2;
      const float m = old1 + new1, v = old2 + new2;
      const float denominator = std::sqrt(v) / correction2 + s.epsilon;
      const float moved = size * (m / denominator), stays = before[i] * kept;
      after[i] = stays - moved;
      next1[i] = m;
      next2[i] = v;
    }
  }
};

/** Inputs: N gradients, parameters and both moments; then each tensor's rate scale and decay; and four scalars. */
void compute_adamw(void* kernel, TF_OpKernelContext* context) {
  const auto& settings = *static_cast<AdamWSettings*>(kernel);
  const int64_t n = settings.tensors;
  Call call(context);
  std::vector<const float*> given;
  std::vector<int64_t> counts;
  for (int64_t i = 0; i < 4 * n + 6; i++) {
    const TF_Tensor* tensor = call.input(i);
    if (!call.check(tensor, "An input is missing.")) return;
    const int64_t count = TF_TensorElementCount(tensor);
    const int64_t wanted = i < n ? count : i < 4 * n ? counts[i % n] : i < 4 * n + 2 ? n : 1;
    if (!call.check(count == wanted, "The inputs' sizes do not fit each other.")) return;
    given.push_back(floats(tensor));
    counts.push_back(count);
  }
  const float *scales = given[4 * n], *decays = given[4 * n + 1];
  const float rate = *given[4 * n + 2], correction1 = *given[4 * n + 3];
  for (int64_t i = 0; i < n; i++) {
    const std::vector<int64_t> shape = shape_of(call.input(n + i));
    float *after = call.output(i, shape), *next1 = call.output(n + i, shape), *next2 = call.output(2 * n + i, shape);
    if (!call.check(after && next1 && next2, "No memory for the result.")) return;
    const float own = rate * scales[i], decayed = own * decays[i];
    run_parallel(AdamWTask{settings, given[i], given[n + i], given[2 * n + i], given[3 * n + i], after, next1, next2,
                           *given[4 * n + 5], 1 - decayed, own / correction1, *given[4 * n + 4]},
                 counts[i], 32768);
  }
}

const bool added = [] {
  add({"SingloraAdamW",
       {"gradients: N * float", "parameters: N * float", "moments1: N * float", "moments2: N * float", "scales: float",
        "decays: float", "rate: float", "correction1: float", "correction2: float", "clip: float"},
       {"after: N * float", "next1: N * float", "next2: N * float"},
       {"N: int >= 1", "beta1: float", "rest1: float", "beta2: float", "rest2: float", "epsilon: float"},
       shapes<>, compute_adamw, create<AdamWSettings>, destroy<AdamWSettings>});
  return true;
}();

}  // namespace
}  // namespace singlora
