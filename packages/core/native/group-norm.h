// Group normalisation, channels last, optionally followed by SiLU, and its gradient.
#pragma once
#include <algorithm>
#include <cmath>
#include <vector>
#include "activation.h"

namespace singlora {

/** Pictures `[batch, places, channels]`, whose channels fall into groups; places (pixels) are divided into parts. */
struct Grouped {
  int64_t batch, places, channels, groups, places_of_part;
  bool activated;
  const float *x, *gamma, *beta;

  int64_t parts() const { return (places + places_of_part - 1) / places_of_part; }
  /** `count` vectors of channels for each picture. */
  std::vector<float> vectors(int64_t count) const { return std::vector<float>(batch * count * channels); }
};

/** The places of one part, and their picture. */
struct Part {
  int64_t item, from, to;
  Part(const Grouped& g, int64_t part)
      : item(part / g.parts()),
        from(part % g.parts() * g.places_of_part),
        to(std::min(from + g.places_of_part, g.places)) {}
};

/** For N vectors of channels, the sums over a part's places of two terms: `term(offset of the place, channel, count, both)`. */
template <int W, int N, typename Term>
SINGLORA_INLINE void sum_columns(const Grouped& g, const Part& part, int64_t channel, int64_t count, float* sums, Term term) {
  Floats<W> first[N] = {}, second[N] = {};
  for (int64_t place = part.from; place < part.to; place++) {
#pragma GCC unroll 4
    for (int n = 0; n < N; n++) {
      Floats<W> both[2];
      term((part.item * g.places + place) * g.channels, channel + n * W, count, both);
      first[n] += both[0];
      second[n] += both[1];
    }
  }
#pragma GCC unroll 4
  for (int n = 0; n < N; n++) {
    store_up_to<W>(sums + channel + n * W, first[n], count);
    store_up_to<W>(sums + g.channels + channel + n * W, second[n], count);
  }
}

/** The same for all channels: `[2, channels]`. */
template <int W, typename Term>
SINGLORA_INLINE void sum_over_places(const Grouped& g, const Part& part, float* sums, Term term) {
  int64_t channel = 0;
  for (; channel + 4 * W <= g.channels; channel += 4 * W) sum_columns<W, 4>(g, part, channel, W, sums, term);
  for (; channel < g.channels; channel += W)
    sum_columns<W, 1>(g, part, channel, std::min<int64_t>(W, g.channels - channel), sums, term);
}

/** Runs `each(offset of the place, channel, count)` for a part's vectors. */
template <int W, typename Each>
SINGLORA_INLINE void for_places(const Grouped& g, const Part& part, Each each) {
  for (int64_t place = part.from; place < part.to; place++) {
    const int64_t at = (part.item * g.places + place) * g.channels;
    for (int64_t channel = 0; channel < g.channels; channel += W)
      each(at, channel, std::min<int64_t>(W, g.channels - channel));
  }
}

/** A channel's two sums over all parts of a picture. */
struct Total {
  double first = 0, second = 0;
  Total(const Grouped& g, const std::vector<float>& sums, int64_t item, int64_t channel) {
    for (int64_t part = 0; part < g.parts(); part++) {
      const float* own = sums.data() + (item * g.parts() + part) * 2 * g.channels;
      first += own[channel];
      second += own[g.channels + channel];
    }
  }
};

/**
 * y = γ ⊙ (x − mean) / √(variance + ε) + β, or SiLU of it. Channels are summed relative to their value at the first place, so
 * that a mean far from zero costs no precision.
 */
struct GroupNorm {
  Grouped g;
  float epsilon;
  float *y, *mean, *inverse;  // mean and inverse deviation `[batch, groups]`
  std::vector<float>*sums, *channel_means, *scales;

  template <int W>
  SINGLORA_INLINE void sum(int64_t index) const {
    const Part part(g, index);
    const float* start = g.x + part.item * g.places * g.channels;
    sum_over_places<W>(g, part, sums->data() + index * 2 * g.channels,
                       [=](int64_t at, int64_t channel, int64_t count, Floats<W>* both) __attribute__((always_inline)) {
                         both[0] = load_up_to<W>(g.x + at + channel, count) - load_up_to<W>(start + channel, count);
                         both[1] = both[0] * both[0];
                       });
  }

  void settle(int64_t item) const {
    const int64_t size = g.channels / g.groups;
    const float* start = g.x + item * g.places * g.channels;
    const double of_places = 1. / g.places, of_size = 1. / size;
    std::vector<double> means(size);
    for (int64_t group = 0; group < g.groups; group++) {
      double total = 0, spread = 0;
      for (int64_t i = 0; i < size; i++) {
        const int64_t channel = group * size + i;
        const Total own(g, *sums, item, channel);
        const double off = own.first * of_places;
        total += means[i] = start[channel] + off;
        spread += own.second * of_places - off * off;
      }
      const double middle = total * of_size;
      for (const double one : means) spread += (one - middle) * (one - middle);
      const int64_t at = item * g.groups + group;
      mean[at] = middle;
      inverse[at] = 1 / std::sqrt(std::max(spread * of_size, 0.) + epsilon);
      for (int64_t channel = group * size; channel < (group + 1) * size; channel++) {
        (*channel_means)[item * g.channels + channel] = mean[at];
        (*scales)[item * g.channels + channel] = inverse[at] * g.gamma[channel];
      }
    }
  }

