import type { BatchCost } from '../task.ts';
import type { Classifier } from './classifier.ts';

const FLOAT = 4;

/**
 * What a step through Transformer layers keeps. A layer keeps about what its linear layers put out,
 * what enters its two blocks, and the attention's probabilities `[rows, heads, length, length]`; with
 * recomputation only its input, and all of that for one layer at a time. An upper bound: where attention runs as one
 * operation, no probabilities are kept.
 *
 * @param length tokens of the longest row
 */
export function transformerCost(
  model: Pick<Classifier, 'slots'> & {
    readonly config: Pick<Classifier['config'], 'hiddenSize' | 'heads'>;
  },
  { rows, length, recompute }: { rows: number; length: number; recompute: boolean },
): BatchCost {
  const { hiddenSize, heads } = model.config;
  const tokens = rows * length;
  const whole = layerWidths(model.slots).map(
    (width) => FLOAT * (tokens * (width + 2 * hiddenSize) + rows * heads * length ** 2),
  );
  const widest = Math.max(0, ...whole);
  if (recompute) {
    return { activations: whole.length * tokens * hiddenSize * FLOAT, working: 2 * widest };
  }
  return { activations: whole.reduce((sum, bytes) => sum + bytes, 0), working: widest };
}

/** The numbers that each Transformer layer's linear layers put out for a token. */
function layerWidths(slots: Classifier['slots']): number[] {
  const widths = new Map<string, number>();
  for (const { name, outFeatures } of slots) {
    const layer = /^.*?\.\d+\./.exec(name)?.[0];
    if (layer !== undefined) widths.set(layer, (widths.get(layer) ?? 0) + outFeatures);
  }
  return [...widths.values()];
}
