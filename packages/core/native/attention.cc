#include <cstdlib>
#include <memory>
#include "attention-gradient.h"
#include "call.h"
#include "operation.h"

namespace singlora {
namespace {

template <bool gradient>
struct AttentionTask {
  Attention a;
  template <int W>
  SINGLORA_INLINE void run(int64_t from, int64_t to) const {
    if constexpr (W > 1) {
      if (a.head_dim % W != 0) return run<(W == 16 ? 8 : 1)>(from, to);
    }
    const int64_t bytes = HeadScratch<W>().lay_out(a, gradient, nullptr) * sizeof(float);
    std::unique_ptr<float, decltype(&std::free)> scratch(
        static_cast<float*>(std::aligned_alloc(64, rounded_up(bytes, 64))), &std::free);
    if constexpr (gradient) {
      attend_gradient<W>(a, from, to, scratch.get());
    } else {
      attend<W>(a, from, to, scratch.get());
    }
  }
};

struct AttentionSettings {
  int64_t heads = 0, kv_heads = 0;
  float scale = 0;
  void read(Attributes& attributes) {
    attributes.read("heads", &heads);
    attributes.read("kv_heads", &kv_heads);
    attributes.read("scale", &scale);
  }
};

/** A tensor of four axes, each of the size given or 1. */
bool broadcast(const TF_Tensor* tensor, const Attention& a, Broadcast* result) {
  const int64_t sizes[] = {a.batch, a.heads, a.queries, a.keys};
  int64_t steps[4], step = 1;
  if (TF_NumDims(tensor) != 4) return false;
  for (int axis = 3; axis >= 0; axis--) {
    const int64_t size = TF_Dim(tensor, axis);
    if (size != 1 && size != sizes[axis]) return false;
    steps[axis] = size == 1 ? 0 : step;
    step *= size;
  }
  *result = {floats(tensor), steps[0], steps[1], steps[2], steps[3]};
  return true;
}

/** Reads q, k, v, the mask, the factors and the batch's size, which are inputs from `first` on. */
bool read_attention(Call& call, const AttentionSettings& settings, int first, Attention* a) {
  const TF_Tensor* in[6];
  for (int i = 0; i < 6; i++) {
    in[i] = call.input(first + i);
    if (!call.check(in[i], "An input is missing.")) return false;
  }
  const auto [q, k, v, mask, factors, batch] = in;
  a->heads = settings.heads;
  a->kv_heads = settings.kv_heads;
  a->scale = settings.scale;
  a->batch = TF_TensorElementCount(batch) == 1 ? *static_cast<const int32_t*>(TF_TensorData(batch)) : 0;
  const int64_t width = TF_NumDims(q) == 2 ? TF_Dim(q, 1) : 0;
  if (!call.check(a->heads > 0 && a->kv_heads > 0 && a->heads % a->kv_heads == 0 && a->batch > 0 && width > 0 &&
                      width % a->heads == 0 && TF_NumDims(k) == 2 && TF_Dim(q, 0) % a->batch == 0 &&
                      TF_Dim(k, 0) % a->batch == 0,
                  "Queries, heads and batch do not fit each other.")) {
    return false;
  }
  a->head_dim = width / a->heads;
  a->queries = TF_Dim(q, 0) / a->batch;
  a->keys = TF_Dim(k, 0) / a->batch;
  if (!call.check(TF_Dim(k, 1) == a->kv_heads * a->head_dim && TF_TensorElementCount(v) == TF_TensorElementCount(k),
                  "Keys and values do not fit the queries.")) {
    return false;
  }
  a->q = floats(q);
  a->k = floats(k);
  a->v = floats(v);
  a->factors = {};
  const bool drops = TF_TensorElementCount(factors) > 0;
  return call.check(broadcast(mask, *a, &a->mask) && (!drops || broadcast(factors, *a, &a->factors)),
                    "The mask does not broadcast to [batch, heads, queries, keys].");
}

void compute_attention(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  AttentionTask<false> task;
  Attention& a = task.a;
  if (!read_attention(call, *static_cast<AttentionSettings*>(kernel), 0, &a)) return;
  a.y = call.output(0, {a.batch * a.queries, a.heads * a.head_dim});
  a.statistics = call.output(1, {a.batch, a.heads, a.queries, 2});
  if (!call.check(a.y && a.statistics, "No memory for the result.")) return;
  run_parallel(task, a.batch * a.heads, a.heads);
}

void compute_attention_gradient(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  AttentionTask<true> task;
  Attention& a = task.a;
  const TF_Tensor *dy = call.input(0), *y = call.input(1), *statistics = call.input(2);
  if (!call.check(dy && y && statistics, "An input is missing.")) return;
  if (!read_attention(call, *static_cast<AttentionSettings*>(kernel), 3, &a)) return;
  const int64_t size = a.batch * a.queries * a.heads * a.head_dim;
  if (!call.check(TF_TensorElementCount(dy) == size && TF_TensorElementCount(y) == size &&
                      TF_TensorElementCount(statistics) == a.batch * a.heads * a.queries * 2,
                  "The gradient does not fit the queries.")) {
    return;
  }
  a.dy = floats(dy);
  a.y = const_cast<float*>(floats(y));
  a.statistics = const_cast<float*>(floats(statistics));
  a.dq = call.output(0, {a.batch * a.queries, a.heads * a.head_dim});
  a.dk = call.output(1, {a.batch * a.keys, a.kv_heads * a.head_dim});
  a.dv = call.output(2, {a.batch * a.keys, a.kv_heads * a.head_dim});
  if (!call.check(a.dq && a.dk && a.dv, "No memory for the result.")) return;
  run_parallel(task, a.batch * a.kv_heads, a.kv_heads);
}

const bool added = [] {
  const std::vector<const char*> attributes = {"heads: int", "kv_heads: int", "scale: float"};
  add({"SingloraAttention", {"q: float", "k: float", "v: float", "mask: float", "factors: float", "batch: int32"},
       {"y: float", "statistics: float"}, attributes, shapes<0>, compute_attention, create<AttentionSettings>, destroy<AttentionSettings>});
  add({"SingloraAttentionGrad",
       {"dy: float", "y: float", "statistics: float", "q: float", "k: float", "v: float", "mask: float",
        "factors: float", "batch: int32"},
       {"dq: float", "dk: float", "dv: float"}, attributes, shapes<3, 4, 5>, compute_attention_gradient,
       create<AttentionSettings>, destroy<AttentionSettings>});
  return true;
}();

}  // namespace
}  // namespace singlora
