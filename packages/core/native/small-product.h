// Products of matrices with a factor small enough to stay in the processor's caches, such as one head's of an attention.
#pragma once
#include "vector.h"

namespace singlora {

/** A matrix of floats in memory, by the distance between rows and between columns. */
struct Matrix {
  const float* at;
  int64_t row, column;
};

/** A product's factors and result; rows of B and C have no gaps within. */
struct SmallProduct {
  int64_t rows, columns, inner;
  Matrix a;
  const float* b;
  int64_t b_row;
  float* c;
  int64_t c_row;
  const float* plus = nullptr;  // laid out as C, and may be C: what the product is added to
  const uint16_t* plus_bfloat16 = nullptr;  // or this
};

/** R rows and N vectors of columns of C, from row i and column j on, with all sums in registers. */
template <int W, int R, int N>
SINGLORA_INLINE void product_tile(const SmallProduct& p, int64_t i, int64_t j) {
  const float* a = p.a.at + i * p.a.row;
  const float* b = p.b + j;
  Floats<W> sums[R][N] = {};
  for (int64_t k = 0; k < p.inner; k++) {
    Floats<W> columns[N];
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) columns[n] = load<W>(b + k * p.b_row + n * W);
#pragma GCC unroll 16
    for (int r = 0; r < R; r++) {
      const float factor = a[r * p.a.row + k * p.a.column];
#pragma GCC unroll 8
      for (int n = 0; n < N; n++) sums[r][n] += factor * columns[n];
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; r++) {
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) {
      const int64_t at = (i + r) * p.c_row + j + n * W;
      if (p.plus) sums[r][n] += load<W>(p.plus + at);
      if (p.plus_bfloat16) sums[r][n] += load<W>(p.plus_bfloat16 + at);
      store<W>(p.c + at, sums[r][n]);
    }
  }
}

/** N vectors of columns of a product, from column j on. */
template <int W, int R, int N>
SINGLORA_INLINE void product_columns(const SmallProduct& p, int64_t j) {
  int64_t i = 0;
  if constexpr (R > 2) {
    for (; i + R <= p.rows; i += R) product_tile<W, R, N>(p, i, j);
    if (i + R / 2 <= p.rows) product_tile<W, R / 2, N>(p, i, j), i += R / 2;
  }
  for (; i + 2 <= p.rows; i += 2) product_tile<W, 2, N>(p, i, j);
  if (i < p.rows) product_tile<W, 1, N>(p, i, j);
}

/** Columns from j on; those that do not fill a vector are left to vectors of half the length. */
template <int W>
SINGLORA_INLINE void multiply(const SmallProduct& p, int64_t j = 0) {
  // As many sums as fit into the registers with their factors: 32 registers of 16 floats, else 16.
  if constexpr (W == 16) {
    for (; j + 4 * W <= p.columns; j += 4 * W) product_columns<W, 6, 4>(p, j);
    if (j + 3 * W <= p.columns) product_columns<W, 8, 3>(p, j), j += 3 * W;
  }
  for (; j + 2 * W <= p.columns; j += 2 * W) product_columns<W, W == 16 ? 12 : 6, 2>(p, j);
  if (j + W <= p.columns) product_columns<W, 6, 1>(p, j), j += W;
  if constexpr (W > 1) {
    if (j < p.columns) multiply<W / 2>(p, j);
  }
}

/** C = A B (+ plus). Functions of their own: inlined into larger ones, their sums are not kept in registers. */
template <int W>
void small_product(const SmallProduct& p);
template <>
SINGLORA_TARGET_16 __attribute__((noinline)) inline void small_product<16>(const SmallProduct& p) {
  multiply<16>(p);
}
template <>
SINGLORA_TARGET_8 __attribute__((noinline)) inline void small_product<8>(const SmallProduct& p) {
  multiply<8>(p);
}
template <>
__attribute__((noinline)) inline void small_product<4>(const SmallProduct& p) {
  multiply<4>(p);
}
template <>
__attribute__((noinline)) inline void small_product<1>(const SmallProduct& p) {
  multiply<1>(p);
}

}  // namespace singlora
