#include "thin-product.h"
#include "call.h"
#include "operation.h"

namespace singlora {
namespace {

struct ThinProductSettings {
  TF_Bool transpose_a = 0, transpose_b = 0;
  void read(Attributes& attributes) {
    attributes.read("transpose_a", &transpose_a);
    attributes.read("transpose_b", &transpose_b);
  }
};

struct RowsTask {
  SmallProduct p;
  template <int W>
  SINGLORA_INLINE void run(int64_t from, int64_t to) const {
    multiply_rows<W>(p, from, to);
  }
};

struct SumTask {
  SumOverRows p;
  template <int W>
  SINGLORA_INLINE void run(int64_t from, int64_t to) const {
    sum_over_rows<W>(p, from, to);
  }
};

/** `[columns, inner]` as `[inner, columns]`. */
std::vector<float> transposed(const float* b, int64_t columns, int64_t inner) {
  std::vector<float> result(columns * inner);
  for (int64_t j = 0; j < columns; j++) {
    for (int64_t k = 0; k < inner; k++) result[k * columns + j] = b[j * inner + k];
  }
  return result;
}

void compute_thin_product(void* kernel, TF_OpKernelContext* context) {
  const auto& settings = *static_cast<ThinProductSettings*>(kernel);
  const bool sums = settings.transpose_a, flips = settings.transpose_b;
  Call call(context);
  const TF_Tensor *a = call.input(0), *b = call.input(1);
  if (!call.check(a && b && TF_NumDims(a) == 2 && TF_NumDims(b) == 2, "Two matrices are needed.")) return;
  const int64_t rows = TF_Dim(a, sums ? 1 : 0), inner = TF_Dim(a, sums ? 0 : 1), columns = TF_Dim(b, flips ? 0 : 1);
  float* c = call.output_over(2, 0, {rows, columns});
  const TF_Tensor* plus = call.input(2);
  if (!call.check(c && plus, "No memory for the result.")) return;
  const bool adds = TF_TensorElementCount(plus) > 0;
  if (!call.check(TF_Dim(b, flips ? 1 : 0) == inner && (!adds || TF_TensorElementCount(plus) == rows * columns) &&
                      !(sums && (flips || adds)),
                  "The inputs' sizes do not fit each other.")) {
    return;
  }
  if (sums) {
    run_parallel(SumTask{{inner, rows, columns, floats(a), floats(b), c}}, rows, 512);
    return;
  }
  const std::vector<float> flipped = flips ? transposed(floats(b), columns, inner) : std::vector<float>();
  SmallProduct p{rows, columns, inner, {floats(a), inner, 1}, flips ? flipped.data() : floats(b), columns, c, columns};
  if (adds && TF_TensorType(plus) == TF_BFLOAT16) p.plus_bfloat16 = static_cast<const uint16_t*>(TF_TensorData(plus));
  else if (adds) p.plus = floats(plus);
  run_parallel(RowsTask{p}, rows, rows_of_grain(std::max(columns, inner)));
}

const bool added = [] {
  add({"SingloraThinProduct", {"a: float", "b: float", "plus: T"}, {"c: float"},
       {"transpose_a: bool", "transpose_b: bool", "T: {float, bfloat16}"}, shapes<>, compute_thin_product, create<ThinProductSettings>,
       destroy<ThinProductSettings>});
  return true;
}();

}  // namespace
}  // namespace singlora
