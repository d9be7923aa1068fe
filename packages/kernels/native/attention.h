// Scaled dot-product attention and its gradient, one head of one sequence at a time: the scores of a block of queries
// stay in the processor's caches and are never written out (Dao et al., arXiv 2205.14135).
#pragma once
#include <initializer_list>
#include "small-product.h"

namespace singlora {

/** A tensor that broadcasts to [batch, heads, queries, keys]: the distance between steps along each axis, 0 where it has one. */
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

/** Memory of one head while it runs: its own copies, rows without gaps, since rows far apart compete for cache lines. */
template <int W>
struct HeadScratch {
  int64_t padded;  // keys, rounded up to whole vectors
  float *keys_across, *values_across;  // [head_dim, padded]
  float *keys, *values;                // [keys, head_dim]
  float *queries, *dy, *result;        // [query_block, head_dim]
  float *scores, *changes;             // [query_block, padded]
  float *dk, *dv;                      // [keys, head_dim]

  /** Floats in all; lays the parts out from `at` on. */
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

/** Copies rows of `dim` numbers. */
template <int W>
SINGLORA_INLINE void copy_rows(float* to, int64_t to_row, const float* from, int64_t from_row, int64_t rows, int64_t dim) {
  for (int64_t i = 0; i < rows; i++) {
    for (int64_t d = 0; d < dim; d += W) store<W>(to + i * to_row + d, load<W>(from + i * from_row + d));
  }
}

/** [rows, columns] of x as [columns, to_row], four rows by four columns at a time; what is past the rows is 0. */
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

/** Asks for rows far apart before they are needed: the processor does not see by itself which come next. */
template <int write>
SINGLORA_INLINE void prefetch_rows(const float* from, int64_t row, int64_t rows, int64_t dim) {
  for (int64_t i = 0; i < rows; i++) {
    for (int64_t d = 0; d < dim; d += 16) __builtin_prefetch(from + i * row + d, write, 2);
  }
}

/** What a head of a sequence reads and writes. */
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

/** scale · score + mask of one query, in place; gives the largest. Padded keys get −∞. */
template <int W>
SINGLORA_INLINE float masked_scores(float* scores, const Attention& a, const float* mask) {
  const Floats<W> lowest = Floats<W>{} - __builtin_inff();
  Floats<W> largest = lowest;
  const bool is_row = a.mask.key != 0;
  const Floats<W> same = Floats<W>{} + mask[0];
  int64_t j = 0;
  for (; j + W <= a.keys; j += W) {
    const Floats<W> x = load<W>(scores + j) * a.scale + (is_row ? load<W>(mask + j) : same);
    store<W>(scores + j, x);
    largest = x > largest ? x : largest;
  }
  if (j == a.keys) return largest_of<W>(largest);
  float last = largest_of<W>(largest);
  for (int64_t k = j; k < a.keys; k++) {
    scores[k] = scores[k] * a.scale + mask[is_row ? k : 0];
    last = scores[k] > last ? scores[k] : last;
  }
  for (int64_t k = a.keys; k < j + W; k++) scores[k] = lowest[0];
  return last;
}

/** Scores become probabilities without their divisor; gives their sum. */
template <int W>
SINGLORA_INLINE float exponentials(float* scores, float largest, int64_t padded) {
  Floats<W> sum = {};
  for (int64_t j = 0; j < padded; j += W) {
    const Floats<W> p = exponential<W>(load<W>(scores + j) - largest);
    store<W>(scores + j, p);
    sum += p;
  }
  return sum_of<W>(sum);
}

/** Multiplies a row of probabilities by dropout's factors. */
SINGLORA_INLINE void drop(float* row, const float* factors, int64_t key, int64_t keys) {
  for (int64_t j = 0; j < keys; j++) row[j] *= factors[j * key];
}

template <int W>
SINGLORA_INLINE void attend(const Attention& a, int64_t head_from, int64_t head_to, float* memory) {
  HeadScratch<W> own;
  own.lay_out(a, false, memory);
  const int64_t padded = own.padded, dim = a.head_dim;
  for (int64_t index = head_from; index < head_to; index++) {
    const HeadPlace at(a, index / a.heads, index % a.heads);
    if (index + 1 < head_to) {
      const HeadPlace next(a, (index + 1) / a.heads, (index + 1) % a.heads);
      prefetch_rows<0>(next.k, next.kv_row, a.keys, dim);
      prefetch_rows<0>(next.v, next.kv_row, a.keys, dim);
    }
    transpose_into(own.keys_across, padded, at.k, at.kv_row, a.keys, dim);
    copy_rows<W>(own.values, dim, at.v, at.kv_row, a.keys, dim);
    for (int64_t first = 0; first < a.queries; first += query_block) {
      const int64_t rows = a.queries - first < query_block ? a.queries - first : query_block;
      float* y = a.y + at.q_at(a) + first * at.q_row;
      prefetch_rows<1>(y, at.q_row, rows, dim);
      copy_rows<W>(own.queries, dim, at.q + first * at.q_row, at.q_row, rows, dim);
      small_product<W>({rows, padded, dim, {own.queries, dim, 1}, own.keys_across, padded, own.scores, padded, false});
      float* statistics = a.statistics + (index * a.queries + first) * 2;
      for (int64_t i = 0; i < rows; i++) {
        float* row = own.scores + i * padded;
        const float largest = masked_scores<W>(row, a, at.row_of(a.mask, first + i));
        statistics[2 * i] = largest;
        statistics[2 * i + 1] = 1 / exponentials<W>(row, largest, padded);
        if (a.factors.at) drop(row, at.row_of(a.factors, first + i), a.factors.key, a.keys);
      }
      small_product<W>({rows, dim, a.keys, {own.scores, padded, 1}, own.values, dim, own.result, dim, false});
      for (int64_t i = 0; i < rows; i++) {
        const float inverse = statistics[2 * i + 1];
        for (int64_t d = 0; d < dim; d += W) store<W>(y + i * at.q_row + d, load<W>(own.result + i * dim + d) * inverse);
      }
    }
  }
}

/** Scores and dP become P̃ and dS = scale · P ⊙ (dP − Σ dP ⊙ P̃) of one query; Σ dP ⊙ P̃ = Σ dy ⊙ y, which is narrower. */
template <int W>
SINGLORA_INLINE void score_gradient(const Attention& a, const HeadPlace& at, int64_t query, const float* dy,
                                    float* scores, float* changes, int64_t padded) {
  const float* y = a.y + at.q_at(a) + query * at.q_row;
  Floats<W> sums = {};
  for (int64_t d = 0; d < a.head_dim; d += W) sums += load<W>(y + d) * load<W>(dy + d);
  const float along = sum_of<W>(sums);
  const float* statistics = a.statistics + ((at.batch * a.heads + at.head) * a.queries + query) * 2;
  const float* factors = a.factors.at ? at.row_of(a.factors, query) : nullptr;
  masked_scores<W>(scores, a, at.row_of(a.mask, query));
  if (factors) drop(changes, factors, a.factors.key, a.keys);
  for (int64_t j = 0; j < padded; j += W) {
    const Floats<W> p = exponential<W>(load<W>(scores + j) - statistics[0]) * statistics[1];
    store<W>(scores + j, p);
    store<W>(changes + j, p * (load<W>(changes + j) - along) * a.scale);
  }
  if (factors) drop(scores, factors, a.factors.key, a.keys);
}

/** All heads that read one head of keys and values, for which their gradients add up. */
template <int W>
SINGLORA_INLINE void attend_gradient(const Attention& a, int64_t group_from, int64_t group_to, float* memory) {
  HeadScratch<W> own;
  own.lay_out(a, true, memory);
  const int64_t padded = own.padded, dim = a.head_dim, group = a.heads / a.kv_heads;
  for (int64_t index = group_from; index < group_to; index++) {
    const int64_t batch = index / a.kv_heads, first_head = index % a.kv_heads * group;
    const HeadPlace kv(a, batch, first_head);
    prefetch_rows<1>(a.dk + kv.kv_at(a), kv.kv_row, a.keys, dim);
    prefetch_rows<1>(a.dv + kv.kv_at(a), kv.kv_row, a.keys, dim);
    transpose_into(own.keys_across, padded, kv.k, kv.kv_row, a.keys, dim);
    transpose_into(own.values_across, padded, kv.v, kv.kv_row, a.keys, dim);
    copy_rows<W>(own.keys, dim, kv.k, kv.kv_row, a.keys, dim);
    bool add = false;
    for (int64_t head = first_head; head < first_head + group; head++) {
      const HeadPlace at(a, batch, head);
      for (int64_t first = 0; first < a.queries; first += query_block) {
        const int64_t rows = a.queries - first < query_block ? a.queries - first : query_block;
        const int64_t offset = at.q_at(a) + first * at.q_row;
        prefetch_rows<1>(a.dq + offset, at.q_row, rows, dim);
        prefetch_rows<0>(a.y + offset, at.q_row, rows, dim);
        copy_rows<W>(own.queries, dim, a.q + offset, at.q_row, rows, dim);
        copy_rows<W>(own.dy, dim, a.dy + offset, at.q_row, rows, dim);
        small_product<W>({rows, padded, dim, {own.queries, dim, 1}, own.keys_across, padded, own.scores, padded, false});
        small_product<W>({rows, padded, dim, {own.dy, dim, 1}, own.values_across, padded, own.changes, padded, false});
        for (int64_t i = 0; i < rows; i++) {
          score_gradient<W>(a, at, first + i, own.dy + i * dim, own.scores + i * padded, own.changes + i * padded, padded);
        }
        small_product<W>({rows, dim, a.keys, {own.changes, padded, 1}, own.keys, dim, own.result, dim, false});
        copy_rows<W>(a.dq + offset, at.q_row, own.result, dim, rows, dim);
        small_product<W>({a.keys, dim, rows, {own.changes, 1, padded}, own.queries, dim, own.dk, dim, add});
        small_product<W>({a.keys, dim, rows, {own.scores, 1, padded}, own.dy, dim, own.dv, dim, add});
        add = true;
      }
    }
    copy_rows<W>(a.dk + kv.kv_at(a), kv.kv_row, own.dk, dim, a.keys, dim);
    copy_rows<W>(a.dv + kv.kv_at(a), kv.kv_row, own.dv, dim, a.keys, dim);
  }
}

}  // namespace singlora
