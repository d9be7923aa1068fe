// Peak memory of a compiled training step with and without recomputation and micro-batches, beside
// what `planMemory` expects.
//
//     node tools/launch.mjs tools/bench/memory.ts
import { planMemory, transformerCost } from '@singlora/training';
import { median } from '@singlora/statistics';
import type { StepsAnswer } from './sides.ts';
import { mib, ms } from './text.ts';
import { withSides } from './turns.ts';

/** A deep, narrow BERT, whose activations outweigh all else. */
const depth = 24;
const width = 256;
const [batch, length, rank] = [32, 128, 8];
const config = {
  model_type: 'bert',
  vocab_size: 2000,
  type_vocab_size: 2,
  max_position_embeddings: 512,
  hidden_size: width,
  num_hidden_layers: depth,
  num_attention_heads: width / 32,
  intermediate_size: 4 * width,
  hidden_act: 'gelu',
  layer_norm_eps: 1e-12,
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
  initializer_range: 0.02,
};
const settings = [
  { recompute: false },
  { recompute: true },
  { recompute: false, microBatch: 8 },
] as const;

/** Steps in a process of its own: peak memory never falls. */
function measure(setting: (typeof settings)[number]): Promise<StepsAnswer> {
  const size = { batch, length, rank, alpha: rank };
  const job = { model: { config }, method: 'lora', pass: 'train', ...size, ...setting } as const;
  return withSides(job, {}, async ({ labs: [{ worker }] }) => {
    await worker.ask({ steps: 2 }); // start-up, not counted
    return worker.ask<StepsAnswer>({ steps: 5 });
  });
}

/** The model as `transformerCost` wants it. */
const outFeatures = [width, width, width, width, 4 * width, width];
const slots = Array.from({ length: depth }, (_, layer) =>
  outFeatures.map((out, i) => ({ name: `layer.${layer}.${i}`, outFeatures: out })),
).flat();
const parameterCount = depth * 12 * width ** 2 + (2000 + 512) * width;
const shape = { slots, config: { hiddenSize: width, heads: width / 32 } };

console.log(
  `${depth} layers of ${width}, ${batch} × ${length} tokens, LoRA of rank ${rank} on query and value`,
);
for (const setting of settings) {
  const { recompute } = setting;
  const rows = 'microBatch' in setting ? setting.microBatch : batch;
  const numbers = { model: parameterCount, trained: depth * 2 * 2 * width * rank };
  const cost = (at: { rows: number; recompute: boolean }) =>
    transformerCost(shape, { ...at, length });
  const plan = planMemory({ cost, examples: batch }, numbers, { batchSize: rows, recompute });
  const { milliseconds, peakRssBytes } = await measure(setting);
  console.log(
    `${recompute ? 'recomputed' : 'kept      '}  ${String(rows).padStart(2)} rows at a time  ` +
      `planned ${mib(plan.total).padStart(9)}  peak of the process ${mib(peakRssBytes).padStart(9)}  ${ms(median(milliseconds))}`,
  );
}
