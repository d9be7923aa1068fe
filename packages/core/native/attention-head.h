// The inputs and outputs of attention and its gradient, and the memory of one head.
#pragma once
#include "small-product.h"

namespace singlora {

/** A tensor that broadcasts to [batch, heads, queries, keys]: its stride along each axis, 0 for axes of size 1. */
struct Broadcast {
  const float* at;
  int64_t batch, head, query, key;
};

struct Attention {
  const float *q, *k, *v;
  Broadcast mask;     // added to the scores
  Broadcast factors;  // multiply the probabilities; null without dropout
  float* y;
  float* statistics;  // of each query [batch, heads, queries, 2]: its largest score, and 1 / Σ e^(score − largest)
  // of the gradient
  const float* dy;
  float *dq, *dk, *dv;
  int64_t batch, heads, kv_heads, queries, keys, head_dim;
  float scale;
};

/** Queries at a time. */
constexpr int64_t query_block = 32;

SINGLORA_INLINE int64_t rounded_up(int64_t n, int64_t step) { return (n + step - 1) / step * step; }

/** The working memory of one head: copies with rows without gaps, since distant rows compete for cache lines. */
template <int W>
struct HeadScratch {
  int64_t padded;  // keys, rounded up to whole vectors
  float *keys_across, *values_across;  // [head_dim, padded]
  float *keys, *values;                // [keys, head_dim]
  float *queries, *dy, *result;        // [query_block, head_dim]
  float *scores, *changes;             // [query_block, padded]
  float *dk, *dv;                      // [keys, head_dim]

  /** Lays the parts out from `at` on; returns the total number of floats. */
  SINGLORA_INLINE int64_t lay_out(const Attention& a, bool gradient, float* at) {
    padded = rounded_up(a.keys, W);
    const float* start = at;
    const auto take = [&at](float*& part, int64_t rows, int64_t columns) __attribute__((always_inline)) {
      part = at;
      at += rounded_up(rows * columns, 16) + 48;  // parts a page apart would share the cache's places
    };
    take(keys_across, a.head_dim, padded);
    take(values, a.keys, a.head_dim);
    take(queries, query_block, a.head_dim);
    take(result, query_block, a.head_dim);
    take(scores, query_block, padded);
    if (gradient) {
      take(values_across, a.head_dim, padded);
      take(keys, a.keys, a.head_dim);
      take(dy, query_block, a.head_dim);
      take(changes, query_block, padded);
      take(dk, a.keys, a.head_dim);
      take(dv, a.keys, a.head_dim);
    }
    return at - start;
  }
};

/** Copies rows of `dim` floats. */
template <int W>
SINGLORA_INLINE void copy_rows(float* to, int64_t to_row, const float* from, int64_t from_row, int64_t rows, int64_t dim) {
  for (int64_t i = 0; i < rows; i++) {
    for (int64_t d = 0; d < dim; d += W) store<W>(to + i * to_row + d, load<W>(from + i * from_row + d));
  }
}

/** [rows, columns] of x as [columns, to_row], four rows by four columns at a time; zeros after the rows. */
SINGLORA_INLINE void transpose_into(float* to, int64_t to_row, const float* x, int64_t x_row, int64_t rows,
                                    int64_t columns) {
  int64_t i = 0;
  for (; i + 4 <= rows; i += 4) {
    int64_t j = 0;
    for (; j + 4 <= columns; j += 4) {
      const float* from = x + i * x_row + j;
      const Floats<4> a = load<4>(from), b = load<4>(from + x_row), c = load<4>(from + 2 * x_row),
                      d = load<4>(from + 3 * x_row);
      const Floats<4> ac_low = __builtin_shufflevector(a, c, 0, 4, 1, 5), ac_high = __builtin_shufflevector(a, c, 2, 6, 3, 7);
      const Floats<4> bd_low = __builtin_shufflevector(b, d, 0, 4, 1, 5), bd_high = __builtin_shufflevector(b, d, 2, 6, 3, 7);
      float* out = to + j * to_row + i;
      store<4>(out, __builtin_shufflevector(ac_low, bd_low, 0, 4, 1, 5));
      store<4>(out + to_row, __builtin_shufflevector(ac_low, bd_low, 2, 6, 3, 7));
      store<4>(out + 2 * to_row, __builtin_shufflevector(ac_high, bd_high, 0, 4, 1, 5));
      store<4>(out + 3 * to_row, __builtin_shufflevector(ac_high, bd_high, 2, 6, 3, 7));
    }
    for (; j < columns; j++) {
      for (int64_t k = i; k < i + 4; k++) to[j * to_row + k] = x[k * x_row + j];
    }
  }
  for (; i < to_row; i++) {
    for (int64_t j = 0; j < columns; j++) to[j * to_row + i] = i < rows ? x[i * x_row + j] : 0;
  }
}

/** Prefetches distant rows, which the processor cannot predict. */
template <int write>
SINGLORA_INLINE void prefetch_rows(const float* from, int64_t row, int64_t rows, int64_t dim) {
  for (int64_t i = 0; i < rows; i++) {
    for (int64_t d = 0; d < dim; d += 16) __builtin_prefetch(from + i * row + d, write, 2);
  }
}

/** The positions of a head's data for one sequence. */
struct HeadPlace {
  int64_t batch, head, q_row, kv_row;  // rows of q and of k and v are this long
  const float *q, *k, *v;

  SINGLORA_INLINE HeadPlace(const Attention& a, int64_t batch, int64_t head) : batch(batch), head(head) {
    q_row = a.heads * a.head_dim;
    kv_row = a.kv_heads * a.head_dim;
    q = a.q + q_at(a);
    k = a.k + kv_at(a);
    v = a.v + kv_at(a);
  }
  SINGLORA_INLINE int64_t q_at(const Attention& a) const { return batch * a.queries * q_row + head * a.head_dim; }
  SINGLORA_INLINE int64_t kv_at(const Attention& a) const {
    return batch * a.keys * kv_row + kv_column(a);
  }
  SINGLORA_INLINE int64_t kv_column(const Attention& a) const { return head / (a.heads / a.kv_heads) * a.head_dim; }
  SINGLORA_INLINE const float* row_of(const Broadcast& b, int64_t query) const {
    return b.at + batch * b.batch + head * b.head + query * b.query;
  }
};

}  // namespace singlora
