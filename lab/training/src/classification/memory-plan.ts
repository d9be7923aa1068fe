import type { TrainingConfig } from '../config.ts';
import type { Classifier } from './classifier.ts';
import { longest, type Example } from './examples.ts';

const FLOAT = 4;
/** Copies of a trained parameter: itself and two moments, twice, its gradient and the clipped gradient. */
const COPIES = 8;

/** The memory that a step's batch takes, in bytes. */
interface StepCost {
  /** kept by the forward pass for the gradients */
  activations: number;
  /** held while the gradients of one layer are found */
  working: number;
}

/** The memory of a training step at its peak, in bytes. */
export interface MemoryPlan extends StepCost {
  weights: number;
  /** trained parameters with AdamW's moments, before and after the step, and their gradients */
  training: number;
  total: number;
}

/** The parts of a model that decide its memory. */
type Sized = Pick<Classifier, 'slots'> & {
  readonly config: Pick<Classifier['config'], 'hiddenSize' | 'heads'>;
};

/**
 * Estimates the memory of a classifier's step at its peak, without dropout, in float32 except for weights held at lower
 * precision. The runtime's own memory comes on top: with TensorFlow on a CPU about half a gigabyte.
 *
 * @param numbers the counts of all and of trained parameters; the weights' bytes, where not four per parameter
 */
export function planMemory(
  { model, train }: { readonly model: Sized; readonly train: readonly Pick<Example, 'ids'>[] },
  numbers: { model: number; trained: number; weightBytes?: number },
  config: Pick<TrainingConfig, 'batchSize' | 'microBatchSize' | 'recompute'>,
): MemoryPlan {
  const { batchSize, microBatchSize = Infinity, recompute = false } = config;
  const rows = Math.min(batchSize, train.length, microBatchSize);
  const weights = numbers.weightBytes ?? numbers.model * FLOAT;
  const training = numbers.trained * COPIES * FLOAT;
  const cost = transformerCost(model, { rows, length: longest(train), recompute });
  const total = weights + training + cost.activations + cost.working;
  return { weights, training, ...cost, total };
}

/**
 * The memory of a step through Transformer layers, in bytes. A layer keeps roughly the outputs of its linear layers, the inputs of
 * its two blocks, and the attention's probabilities `[rows, heads, length, length]`. With recomputation it keeps only its input,
 * and all of that exists for one layer at a time. An upper bound: where attention runs as one operation, no probabilities are kept.
 *
 * @param length tokens of the longest row
 */
export function transformerCost(
  model: Sized,
  { rows, length, recompute }: { rows: number; length: number; recompute: boolean },
): StepCost {
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

/** For each Transformer layer, the total output size of its linear layers per token. */
function layerWidths(slots: Classifier['slots']): number[] {
  const widths = new Map<string, number>();
  for (const { name, outFeatures } of slots) {
    const layer = /^.*?\.\d+\./.exec(name)?.[0];
    if (layer !== undefined) widths.set(layer, (widths.get(layer) ?? 0) + outFeatures);
  }
  return [...widths.values()];
}
