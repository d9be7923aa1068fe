// Products with a frozen matrix held in bfloat16: its values and the other factor's, rounded, are multiplied in pairs, and
// sums are float32.
#pragma once
#include <cpuid.h>
#include <immintrin.h>
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include "parallel.h"

#define SINGLORA_TARGET_BFLOAT16 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512bf16,avx2,fma")))

namespace singlora {

/**
 * C = A B + bias + H Pᵀ; the last two may be null. A row of A is one piece or, where a filter meets a picture, several of
 * equal length, each with its own matrix in B.
 */
struct HeldProduct {
  int64_t rows, columns, inner, rank;
  const uint16_t* a;       // [rows, inner]
  const uint16_t* b;       // [inner, columns]
  bool b_across;           // or of each piece [columns, length], the last piece's first
  const float* bias;       // [columns]
  const float *h, *p;      // [rows, rank], [columns, rank]
  float* c;
  int64_t pieces = 1;      // of an even length
  const int64_t* starts = nullptr;   // of rows in `a`, where they do not follow each other
  const int64_t* offsets = nullptr;  // of pieces from a row's start, where there are several

  int64_t length() const { return inner / pieces; }
  const uint16_t* at(int64_t row, int64_t piece) const {
    return a + (starts ? starts[row] : row * inner) + (offsets ? offsets[piece] : 0);
  }
};

/** Columns at a time, 4 vectors, whose part of B stays in the L2 cache. */
constexpr int64_t kPanel = 64;

/** A panel's part of B in memory, prefetched a few cache lines of 64 bytes at a time. */
struct PanelSource {
  const char* at;
  int64_t rows, row, lines;  // `row` is the distance between rows in bytes, `lines` how many of each belong to the panel

