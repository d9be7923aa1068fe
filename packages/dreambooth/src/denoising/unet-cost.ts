import type { UNet, UNetConfig, UNetLevel } from '@singlora/models';
import type { BatchCost, CostSetting } from '@singlora/training';
import type { DenoisingShape } from './example.ts';

const FLOAT = 4;

/** Numbers that a part of the network keeps for one row, and those of its output. */
interface Kept {
  inside: number;
  output: number;
}

/**
 * What a step through a U-Net keeps, with adapters on its attention or with all of it trained. At each of
 * P pixels of C channels
 * - a residual block keeps 5 C, its input's channels once (twice if they were joined), and C if their number
 *   changes; if trained the inputs of its two convolutions, too;
 * - a transformer 1 C, and for each of its layers 25 C, with h heads and L tokens the probabilities
 *   h (P + L) and for each token 2 C; if trained 2 C and 5 C a layer more, which its matrices read;
 * and each its output. With recomputation only the outputs stay, and the inside of one part at a time.
 */
export function unetCost(
  config: UNet['config'],
  { latents: [height, width], text: [tokens] }: DenoisingShape,
  { rows, recompute, whole }: CostSetting,
): BatchCost {
  const trained = Number(whole);
  const pixelsAt = (level: number): number =>
    Math.ceil(height / 2 ** level) * Math.ceil(width / 2 ** level);

  const residual = (pixels: number, from: number, channels: number, joined: boolean): Kept => ({
    inside:
      pixels *
      (from * (1 + Number(joined) + trained) +
        channels * (4 + Number(from !== channels) + trained)),
    output: pixels * channels,
  });
  const transformer = (pixels: number, { channels, heads, transformerLayers }: UNetLevel): Kept => {
    const layer = (25 + 5 * trained) * channels * pixels;
    const scores = heads * pixels * (pixels + tokens) + 2 * channels * tokens;
    return {
      inside: (1 + 2 * trained) * channels * pixels + transformerLayers * (layer + scores),
      output: pixels * channels,
    };
  };

  const parts = [...partsOf(config)].map(({ level, from, joined, attends }) => {
    const of = config.levels[level] as UNetLevel;
    const pixels = pixelsAt(level);
    const block = residual(pixels, from, of.channels, joined);
    return attends ? [block, transformer(pixels, of)] : [block];
  });
  const kept = parts.flat();
  const between = config.levels.map(({ channels }, level) => {
    const resampled = level === 0 ? 0 : channels * pixelsAt(level) * (1 + trained);
    return resampled + channels * pixelsAt(level) * trained;
  });
  const [first] = config.levels as [UNetLevel];
  const ends = first.channels * pixelsAt(0) * (2 + trained);
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  const outputs = ends + sum(between) + sum(kept.map(({ output }) => output));
  const inside = kept.map((part) => part.inside);
  const widest = Math.max(...inside);
  const bytes = rows * FLOAT;
  return recompute
    ? { activations: bytes * outputs, working: 2 * bytes * widest }
    : { activations: bytes * (outputs + sum(inside)), working: bytes * widest };
}

/** The residual blocks in the order of the forward pass, and whether a transformer is behind each. */
function* partsOf({ levels, down, up }: UNetConfig) {
  const last = levels.length - 1;
  const channelsAt = (level: number) => (levels[level] as UNetLevel).channels;
  for (const [level, { channels, layers }] of levels.entries()) {
    for (let i = 0; i < layers; i++) {
      const from = i === 0 ? channelsAt(Math.max(level - 1, 0)) : channels;
      yield { level, from, joined: false, attends: down[level] === true };
    }
  }
  for (const attends of [true, false])
    yield { level: last, from: channelsAt(last), joined: false, attends };
  for (let level = last; level >= 0; level--) {
    const { channels, layers } = levels[level] as UNetLevel;
    for (let i = 0; i <= layers; i++) {
      const came = i === 0 ? channelsAt(Math.min(level + 1, last)) : channels;
      const left = i === layers ? channelsAt(Math.max(level - 1, 0)) : channels;
      yield { level, from: came + left, joined: true, attends: up[last - level] === true };
    }
  }
}
