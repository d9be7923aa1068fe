import { frozen } from '@singlora/core';
import type { SequenceClassifier } from '@singlora/models';
import type * as tf from '@tensorflow/tfjs-core';
import { forwardBatches } from '../forward.ts';
import { inHalves } from '../halves.ts';
import { batchRows } from '../rows-of.ts';
import type { Trainable } from '../trainable.ts';
import { chunks, planInOrder } from './batch-plan.ts';
import { createBatchLoader, sampleBatches, tokensOf, type Batch } from './batches.ts';
import type { Example } from './examples.ts';

/** Examples to compute a `Prefix` of. */
export interface PrefixJob {
  readonly model: Pick<SequenceClassifier, 'config' | 'slots' | 'weights' | 'statesBefore'>;
  readonly layer: number;
  readonly examples: readonly Example[];
  readonly signal?: AbortSignal | undefined;
  /** Called after each example, with numbers of examples. */
  onProgress?(progress: { done: number; total: number }): void;
}

const batchSize = 32;
/** Examples that are sorted by length together, and held in memory. */
const chunkSize = 512;
/** The labels of batches here are never read. */
const unlabelled = { labelDtype: 'float32' } as const;

/**
 * The input of a layer for each example in turn, `[tokens, hidden]`, without dropout.
 * @throws the signal's reason between two batches once it is aborted
 */
export async function* computePrefix(job: PrefixJob): AsyncGenerator<Float32Array, void> {
  const { model, layer, examples, signal } = job;
  const { hiddenSize, maxPositions } = model.config;
  const parts = chunks(examples, chunkSize).map((some) => {
    const lengths = some.map(({ ids }) => ids.length);
    return { some, plan: planInOrder(lengths, { batchSize, maxPositions }) };
  });
  const computed = forwardBatches({
    trainable: nothingTrained(model),
    parameters: {},
    u: 1,
    signal,
    batches: parts.flatMap(({ some, plan }) => {
      const load = createBatchLoader(some, batchSize, unlabelled);
      return plan.map((planned) => () => load(planned));
    }),
    samples: sampleBatches(batchSize, unlabelled),
    run: (batch: Batch, { pass }) => ({
      states: inHalves(batchSize, (from, count) =>
        model.statesBefore(layer, batchRows(tokensOf(batch), from, count), pass()),
      ),
    }),
  });
  try {
    let done = 0;
    for (const { some, plan } of parts) {
      const found = some.map(() => new Float32Array());
      for (const { rows, length } of plan) {
        const { states } = (await computed.next()).value as { states: Float32Array };
        rows.forEach((row, i) => {
          const start = i * length * hiddenSize;
          const tokens = (some[row] as Example).ids.length;
          found[row] = states.slice(start, start + tokens * hiddenSize);
        });
      }
      for (const states of found) {
        yield states;
        job.onProgress?.({ done: ++done, total: examples.length });
      }
    }
  } finally {
    await computed.return();
  }
}

/** A model without trained parts. */
function nothingTrained({ slots, weights }: PrefixJob['model']): Trainable {
  return {
    config: { ramp: 'none' },
    parameters: {},
    groups: {},
    frozen: Object.values<tf.Tensor>(weights),
    apply: () => frozen(slots),
  };
}