  PanelSource(const HeldProduct& p, int64_t first) {
    const int64_t columns = std::min(kPanel, p.columns - first), number = sizeof(uint16_t);
    at = reinterpret_cast<const char*>(p.b + (p.b_across ? first * p.inner : first));
    rows = !p.b_across ? p.inner : p.pieces == 1 ? columns : 0;  // several pieces' are small, and not in a row
    row = (p.b_across ? p.inner : p.columns) * number;
    lines = ((p.b_across ? p.inner : columns) * number + 63) / 64;
  }
  /** Prefetches one of `parts` parts. */
  void prefetch(int64_t part, int64_t parts) const {
    for (int64_t i = part * rows / parts; i < (part + 1) * rows / parts; i++) {
      for (int64_t line = 0; line < lines; line++) __builtin_prefetch(at + i * row + line * 64, 0, 2);
    }
  }
};

/**
 * A panel's columns: pairs of B's rows, [inner / 2, kPanel], the bias, and P across, [rank, kPanel]. Values after the last column are
 * undefined.
 */
struct Panel {
  std::unique_ptr<uint32_t[]> pairs;
  std::unique_ptr<float[]> bias, p;
  explicit Panel(const HeldProduct& product)
      : pairs(new uint32_t[product.inner / 2 * kPanel]), bias(new float[kPanel]), p(new float[product.rank * kPanel]) {}
};

/** Transposes 16 rows of 16 pairs; rows from `rows` on are not read. */
SINGLORA_TARGET_BFLOAT16 inline void transpose_pairs(const uint32_t* from, int64_t row, int64_t rows, __mmask16 mask,
                                                     uint32_t* to, int64_t columns) {
  __m512i x[16], y[16];
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++) x[i] = i < rows ? _mm512_maskz_loadu_epi32(mask, from + i * row) : _mm512_setzero_si512();
  // Swaps pairs, pairs of pairs, quarters and halves of vectors in turn.
#pragma GCC unroll 8
  for (int i = 0; i < 16; i += 2) {
    y[i] = _mm512_unpacklo_epi32(x[i], x[i + 1]);
    y[i + 1] = _mm512_unpackhi_epi32(x[i], x[i + 1]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 16; i += 4) {
    x[i] = _mm512_unpacklo_epi64(y[i], y[i + 2]);
    x[i + 1] = _mm512_unpackhi_epi64(y[i], y[i + 2]);
    x[i + 2] = _mm512_unpacklo_epi64(y[i + 1], y[i + 3]);
    x[i + 3] = _mm512_unpackhi_epi64(y[i + 1], y[i + 3]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    y[i] = _mm512_shuffle_i32x4(x[i], x[i + 4], 0x88);
    y[i + 4] = _mm512_shuffle_i32x4(x[i], x[i + 4], 0xdd);
    y[i + 8] = _mm512_shuffle_i32x4(x[i + 8], x[i + 12], 0x88);
    y[i + 12] = _mm512_shuffle_i32x4(x[i + 8], x[i + 12], 0xdd);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    x[i] = _mm512_shuffle_i32x4(y[i], y[i + 8], 0x88);
    x[i + 8] = _mm512_shuffle_i32x4(y[i], y[i + 8], 0xdd);
    x[i + 4] = _mm512_shuffle_i32x4(y[i + 4], y[i + 12], 0x88);
    x[i + 12] = _mm512_shuffle_i32x4(y[i + 4], y[i + 12], 0xdd);
  }
  for (int i = 0; i < columns; i++) _mm512_storeu_si512(to + i * kPanel, x[i]);
}

SINGLORA_TARGET_BFLOAT16 inline void pack(const HeldProduct& product, int64_t first, Panel& panel) {
  const int64_t columns = std::min(kPanel, product.columns - first), pairs = product.inner / 2;
  if (product.b_across) {
    const int64_t length = product.length() / 2;
    for (int64_t piece = 0; piece < product.pieces; piece++) {
      const int64_t before = (product.pieces - 1 - piece) * product.columns;
      const auto* b = reinterpret_cast<const uint32_t*>(product.b) + (before + first) * length;
      uint32_t* to = panel.pairs.get() + piece * length * kPanel;
      for (int64_t j = 0; j < columns; j += 16) {
        for (int64_t k = 0; k < length; k += 16) {
          const int64_t count = std::min<int64_t>(16, length - k);
          transpose_pairs(b + j * length + k, length, columns - j, (1 << count) - 1, to + k * kPanel + j, count);
        }
      }
    }
  } else {
    for (int64_t k = 0; k < pairs; k++) {
      const uint16_t *even = product.b + 2 * k * product.columns + first, *odd = even + product.columns;
      uint32_t* to = panel.pairs.get() + k * kPanel;
      for (int64_t j = 0; j < columns; j++) to[j] = even[j] | static_cast<uint32_t>(odd[j]) << 16;
    }
  }
  for (int64_t j = 0; j < columns; j++) {
    panel.bias[j] = product.bias ? product.bias[first + j] : 0;
    for (int64_t k = 0; k < product.rank; k++) panel.p[k * kPanel + j] = product.p[(first + j) * product.rank + k];
  }
}

/** R rows of C from row i on and N vectors of a panel's columns, with all sums in registers. */
template <int R, int N>
SINGLORA_TARGET_BFLOAT16 __attribute__((noinline)) void held_tile(const HeldProduct& product, const Panel& panel,
                                                                  int64_t i, int64_t first) {
  __m512 sums[R][N];
#pragma GCC unroll 8
  for (int n = 0; n < N; n++) {
    const __m512 bias = _mm512_loadu_ps(panel.bias.get() + 16 * n);
#pragma GCC unroll 8
    for (int r = 0; r < R; r++) sums[r][n] = bias;
  }
  for (int64_t k = 0; k < product.rank; k++) {
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) {
      const __m512 p = _mm512_loadu_ps(panel.p.get() + k * kPanel + 16 * n);
#pragma GCC unroll 8
      for (int r = 0; r < R; r++) {
        sums[r][n] = _mm512_fmadd_ps(_mm512_set1_ps(product.h[(i + r) * product.rank + k]), p, sums[r][n]);
      }
    }
  }
  const uint32_t* pairs = panel.pairs.get();
  const int64_t length = product.length();
  for (int64_t piece = 0; piece < product.pieces; piece++) {
    const uint16_t* a[R];
#pragma GCC unroll 8
    for (int r = 0; r < R; r++) a[r] = product.at(i + r, piece);
    for (int64_t k = 0; k < length; k += 2, pairs += kPanel) {
      __m512bh b[N];
#pragma GCC unroll 8
      for (int n = 0; n < N; n++) b[n] = (__m512bh)_mm512_loadu_si512(pairs + 16 * n);
#pragma GCC unroll 8
      for (int r = 0; r < R; r++) {
        int pair;
        std::memcpy(&pair, a[r] + k, sizeof pair);
        const __m512bh both = (__m512bh)_mm512_set1_epi32(pair);
#pragma GCC unroll 8
        for (int n = 0; n < N; n++) sums[r][n] = _mm512_dpbf16_ps(sums[r][n], both, b[n]);
      }
    }
  }
#pragma GCC unroll 8
  for (int n = 0; n < N; n++) {
    const int64_t left = product.columns - first - 16 * n;
    const __mmask16 mask = left < 16 ? (1 << left) - 1 : 0xffff;
#pragma GCC unroll 8
    for (int r = 0; r < R; r++) {
      _mm512_mask_storeu_ps(product.c + (i + r) * product.columns + first + 16 * n, mask, sums[r][n]);
    }
  }
}

/** A panel's columns, N vectors; meanwhile the next panel's source is prefetched. */
template <int N>
void held_columns(const HeldProduct& product, const Panel& panel, int64_t first, const PanelSource& next) {
  const int64_t tiles = std::max<int64_t>(1, product.rows / 6);
  int64_t i = 0;
  for (; i + 6 <= product.rows; i += 6) {
    next.prefetch(i / 6, tiles);
    held_tile<6, N>(product, panel, i, first);
  }
  for (; i + 2 <= product.rows; i += 2) held_tile<2, N>(product, panel, i, first);
  if (i < product.rows) held_tile<1, N>(product, panel, i, first);
}

/** The panels from `from` up to, not including, `to`. */
inline void multiply_panels(const HeldProduct& product, int64_t from, int64_t to) {
  Panel panel(product);
  for (int64_t index = from; index < to; index++) {
    const int64_t first = index * kPanel, left = product.columns - first;
    const PanelSource next(product, std::min(first + kPanel, product.columns));
    pack(product, first, panel);
    if (left > 48) held_columns<4>(product, panel, first, next);
    else if (left > 32) held_columns<3>(product, panel, first, next);
    else if (left > 16) held_columns<2>(product, panel, first, next);
    else held_columns<1>(product, panel, first, next);
  }
}

inline void multiply_held(const HeldProduct& product) {
  const int64_t panels = (product.columns + kPanel - 1) / kPanel;
  parallel_for(panels, 1, [&](int64_t from, int64_t to) { multiply_panels(product, from, to); });
}

/** Whether the processor multiplies pairs of bfloat16 and lacks AMX, with which TensorFlow's own products are faster. */
inline bool serves_held_products() {
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 1, &a, &b, &c, &d) || !(a >> 5 & 1)) return false;
  __get_cpuid_count(7, 0, &a, &b, &c, &d);
  return !(d >> 22 & 1) && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}

/** Rounds the values from `from` up to `to` to the nearest, ties to even. */
SINGLORA_TARGET_BFLOAT16 inline void round_to_bfloat16(const float* x, uint16_t* y, int64_t from, int64_t to) {
  int64_t i = from;
  for (; i + 16 <= to; i += 16) _mm256_storeu_si256((__m256i*)(y + i), (__m256i)_mm512_cvtneps_pbh(_mm512_loadu_ps(x + i)));
  if (i == to) return;
  const __mmask16 mask = (1 << (to - i)) - 1;
  _mm256_mask_storeu_epi16(y + i, mask, (__m256i)_mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(mask, x + i)));
}

}  // namespace singlora
