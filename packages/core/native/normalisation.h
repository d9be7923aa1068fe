// Layer and root mean square normalisation of rows, and their gradients.
#pragma once
#include <cmath>
#include "vector.h"

namespace singlora {

/** The sum of f(i) over a row's vectors; f gets the offset and the number of valid elements there. */
template <int W, typename Term>
SINGLORA_INLINE float sum_over(int64_t dim, Term term) {
  Floats<W> sums[2] = {};
  int64_t i = 0;
  for (; i + 2 * W <= dim; i += 2 * W) {
    sums[0] += term(i, W);
    sums[1] += term(i + W, W);
  }
  for (; i < dim; i += W) sums[0] += term(i, dim - i < W ? dim - i : W);
  return sum_of<W>(sums[0] + sums[1]);
}

struct Normalisation {
  const float *x, *residual, *gamma, *beta;  // residual and beta may be null
  float *y, *hat, *inverse;
  int64_t dim;
  float epsilon;
  bool centred;
};

/** y = γ ⊙ x̂ + β of rows of x + residual; keeps x̂ and the inverse deviations. */
template <int W>
SINGLORA_INLINE void normalise(const Normalisation& n, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const float* x = n.x + row * n.dim;
    const float* residual = n.residual ? n.residual + row * n.dim : nullptr;
    float* hat = n.hat + row * n.dim;
    float* y = n.y + row * n.dim;
    const float total = sum_over<W>(n.dim, [=](int64_t i, int64_t count) __attribute__((always_inline)) {
      Floats<W> sum = load_up_to<W>(x + i, count);
      if (residual) sum += load_up_to<W>(residual + i, count);
      store_up_to<W>(hat + i, sum, count);
      return sum;
    });
    const float mean = n.centred ? total / n.dim : 0;
    const float squares = sum_over<W>(n.dim, [=](int64_t i, int64_t count) __attribute__((always_inline)) {
      Floats<W> off = load_up_to<W>(hat + i, count) - mean;
      if (count < W) {
        for (int64_t k = count; k < W; k++) off[k] = 0;
      }
      return off * off;
    });
    const float inverse = 1 / std::sqrt(squares / n.dim + n.epsilon);
    n.inverse[row] = inverse;
    for (int64_t i = 0; i < n.dim; i += W) {
      const int64_t count = n.dim - i < W ? n.dim - i : W;
      const Floats<W> scaled = (load_up_to<W>(hat + i, count) - mean) * inverse;
      store_up_to<W>(hat + i, scaled, count);
      Floats<W> out = scaled * load_up_to<W>(n.gamma + i, count);
      if (n.beta) out += load_up_to<W>(n.beta + i, count);
      store_up_to<W>(y + i, out, count);
    }
  }
}

struct NormalisationGradient {
  const float *dy, *hat, *inverse, *gamma;
  float* dx;
  int64_t dim;
  bool centred;
};

/** dx = (g − mean(g) − x̂ mean(g ⊙ x̂)) / deviation, g = γ ⊙ dy; without mean(g) where rows are not centred. */
template <int W>
SINGLORA_INLINE void normalise_gradient(const NormalisationGradient& n, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; row++) {
    const float* dy = n.dy + row * n.dim;
    const float* hat = n.hat + row * n.dim;
    const float* gamma = n.gamma;
    float* dx = n.dx + row * n.dim;
    float shift = 0;
    if (n.centred) {
      shift = sum_over<W>(n.dim, [=](int64_t i, int64_t count) __attribute__((always_inline)) {
        return load_up_to<W>(dy + i, count) * load_up_to<W>(gamma + i, count);
      }) / n.dim;
    }
    const float shrink = sum_over<W>(n.dim, [=](int64_t i, int64_t count) __attribute__((always_inline)) {
      return load_up_to<W>(dy + i, count) * load_up_to<W>(gamma + i, count) * load_up_to<W>(hat + i, count);
    }) / n.dim;
    const float inverse = n.inverse[row];
    for (int64_t i = 0; i < n.dim; i += W) {
      const int64_t count = n.dim - i < W ? n.dim - i : W;
      const Floats<W> g = load_up_to<W>(dy + i, count) * load_up_to<W>(gamma + i, count);
      store_up_to<W>(dx + i, (g - shift - load_up_to<W>(hat + i, count) * shrink) * inverse, count);
    }
  }
}

}  // namespace singlora
