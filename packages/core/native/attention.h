// Scaled dot-product attention, one head of one sequence at a time: the scores of a block of queries stay in the
// processor's caches and are never written out (Dao et al., arXiv 2205.14135).
#pragma once
#include "attention-head.h"

namespace singlora {

/** scale · score + mask of one query, in place; returns the largest. Padded keys get −∞. */
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

/** Turns scores into unnormalised probabilities; returns their sum. */
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
      small_product<W>({rows, padded, dim, {own.queries, dim, 1}, own.keys_across, padded, own.scores, padded});
      float* statistics = a.statistics + (index * a.queries + first) * 2;
      for (int64_t i = 0; i < rows; i++) {
        float* row = own.scores + i * padded;
        const float largest = masked_scores<W>(row, a, at.row_of(a.mask, first + i));
        statistics[2 * i] = largest;
        statistics[2 * i + 1] = 1 / exponentials<W>(row, largest, padded);
        if (a.factors.at) drop(row, at.row_of(a.factors, first + i), a.factors.key, a.keys);
      }
      small_product<W>({rows, dim, a.keys, {own.scores, padded, 1}, own.values, dim, own.result, dim});
      for (int64_t i = 0; i < rows; i++) {
        const float inverse = statistics[2 * i + 1];
        for (int64_t d = 0; d < dim; d += W) store<W>(y + i * at.q_row + d, load<W>(own.result + i * dim + d) * inverse);
      }
    }
  }
}

}  // namespace singlora
