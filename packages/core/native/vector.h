// Arithmetic on vectors of W floats. The compiler uses the instruction set of the function into which it is
// inlined.
#pragma once
#include <cstdint>
#include <cstring>

#define SINGLORA_INLINE inline __attribute__((always_inline))

/** The instruction sets for functions on vectors of 16 and of 8 floats. */
#if defined(__x86_64__)
#define SINGLORA_TARGET_16 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma")))
#define SINGLORA_TARGET_8 __attribute__((target("avx2,fma")))
#else
#define SINGLORA_TARGET_16
#define SINGLORA_TARGET_8
#endif

namespace singlora {

template <int W>
struct Vectors {
  typedef float Floats __attribute__((vector_size(W * 4)));
  typedef int32_t Integers __attribute__((vector_size(W * 4)));
};
template <int W>
using Floats = typename Vectors<W>::Floats;

template <int W>
SINGLORA_INLINE Floats<W> load(const float* from) {
  Floats<W> x;
  std::memcpy(&x, from, sizeof x);
  return x;
}

template <int W>
SINGLORA_INLINE void store(float* to, Floats<W> x) {
  std::memcpy(to, &x, sizeof x);
}

/** Loads the first `count` < W values; the others are 0. */
template <int W>
SINGLORA_INLINE Floats<W> load_some(const float* from, int64_t count) {
  Floats<W> x = {};
  std::memcpy(&x, from, count * sizeof(float));
  return x;
}

template <int W>
SINGLORA_INLINE void store_some(float* to, Floats<W> x, int64_t count) {
  std::memcpy(to, &x, count * sizeof(float));
}

template <int W>
SINGLORA_INLINE Floats<W> load_up_to(const float* from, int64_t count) {
  return count == W ? load<W>(from) : load_some<W>(from, count);
}

template <int W>
SINGLORA_INLINE void store_up_to(float* to, Floats<W> x, int64_t count) {
  count == W ? store<W>(to, x) : store_some<W>(to, x, count);
}

/** W bfloat16 values, the upper halves of floats. */
template <int W>
SINGLORA_INLINE Floats<W> load(const uint16_t* from) {
  typedef uint16_t Halves __attribute__((vector_size(W * 2)));
  Halves halves;
  std::memcpy(&halves, from, sizeof halves);
  const auto bits = __builtin_convertvector(halves, typename Vectors<W>::Integers) << 16;
  Floats<W> x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

/** Adds or compares the halves of a vector until one value is left. */
template <int W, typename Combine>
SINGLORA_INLINE float folded(Floats<W> x, Combine combine) {
  if constexpr (W == 1) {
    return x[0];
  } else {
    Floats<W / 2> halves[2];
    std::memcpy(halves, &x, sizeof x);
    return folded<W / 2>(combine(halves[0], halves[1]), combine);
  }
}

template <int W>
SINGLORA_INLINE float sum_of(Floats<W> x) {
  return folded<W>(x, [](auto a, auto b) __attribute__((always_inline)) { return a + b; });
}

template <int W>
SINGLORA_INLINE float largest_of(Floats<W> x) {
  return folded<W>(x, [](auto a, auto b) __attribute__((always_inline)) { return a > b ? a : b; });
}

/** eˣ to 1 ulp or so: x = n ln 2 + r with |r| ≤ ½ ln 2, a Taylor polynomial of r, and n into the exponent; 0 below −87. */
template <int W>
SINGLORA_INLINE Floats<W> exponential(Floats<W> x) {
  const Floats<W> zero = {};
  const float round = 12582912.f;  // 1.5 · 2²³: adding it leaves the nearest integer in the low bits
  const Floats<W> top = zero + 88.f;
  const Floats<W> bounded = x < top ? x : top;
  const Floats<W> shifted = bounded * 1.44269504f + round;
  const Floats<W> n = shifted - round;
  const Floats<W> r = (bounded - n * 0.693359375f) - n * -2.12194440e-4f;
  Floats<W> p = zero + 1.f / 5040;
  p = p * r + 1.f / 720;
  p = p * r + 1.f / 120;
  p = p * r + 1.f / 24;
  p = p * r + 1.f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.f;
  p = p * r + 1.f;
  typename Vectors<W>::Integers bits, scale;
  std::memcpy(&bits, &shifted, sizeof bits);
  scale = (bits << 23) + 0x3f800000;  // the low bits of `round` are 0
  Floats<W> power;
  std::memcpy(&power, &scale, sizeof power);
  const Floats<W> lowest = zero - 87.f;
  return x > lowest ? p * power : zero;
}

}  // namespace singlora
