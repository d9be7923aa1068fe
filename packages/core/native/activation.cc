#include <string>
#include "activation.h"
#include "call.h"
#include "operation.h"

namespace singlora {
namespace {

template <typename Operation>
struct ElementwiseTask {
  const float* const* in;
  float* const* out;
  template <int W>
  SINGLORA_INLINE void run(int64_t from, int64_t to) const {
    elementwise<W, Operation>(in, out, from, to);
  }
};

template <typename Operation>
void compute_elementwise(void*, TF_OpKernelContext* context) {
  Call call(context);
  const float* in[Operation::inputs];
  float* out[Operation::outputs];
  const TF_Tensor* first = nullptr;
  for (int i = 0; i < Operation::inputs; i++) {
    const TF_Tensor* input = call.input(i);
    if (!call.check(input && (i == 0 || TF_TensorElementCount(input) == TF_TensorElementCount(first)),
                    "The inputs differ in size.")) {
      return;
    }
    if (i == 0) first = input;
    in[i] = floats(input);
  }
  for (int i = 0; i < Operation::outputs; i++) {
    out[i] = call.output(i, shape_of(first));
    if (!call.check(out[i], "No memory for the result.")) return;
  }
  run_parallel(ElementwiseTask<Operation>{in, out}, TF_TensorElementCount(first), 32768);
}

/** Rows of the hidden half, then its gate: y = hidden f(gate), or with dy the gradients of both. */
template <typename Function>
struct HalvesTask {
  const float *x, *dy;  // dy may be null
  float* out;
  int64_t dim;
  template <int W>
  SINGLORA_INLINE void run(int64_t from, int64_t to) const {
    for (int64_t row = from; row < to; row++) {
      const float *enters = x + 2 * row * dim, *gate = enters + dim;
      if (dy) {
        const float* in[] = {dy + row * dim, gate, enters};
        float* both[] = {out + (2 * row + 1) * dim, out + 2 * row * dim};
        elementwise<W, GateGradient<Function>>(in, both, 0, dim);
      } else {
        const float* in[] = {gate, enters};
        float* y = out + row * dim;
        elementwise<W, Gate<Function>>(in, &y, 0, dim);
      }
    }
  }
};

/** From x, or from dy and x. */
template <typename Function, bool gradient>
void compute_halves(void*, TF_OpKernelContext* context) {
  Call call(context);
  const TF_Tensor *x = call.input(gradient ? 1 : 0), *dy = gradient ? call.input(0) : nullptr;
  if (!call.check(x && TF_NumDims(x) > 0 && TF_Dim(x, TF_NumDims(x) - 1) % 2 == 0 &&
                      (!dy || 2 * TF_TensorElementCount(dy) == TF_TensorElementCount(x)),
                  "The inputs' sizes do not fit each other.")) {
    return;
  }
  std::vector<int64_t> shape = shape_of(x);
  const int64_t dim = shape.back() / 2;
  if (!gradient) shape.back() = dim;
  float* out = call.output(0, shape);
  if (!call.check(out, "No memory for the result.") || dim == 0) return;
  run_parallel(HalvesTask<Function>{floats(x), dy ? floats(dy) : nullptr, out, dim},
               TF_TensorElementCount(x) / (2 * dim), rows_of_grain(2 * dim));
}

template <typename Function>
void add_activation(const std::string& name) {
  const std::string forward = "Singlora" + name, backward = forward + "Grad";
  add({forward.c_str(), {"x: float"}, {"y: float"}, {}, shapes<0>, compute_elementwise<Activation<Function>>});
  add({backward.c_str(), {"dy: float", "x: float"}, {"dx: float"}, {}, shapes<0>,
       compute_elementwise<ActivationGradient<Function>>});
}

template <typename Function>
void add_gate(const std::string& name) {
  const std::string forward = "Singlora" + name + "Gate", backward = forward + "Grad";
  add({forward.c_str(), {"gate: float", "up: float"}, {"y: float"}, {}, shapes<0>, compute_elementwise<Gate<Function>>});
  add({backward.c_str(), {"dy: float", "gate: float", "up: float"}, {"dgate: float", "dup: float"}, {},
       shapes<0, 0>, compute_elementwise<GateGradient<Function>>});
}

const bool added = [] {
  add_activation<Gelu>("Gelu");
  add_activation<GeluTanh>("GeluTanh");
  add_activation<QuickGelu>("QuickGelu");
  add_activation<Silu>("Silu");
  add_gate<Silu>("Silu");
  add({"SingloraGeluHalves", {"x: float"}, {"y: float"}, {}, shapes<>, compute_halves<Gelu, false>});
  add({"SingloraGeluHalvesGrad", {"dy: float", "x: float"}, {"dx: float"}, {}, shapes<1>, compute_halves<Gelu, true>});
  return true;
}();

}  // namespace
}  // namespace singlora
