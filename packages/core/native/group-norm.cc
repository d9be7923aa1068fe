#include "group-norm.h"
#include "call.h"
#include "operation.h"

namespace singlora {
namespace {

struct GroupNormSettings {
  int64_t groups = 1;
  float epsilon = 0;
  TF_Bool activated = 0;
  void read(Attributes& attributes) {
    attributes.read("groups", &groups);
    attributes.read("epsilon", &epsilon);
    attributes.read("activated", &activated);
  }
};

template <typename Norm>
struct SumTask {
  const Norm& norm;
  template <int W>
  SINGLORA_INLINE void run(int64_t from, int64_t to) const {
    for (int64_t part = from; part < to; part++) norm.template sum<W>(part);
  }
};

template <typename Norm>
struct ApplyTask {
  const Norm& norm;
  template <int W>
  SINGLORA_INLINE void run(int64_t from, int64_t to) const {
    for (int64_t part = from; part < to; part++) norm.template apply<W>(part);
  }
};

/** Runs three phases: sums over each part, statistics of each picture, results of each part. */
template <typename Norm>
void run_phases(const Norm& norm) {
  const Grouped& g = norm.g;
  const int64_t parts = g.batch * g.parts(), grain = rows_of_grain(std::min(g.places, g.places_of_part) * g.channels);
  run_parallel(SumTask<Norm>{norm}, parts, grain);
  for (int64_t item = 0; item < g.batch; item++) norm.settle(item);
  run_parallel(ApplyTask<Norm>{norm}, parts, grain);
}

/** Whether the shapes of x, γ and β match. */
bool grouped(Call& call, const GroupNormSettings& settings, const TF_Tensor* x, const TF_Tensor* gamma,
             const TF_Tensor* beta, Grouped* g) {
  if (!call.check(x && gamma && beta, "An input is missing.")) return false;
  const int64_t channels = TF_TensorElementCount(gamma), batch = TF_NumDims(x) > 1 ? TF_Dim(x, 0) : 0;
  const int64_t count = TF_TensorElementCount(x);
  if (!call.check(channels > 0 && batch > 0 && settings.groups > 0 && channels % settings.groups == 0 && count > 0 &&
                      TF_Dim(x, TF_NumDims(x) - 1) == channels && TF_TensorElementCount(beta) == channels,
                  "The inputs' sizes do not fit each other.")) {
    return false;
  }
  *g = {batch,         count / batch / channels, channels,     settings.groups, rows_of_grain(channels), settings.activated != 0,
        floats(x), floats(gamma), floats(beta)};
  return true;
}

void compute_group_norm(void* kernel, TF_OpKernelContext* context) {
  const auto& settings = *static_cast<GroupNormSettings*>(kernel);
  Call call(context);
  const TF_Tensor* x = call.input(0);
  Grouped g;
  if (!grouped(call, settings, x, call.input(1), call.input(2), &g)) return;
  float* y = call.output(0, shape_of(x));
  float *mean = call.output(1, {g.batch, g.groups}), *inverse = call.output(2, {g.batch, g.groups});
  if (!call.check(y && mean && inverse, "No memory for the result.")) return;
  auto sums = g.vectors(2 * g.parts()), means = g.vectors(1), scales = g.vectors(1);
  run_phases(GroupNorm{g, settings.epsilon, y, mean, inverse, &sums, &means, &scales});
}

void compute_group_norm_gradient(void* kernel, TF_OpKernelContext* context) {
  const auto& settings = *static_cast<GroupNormSettings*>(kernel);
  Call call(context);
  const TF_Tensor *dy = call.input(0), *x = call.input(1), *mean = call.input(2), *inverse = call.input(3);
  Grouped g;
  if (!grouped(call, settings, x, call.input(4), call.input(5), &g)) return;
  const int64_t statistics = g.batch * g.groups;
  if (!call.check(dy && mean && inverse && TF_TensorElementCount(dy) == TF_TensorElementCount(x) &&
                      TF_TensorElementCount(mean) == statistics && TF_TensorElementCount(inverse) == statistics,
                  "The inputs' sizes do not fit each other.")) {
    return;
  }
  float *dx = call.output(0, shape_of(x)), *dgamma = call.output(1, {g.channels}), *dbeta = call.output(2, {g.channels});
  if (!call.check(dx && dgamma && dbeta, "No memory for the result.")) return;
  std::fill_n(dgamma, g.channels, 0.f);
  std::fill_n(dbeta, g.channels, 0.f);
  auto sums = g.vectors(2 * g.parts()), means = g.vectors(1), scales = g.vectors(1), slopes = g.vectors(1),
       shifts = g.vectors(1);
  const GroupNormGradient norm{g,     floats(dy), floats(mean), floats(inverse), dx,      dgamma,
                               dbeta, &sums,      &means,       &scales,         &slopes, &shifts};
  for (int64_t item = 0; item < g.batch; item++) norm.prepare(item);
  run_phases(norm);
}

const bool added = [] {
  const std::vector<const char*> attributes = {"groups: int", "epsilon: float", "activated: bool"};
  add({"SingloraGroupNorm", {"x: float", "gamma: float", "beta: float"}, {"y: float", "mean: float", "inverse: float"},
       attributes, shapes<0>, compute_group_norm, create<GroupNormSettings>, destroy<GroupNormSettings>});
  add({"SingloraGroupNormGrad",
       {"dy: float", "x: float", "mean: float", "inverse: float", "gamma: float", "beta: float"},
       {"dx: float", "dgamma: float", "dbeta: float"}, attributes, shapes<0>, compute_group_norm_gradient,
       create<GroupNormSettings>, destroy<GroupNormSettings>});
  return true;
}();

}  // namespace
}  // namespace singlora
