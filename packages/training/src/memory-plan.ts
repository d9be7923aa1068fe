import type { TrainingConfig } from './config.ts';
import type { BatchCost, Task } from './task.ts';

/** What a training step holds at its peak, in bytes. */
export interface MemoryPlan extends BatchCost {
  weights: number;
  /** trained numbers with AdamW's moments, before and after the step, and their gradients */
  training: number;
  total: number;
}

const FLOAT = 4;
/** Of a trained number: itself and two moments, twice, its gradient and that clipped. */
const COPIES = 8;
/** And of its average. */
const AVERAGES = 2;

/**
 * Estimates what a step holds at its peak, without dropout, in float32 but for weights that are held in less. The runtime's own memory comes
 * on top: with TensorFlow on a CPU about half a gigabyte.
 *
 * @param numbers how many there are in the model and how many are trained; the bytes of the weights where not four a number
 */
export function planMemory(
  task: Pick<Task, 'cost' | 'examples' | 'rowsPerExample'>,
  numbers: { model: number; trained: number; weightBytes?: number },
  config: Pick<TrainingConfig, 'batchSize' | 'microBatchSize' | 'recompute' | 'averageDecay'>,
): MemoryPlan {
  const { batchSize, microBatchSize = Infinity, recompute = false, averageDecay } = config;
  const rows = Math.min(
    Math.min(batchSize, task.examples) * (task.rowsPerExample ?? 1),
    microBatchSize,
  );
  const weights = numbers.weightBytes ?? numbers.model * FLOAT;
  const copies = COPIES + (averageDecay === undefined ? 0 : AVERAGES);
  const training = numbers.trained * copies * FLOAT;
  const { activations, working } = task.cost({
    rows,
    recompute,
    whole: numbers.trained === numbers.model,
  });
  const total = weights + training + activations + working;
  return { weights, training, activations, working, total };
}
