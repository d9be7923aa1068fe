// Elementwise activations and their gradients, each in one pass over its tensors.
#pragma once
#include "vector.h"

namespace singlora {

/** A value and its derivative. */
template <int W>
struct Slope {
  Floats<W> value, slope;
};

/**
 * The exact GELU, x Φ(x). Φ by the rational approximation 7.1.26 of Abramowitz & Stegun, within 7.5e-8, which shares
 * its exponential with the derivative Φ(x) + x φ(x).
 */
struct Gelu {
  template <int W>
  static SINGLORA_INLINE Slope<W> at(Floats<W> x) {
    const Floats<W> zero = {};
    const Floats<W> size = x < zero ? -x : x;
    const Floats<W> bell = exponential<W>(x * x * -0.5f);
    const Floats<W> t = 1.f / (1.f + size * (0.3275911f * 0.70710678f));
    Floats<W> p = zero + 1.061405429f;
    p = p * t - 1.453152027f;
    p = p * t + 1.421413741f;
    p = p * t - 0.284496736f;
    p = p * t + 0.254829592f;
    const Floats<W> tail = 0.5f * p * t * bell;
    const Floats<W> cdf = x < zero ? tail : 1.f - tail;
    return {x * cdf, cdf + x * bell * 0.39894228f};
  }
};

/** GELU's approximation by a tanh: x σ(2 z), z = √(2/π) (x + 0.044715 x³). */
struct GeluTanh {
  template <int W>
  static SINGLORA_INLINE Slope<W> at(Floats<W> x) {
    const Floats<W> square = x * x;
    const Floats<W> z2 = x * (1.59576912f + 0.07135481f * square);
    const Floats<W> sigma = 1.f / (1.f + exponential<W>(-z2));
    const Floats<W> inner = x * (1.59576912f + 0.21406444f * square);
    return {x * sigma, sigma + inner * sigma * (1.f - sigma)};
  }
};

/** x σ(s x) for a steepness s in thousandths. */
template <int thousandths>
struct Swish {
  template <int W>
  static SINGLORA_INLINE Slope<W> at(Floats<W> x) {
    constexpr float steepness = thousandths / 1000.f;
    const Floats<W> sigma = 1.f / (1.f + exponential<W>(x * -steepness));
    const Floats<W> value = x * sigma;
    return {value, sigma + steepness * value * (1.f - sigma)};
  }
};

using Silu = Swish<1000>;
/** GELU's approximation by a sigmoid. */
using QuickGelu = Swish<1702>;

/** y = f(x). */
template <typename Function>
struct Activation {
  static constexpr int inputs = 1, outputs = 1;
  template <int W>
  static SINGLORA_INLINE void at(const Floats<W>* in, Floats<W>* out) {
    out[0] = Function::template at<W>(in[0]).value;
  }
};

/** dx = dy f′(x), from dy and x. */
template <typename Function>
struct ActivationGradient {
  static constexpr int inputs = 2, outputs = 1;
  template <int W>
  static SINGLORA_INLINE void at(const Floats<W>* in, Floats<W>* out) {
    out[0] = in[0] * Function::template at<W>(in[1]).slope;
  }
};

/** y = f(gate) up. */
template <typename Function>
struct Gate {
  static constexpr int inputs = 2, outputs = 1;
  template <int W>
  static SINGLORA_INLINE void at(const Floats<W>* in, Floats<W>* out) {
    out[0] = Function::template at<W>(in[0]).value * in[1];
  }
};

/** dgate = dy up f′(gate) and dup = dy f(gate), from dy, gate and up. */
template <typename Function>
struct GateGradient {
  static constexpr int inputs = 3, outputs = 2;
  template <int W>
  static SINGLORA_INLINE void at(const Floats<W>* in, Floats<W>* out) {
    const Slope<W> f = Function::template at<W>(in[1]);
    out[0] = in[0] * in[2] * f.slope;
    out[1] = in[0] * f.value;
  }
};

/** Runs an elementwise operation on the elements from `begin` to `end`. */
template <int W, typename Operation>
SINGLORA_INLINE void elementwise(const float* const* in, float* const* out, int64_t begin, int64_t end) {
  Floats<W> x[Operation::inputs], y[Operation::outputs];
  int64_t i = begin;
  for (; i + W <= end; i += W) {
    for (int k = 0; k < Operation::inputs; k++) x[k] = load<W>(in[k] + i);
    Operation::template at<W>(x, y);
    for (int k = 0; k < Operation::outputs; k++) store<W>(out[k] + i, y[k]);
  }
  if (i == end) return;
  for (int k = 0; k < Operation::inputs; k++) x[k] = load_some<W>(in[k] + i, end - i);
  Operation::template at<W>(x, y);
  for (int k = 0; k < Operation::outputs; k++) store_some<W>(out[k] + i, y[k], end - i);
}

}  // namespace singlora
