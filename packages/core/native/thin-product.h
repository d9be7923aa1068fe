// Products with a matrix of few columns, such as a low-rank update's factors. The large matrix is read or written once, which
// takes longer than the arithmetic.
#pragma once
#include <algorithm>
#include <vector>
#include "small-product.h"

namespace singlora {

/** Rows of a product, a few at a time: each is then read and written sequentially, which the processor prefetches. */
template <int W>
SINGLORA_INLINE void multiply_rows(const SmallProduct& p, int64_t from, int64_t to) {
  constexpr int64_t at_a_time = 6;
  for (int64_t i = from; i < to; i += at_a_time) {
    SmallProduct part = p;
    part.rows = std::min(at_a_time, to - i);
    part.a.at += i * p.a.row;
    part.c += i * p.c_row;
    if (p.plus) part.plus += i * p.c_row;
    if (p.plus_bfloat16) part.plus_bfloat16 += i * p.c_row;
    small_product<W>(part);
  }
}

/** C = Aᵀ B, a sum over rows: A is `[rows, wide]`, B `[rows, thin]`, C `[wide, thin]`. */
struct SumOverRows {
  int64_t rows, wide, thin;
  const float *a, *b;
  float* c;
};

/** Columns of A at a time, whose sums stay in the L2 cache, and rows, few enough for the hardware prefetcher. */
constexpr int64_t kColumnsAtATime = 2048, kRowsAtATime = 32;

/** The columns of A from `from` up to `to`: Cᵀ = Bᵀ A, so that A's rows are read in vectors. */
template <int W>
SINGLORA_INLINE void sum_over_rows(const SumOverRows& p, int64_t from, int64_t to) {
  const int64_t most = std::min(kColumnsAtATime, to - from);
  std::vector<float> sums(p.thin * most);
  float* across = sums.data();
  for (int64_t j = from; j < to; j += kColumnsAtATime) {
    const int64_t columns = std::min(kColumnsAtATime, to - j);
    for (int64_t i = 0; i < p.rows; i += kRowsAtATime) {
      const int64_t rows = std::min(kRowsAtATime, p.rows - i);
      small_product<W>({p.thin, columns, rows, {p.b + i * p.thin, 1, p.thin}, p.a + i * p.wide + j, p.wide, across,
                        most, i == 0 ? nullptr : across});
    }
    for (int64_t column = 0; column < columns; column++) {
      for (int64_t k = 0; k < p.thin; k++) p.c[(j + column) * p.thin + k] = across[k * most + column];
    }
  }
}

}  // namespace singlora