  template <int W>
  SINGLORA_INLINE void apply(int64_t index) const {
    const Part part(g, index);
    const float* means = channel_means->data() + part.item * g.channels;
    const float* scale = scales->data() + part.item * g.channels;
    for_places<W>(g, part, [=](int64_t at, int64_t channel, int64_t count) __attribute__((always_inline)) {
      const Floats<W> off = load_up_to<W>(g.x + at + channel, count) - load_up_to<W>(means + channel, count);
      const Floats<W> z = off * load_up_to<W>(scale + channel, count) + load_up_to<W>(g.beta + channel, count);
      store_up_to<W>(y + at + channel, g.activated ? Silu::at<W>(z).value : z, count);
    });
  }
};

/** With dz = dy, or dy ⊙ silu′(z), and g = γ ⊙ dz: dx = (g − mean(g) − x̂ mean(g ⊙ x̂)) / deviation, dγ = Σ dz ⊙ x̂, dβ = Σ dz. */
struct GroupNormGradient {
  Grouped g;
  const float *dy, *mean, *inverse;
  float *dx, *dgamma, *dbeta;
  /** For each picture's channels: mean, scale, and the multiples of x − mean and of 1 to subtract from dx. */
  std::vector<float>*sums, *means, *scales, *slopes, *shifts;

  void prepare(int64_t item) const {
    const int64_t size = g.channels / g.groups;
    for (int64_t channel = 0; channel < g.channels; channel++) {
      const int64_t at = item * g.groups + channel / size;
      (*means)[item * g.channels + channel] = mean[at];
      (*scales)[item * g.channels + channel] = inverse[at] * g.gamma[channel];
    }
  }

  /** Stores dz in dx where it differs from dy. */
  template <int W>
  SINGLORA_INLINE void sum(int64_t index) const {
    const Part part(g, index);
    const float* mean = means->data() + part.item * g.channels;
    const float* scale = scales->data() + part.item * g.channels;
    sum_over_places<W>(
        g, part, sums->data() + index * 2 * g.channels,
        [=](int64_t at, int64_t channel, int64_t count, Floats<W>* both) __attribute__((always_inline)) {
          const Floats<W> off = load_up_to<W>(g.x + at + channel, count) - load_up_to<W>(mean + channel, count);
          both[0] = load_up_to<W>(dy + at + channel, count);
          if (g.activated) {
            const Floats<W> z = off * load_up_to<W>(scale + channel, count) + load_up_to<W>(g.beta + channel, count);
            both[0] *= Silu::at<W>(z).slope;
            store_up_to<W>(dx + at + channel, both[0], count);
          }
          both[1] = both[0] * off;
        });
  }

  void settle(int64_t item) const {
    const int64_t size = g.channels / g.groups;
    const double of_group = 1. / (static_cast<double>(size) * g.places);
    for (int64_t group = 0; group < g.groups; group++) {
      const double deviation = inverse[item * g.groups + group];
      double flat = 0, along = 0;
      for (int64_t channel = group * size; channel < (group + 1) * size; channel++) {
        const Total own(g, *sums, item, channel);
        dbeta[channel] += own.first;
        dgamma[channel] += own.second * deviation;
        flat += own.first * g.gamma[channel];
        along += own.second * g.gamma[channel];
      }
      const float shift = flat * of_group * deviation, slope = along * of_group * deviation * deviation * deviation;
      for (int64_t channel = group * size; channel < (group + 1) * size; channel++) {
        (*shifts)[item * g.channels + channel] = shift;
        (*slopes)[item * g.channels + channel] = slope;
      }
    }
  }

  template <int W>
  SINGLORA_INLINE void apply(int64_t index) const {
    const Part part(g, index);
    const int64_t first = part.item * g.channels;
    const float *mean = means->data() + first, *scale = scales->data() + first;
    const float *slope = slopes->data() + first, *shift = shifts->data() + first;
    const float* dz = g.activated ? dx : dy;
    for_places<W>(g, part, [=](int64_t at, int64_t channel, int64_t count) __attribute__((always_inline)) {
      const Floats<W> off = load_up_to<W>(g.x + at + channel, count) - load_up_to<W>(mean + channel, count);
      const Floats<W> own = load_up_to<W>(dz + at + channel, count) * load_up_to<W>(scale + channel, count);
      const Floats<W> taken = off * load_up_to<W>(slope + channel, count) + load_up_to<W>(shift + channel, count);
      store_up_to<W>(dx + at + channel, own - taken, count);
    });
  }
};

}  // namespace singlora
