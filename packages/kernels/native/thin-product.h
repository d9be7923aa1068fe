// Products with a matrix of few columns, such as a low-rank update's factors. The large matrix is read or written once, which
// takes longer than the arithmetic.
#pragma once
#include <algorithm>
#include "small-product.h"

namespace singlora {

/** Rows of C = A B (+ plus): B is small, its rows without gaps. */
struct RowsProduct {
  int64_t columns, inner;
  const float *a, *b, *plus;
  const uint16_t* plus_bfloat16;
  float* c;
};

/** A few rows at a time: each is then read and written from its start to its end, which the processor foresees. */
template <int W>
SINGLORA_INLINE void multiply_rows(const RowsProduct& p, int64_t from, int64_t to) {
  constexpr int64_t at_a_time = 6;
  for (int64_t i = from; i < to; i += at_a_time) {
    const int64_t rows = std::min(at_a_time, to - i), start = i * p.columns;
    small_product<W>({rows, p.columns, p.inner, {p.a + i * p.inner, p.inner, 1}, p.b, p.columns, p.c + start, p.columns,
                      p.plus ? p.plus + start : nullptr, p.plus_bfloat16 ? p.plus_bfloat16 + start : nullptr});
  }
}

/** C = Aᵀ B, a sum over rows: A is `[rows, wide]`, B `[rows, thin]`, C `[wide, thin]`. */
struct SumOverRows {
  int64_t rows, wide, thin;
  const float *a, *b;
  float* c;
};

/** Columns of A at a time, whose sums stay in the second cache, and rows, few enough to be foreseen. */
constexpr int64_t kColumnsAtATime = 2048, kRowsAtATime = 32;

/**
 * Columns of A, from one on to another: Cᵀ = Bᵀ A, so that A's rows are read in vectors. `across` has space for `thin` rows
 * of kColumnsAtATime.
 */
template <int W>
SINGLORA_INLINE void sum_over_rows(const SumOverRows& p, int64_t from, int64_t to, float* across) {
  for (int64_t j = from; j < to; j += kColumnsAtATime) {
    const int64_t columns = std::min(kColumnsAtATime, to - j);
    for (int64_t i = 0; i < p.rows; i += kRowsAtATime) {
      const int64_t rows = std::min(kRowsAtATime, p.rows - i);
      small_product<W>({p.thin, columns, rows, {p.b + i * p.thin, 1, p.thin}, p.a + i * p.wide + j, p.wide, across,
                        kColumnsAtATime, i == 0 ? nullptr : across});
    }
    for (int64_t column = 0; column < columns; column++) {
      for (int64_t k = 0; k < p.thin; k++) p.c[(j + column) * p.thin + k] = across[k * kColumnsAtATime + column];
    }
  }
}

}  // namespace singlora
