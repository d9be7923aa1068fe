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
  return true;
}();

}  // namespace
}  // namespace singlora
