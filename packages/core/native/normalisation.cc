#include "normalisation.h"
#include "call.h"
#include "operation.h"

namespace singlora {
namespace {

struct NormalisationTask {
  Normalisation n;
  template <int W>
  SINGLORA_INLINE void run(int64_t from, int64_t to) const {
    normalise<W>(n, from, to);
  }
};

struct NormalisationGradientTask {
  NormalisationGradient n;
  template <int W>
  SINGLORA_INLINE void run(int64_t from, int64_t to) const {
    normalise_gradient<W>(n, from, to);
  }
};

struct NormalisationSettings {
  float epsilon = 0;
  TF_Bool centred = 1;
  void read(Attributes& attributes) {
    attributes.read("epsilon", &epsilon);
    attributes.read("centred", &centred);
  }
};

void compute_normalisation(void* kernel, TF_OpKernelContext* context) {
  const auto& settings = *static_cast<NormalisationSettings*>(kernel);
  Call call(context);
  const TF_Tensor *x = call.input(0), *residual = call.input(1), *gamma = call.input(2), *beta = call.input(3);
  if (!call.check(x && residual && gamma && beta, "An input is missing.")) return;
  const int64_t count = TF_TensorElementCount(x), dim = TF_TensorElementCount(gamma);
  const bool adds = TF_TensorElementCount(residual) > 0, shifts = TF_TensorElementCount(beta) > 0;
  if (!call.check(dim > 0 && count % dim == 0 && (!adds || TF_TensorElementCount(residual) == count) &&
                      (!shifts || TF_TensorElementCount(beta) == dim),
                  "The inputs' sizes do not fit each other.")) {
    return;
  }
  std::vector<int64_t> shape = shape_of(x);
  float *y = call.output(0, shape), *hat = call.output(1, shape);
  shape.back() = 1;
  float* inverse = call.output(2, shape);
  if (!call.check(y && hat && inverse, "No memory for the result.")) return;
  const NormalisationTask task{{floats(x), adds ? floats(residual) : nullptr, floats(gamma),
                                shifts ? floats(beta) : nullptr, y, hat, inverse, dim, settings.epsilon,
                                settings.centred != 0}};
  run_parallel(task, count / dim, rows_of_grain(dim));
}

void compute_normalisation_gradient(void* kernel, TF_OpKernelContext* context) {
  const auto& settings = *static_cast<NormalisationSettings*>(kernel);
  Call call(context);
  const TF_Tensor *dy = call.input(0), *hat = call.input(1), *inverse = call.input(2), *gamma = call.input(3);
  if (!call.check(dy && hat && inverse && gamma, "An input is missing.")) return;
  const int64_t count = TF_TensorElementCount(dy), dim = TF_TensorElementCount(gamma);
  if (!call.check(dim > 0 && count == TF_TensorElementCount(hat) && count == TF_TensorElementCount(inverse) * dim,
                  "The inputs' sizes do not fit each other.")) {
    return;
  }
  float* dx = call.output(0, shape_of(dy));
  if (!call.check(dx, "No memory for the result.")) return;
  const NormalisationGradientTask task{
      {floats(dy), floats(hat), floats(inverse), floats(gamma), dx, dim, settings.centred != 0}};
  run_parallel(task, count / dim, rows_of_grain(dim));
}

const bool added = [] {
  const std::vector<const char*> attributes = {"epsilon: float", "centred: bool"};
  add({"SingloraNormalise", {"x: float", "residual: float", "gamma: float", "beta: float"},
       {"y: float", "hat: float", "inverse: float"}, attributes, shapes<0, 0>, compute_normalisation,
       create<NormalisationSettings>, destroy<NormalisationSettings>});
  add({"SingloraNormaliseGrad", {"dy: float", "hat: float", "inverse: float", "gamma: float"}, {"dx: float"},
       attributes, shapes<0>, compute_normalisation_gradient, create<NormalisationSettings>, destroy<NormalisationSettings>});
  return true;
}();

}  // namespace
}  // namespace singlora
