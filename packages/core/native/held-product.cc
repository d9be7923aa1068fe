#if defined(__x86_64__)
#include "held-product.h"
#include "call.h"
#include "operation.h"

namespace singlora {
namespace {

struct HeldProductSettings {
  TF_Bool transpose_b = 0;
  void read(Attributes& attributes) { attributes.read("transpose_b", &transpose_b); }
};

void compute_held_product(void* kernel, TF_OpKernelContext* context) {
  const bool across = static_cast<HeldProductSettings*>(kernel)->transpose_b;
  Call call(context);
  const TF_Tensor* in[5];
  for (int i = 0; i < 5; i++) {
    in[i] = call.input(i);
    if (!call.check(in[i], "An input is missing.")) return;
  }
  const auto [a, b, bias, h, p] = in;
  if (!call.check(TF_NumDims(a) == 2 && TF_NumDims(b) == 2, "Two matrices are needed.")) return;
  const int64_t rows = TF_Dim(a, 0), inner = TF_Dim(a, 1), columns = TF_Dim(b, across ? 0 : 1);
  const int64_t rank = TF_NumDims(h) == 2 ? TF_Dim(h, 1) : 0;
  const bool biased = TF_TensorElementCount(bias) > 0;
  if (!call.check(inner % 2 == 0 && TF_Dim(b, across ? 1 : 0) == inner &&
                      (!biased || TF_TensorElementCount(bias) == columns) &&
                      TF_TensorElementCount(h) == rows * rank && TF_TensorElementCount(p) == columns * rank,
                  "The inputs' sizes do not fit each other.")) {
    return;
  }
  float* c = call.output(0, {rows, columns});
  if (!call.check(c, "No memory for the result.")) return;
  const std::unique_ptr<uint16_t[]> rounded(new uint16_t[rows * inner]);
  const HeldProduct product{rows, columns, inner, rank, rounded.get(), static_cast<const uint16_t*>(TF_TensorData(b)),
                            across, biased ? floats(bias) : nullptr, floats(h), floats(p), c};
  PanelSource(product, 0).prefetch(0, 1);
  parallel_for(rows * inner, 1 << 18,
               [&](int64_t from, int64_t to) { round_to_bfloat16(floats(a), rounded.get(), from, to); });
  multiply_held(product);
}

const bool added = serves_held_products() && [] {
  add({"SingloraHeldProduct", {"a: float", "b: bfloat16", "bias: float", "h: float", "p: float"}, {"c: float"},
       {"transpose_b: bool"}, shapes<>, compute_held_product, create<HeldProductSettings>, destroy<HeldProductSettings>});
  return true;
}();

}  // namespace
}  // namespace singlora
#endif
