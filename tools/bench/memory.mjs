// Peak memory of a compiled training step with and without recomputation and micro-batches, beside
// what `planMemory` expects.
//
//     node tools/launch.mjs tools/bench/memory.mjs
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { planMemory } from '@singlora/training';
import { median } from './record.mjs';
import { startLab } from './sides.mjs';

/** A deep, narrow BERT, whose activations outweigh all else. */
const depth = 24;
const width = 256;
const [batch, length, rank] = [32, 128, 8];
const config = {
  ...{ model_type: 'bert', vocab_size: 2000, type_vocab_size: 2, max_position_embeddings: 512 },
  ...{ hidden_size: width, num_hidden_layers: depth, num_attention_heads: width / 32 },
  ...{ intermediate_size: 4 * width, hidden_act: 'gelu', layer_norm_eps: 1e-12 },
  ...{ hidden_dropout_prob: 0, attention_probs_dropout_prob: 0, initializer_range: 0.02 },
};
const settings = [{ recompute: false }, { recompute: true }, { recompute: false, microBatch: 8 }];

/** Steps in a process of its own: peak memory never falls. */
async function measure(setting) {
  const folder = mkdtempSync(join(tmpdir(), 'singlora-memory-'));
  const threads = availableParallelism();
  const job = {
    model: { config },
    method: 'lora',
    pass: 'train',
    batch,
    length,
    rank,
    alpha: rank,
  };
  const worker = startLab({ ...job, ...setting, folder, threads });
  try {
    await worker.next();
    await worker.ask({ steps: 2 }); // start-up, not counted
    return await worker.ask({ steps: 5 });
  } finally {
    worker.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The model as `planMemory` wants it. */
const outFeatures = [width, width, width, width, 4 * width, width];
const slots = Array.from({ length: depth }, (_, layer) =>
  outFeatures.map((out, i) => ({ name: `layer.${layer}.${i}`, outFeatures: out })),
).flat();
const parameterCount = depth * 12 * width ** 2 + (2000 + 512) * width;
const shape = { parameterCount, slots, config: { hiddenSize: width, heads: width / 32 } };

const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0).padStart(5)} MiB`;
console.log(`${depth} layers of ${width}, ${batch} × ${length} tokens, LoRA of rank ${rank} on query and value`); // prettier-ignore
for (const { recompute, microBatch } of settings) {
  const trainable = depth * 2 * 2 * width * rank;
  const plan = planMemory(shape, { trainable, rows: microBatch ?? batch, length, recompute });
  const { milliseconds, peakRssBytes } = await measure({ recompute, microBatch });
  console.log(
    `${recompute ? 'recomputed' : 'kept      '}  ${String(microBatch ?? batch).padStart(2)} rows at a time  ` +
      `planned ${mebibytes(plan.total)}  peak of the process ${mebibytes(peakRssBytes)}  ${median(milliseconds).toFixed(0)} ms`,
  );
}
