// The gradient of attention, which recomputes the scores.
#pragma once
#include "attention.h"

namespace singlora {

/** Turns scores and dP of one query into P̃ and dS = scale · P ⊙ (dP − Σ dP ⊙ P̃); Σ dP ⊙ P̃ = Σ dy ⊙ y, which is narrower. */
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

/** All heads that share one head of keys and values, whose gradients are summed. */
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
        small_product<W>({rows, padded, dim, {own.queries, dim, 1}, own.keys_across, padded, own.scores, padded});
        small_product<W>({rows, padded, dim, {own.dy, dim, 1}, own.values_across, padded, own.changes, padded});
        for (int64_t i = 0; i < rows; i++) {
          score_gradient<W>(a, at, first + i, own.dy + i * dim, own.scores + i * padded, own.changes + i * padded, padded);
        }
        small_product<W>({rows, dim, a.keys, {own.changes, padded, 1}, own.keys, dim, own.result, dim});
        copy_rows<W>(a.dq + offset, at.q_row, own.result, dim, rows, dim);
        small_product<W>({a.keys, dim, rows, {own.changes, 1, padded}, own.queries, dim, own.dk, dim, add ? own.dk : nullptr});
        small_product<W>({a.keys, dim, rows, {own.scores, 1, padded}, own.dy, dim, own.dv, dim, add ? own.dv : nullptr});
        add = true;
      }
    }
    copy_rows<W>(a.dk + kv.kv_at(a), kv.kv_row, own.dk, dim, a.keys, dim);
    copy_rows<W>(a.dv + kv.kv_at(a), kv.kv_row, own.dv, dim, a.keys, dim);
  }
}

}  // namespace singlora
