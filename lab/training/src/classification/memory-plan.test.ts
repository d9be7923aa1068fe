import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { forwardOf } from '../forward.ts';
import { createBatchLoader } from './batches.ts';
import { classification } from './objective.ts';
import { randomModel, tinyBert, tinyLlama, type RandomModel } from './random-model.test.support.ts';
import { tinyExamples } from './tiny.test.support.ts';
import { planMemory, transformerCost } from './memory-plan.ts';

beforeAll(() => startBackend());

const sizes = { hidden_size: 64, num_attention_heads: 4 };
const withoutDropout = { hidden_dropout_prob: 0, attention_probs_dropout_prob: 0 };
const bert = { ...tinyBert, ...sizes, ...withoutDropout, intermediate_size: 256 };
const heads = { num_key_value_heads: 4, head_dim: 16 };
const llama = { ...tinyLlama, ...sizes, ...heads, attention_dropout: 0, intermediate_size: 176 };

const [rows, length] = [8, 32];

/** Bytes of the tensors that the tape saves in a forward pass of all tokens, besides its inputs. */
function heldByTape({ model, adapter, state }: RandomModel, recompute: boolean): number {
  const load = createBatchLoader(tinyExamples(9), rows, classification);
  const batch = load({ rows: [0, 1, 2, 3, 4, 5, 6, 7], length });
  const given = [...model.slots.flatMap(({ weight, bias }) => [weight, bias])];
  const known = new Set([...given, ...Object.values(state.parameters)].map((t) => t?.dataId));
  const names = Object.keys(state.parameters);
  return tf.tidy(() => {
    const held = new Map<object, number>();
    const run = tf.grads((...tensors: tf.Tensor[]) => {
      const values = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
      const u = tf.scalar(1);
      const pass = forwardOf(adapter, values, u, { recompute }).pass();
      const logits = model.logits(batch, { ...pass, everyToken: true });
      const { activeTape } = (tf.engine() as unknown as { state: { activeTape: Tape } }).state;
      for (const { dataId, size } of activeTape.flatMap(({ saved }) => saved ?? [])) {
        if (!known.has(dataId)) held.set(dataId, 4 * size);
      }
      return tf.sum(logits);
    });
    run(names.map((name) => state.parameters[name]!));
    return [...held.values()].reduce((sum, bytes) => sum + bytes);
  });
}

type Tape = readonly { saved?: tf.Tensor[] }[];

afterEach(() => void vi.unstubAllEnvs());

// tfjs's addition keeps its operands: `additions` counts those of a layer's two additions that nothing else keeps
describe.each([
  { config: bert, additions: 0 },
  { config: llama, additions: 4 },
])('$config.model_type', ({ config, additions }) => {
  const modelOf = (layers: number) => randomModel({ ...config, num_hidden_layers: layers }, 'lora');
  const planned = (layers: number, recompute: boolean) =>
    transformerCost(modelOf(layers).model, { rows, length, recompute }).activations;
  /** The memory of three layers alone, without the parts before and after them: the difference between six and three. */
  const ofThree = (f: (layers: number) => number) => f(6) - f(3);

  test.each([false, true])('activations are what the tape holds; recomputed: %s', (recompute) => {
    vi.stubEnv('SINGLORA_FUSED', '0');
    const held = ofThree((layers) => heldByTape(modelOf(layers), recompute));
    const added = recompute ? 0 : 3 * additions * rows * length * config.hidden_size * 4;
    const expected = ofThree((layers) => planned(layers, recompute));
    expect(held - added).toBeGreaterThan(0.9 * expected);
    expect(held - added).toBeLessThan(1.15 * expected);
  });

  test('operations in one piece hold no more', () => {
    const held = () => ofThree((layers) => heldByTape(modelOf(layers), false));
    const inOnePiece = held();
    vi.stubEnv('SINGLORA_FUSED', '0');
    expect(inOnePiece).toBeLessThanOrEqual(held());
  });
});

/** LLaMA-7B's linear layers. */
const llama7b = {
  config: { hiddenSize: 4096, heads: 32 },
  slots: Array.from({ length: 32 }, (_, layer) =>
    [4096, 4096, 4096, 4096, 11008, 11008, 4096].map((outFeatures, i) => ({
      name: `model.layers.${layer}.${i}`,
      outFeatures,
    })),
  ).flat(),
};

/** So many rows of so many tokens each. */
const rowsOf = (count: number, tokens: number) =>
  Array.from({ length: count }, () => ({ ids: new Int32Array(tokens) }));

test('LLaMA-7B at 32 × 128: 26 GB of weights; 32 layers of 4096 · (42,496 + 8,192) + 32 · 32 · 128²', () => {
  const numbers = { model: 6_607_347_712, trained: 4_206_592 };
  const setting = { model: llama7b, train: rowsOf(1000, 128) };
  const plan = planMemory(setting, numbers, { batchSize: 32 });
  const layer = 4 * (4096 * 50_688 + 32 * 32 * 128 ** 2);
  expect(plan).toMatchObject({ weights: 26_429_390_848, activations: 32 * layer, working: layer });
  const recomputed = planMemory(setting, numbers, { batchSize: 32, recompute: true });
  expect(recomputed.activations).toBe(32 * 4 * 4096 * 4096);
  expect(recomputed.working).toBe(2 * layer);
  const parts = planMemory(setting, numbers, { batchSize: 32, microBatchSize: 8 });
  expect(parts.activations).toBe(plan.activations / 4);
  const few = planMemory({ ...setting, train: rowsOf(8, 128) }, numbers, { batchSize: 32 });
  expect(few.activations).toBe(plan.activations / 4);
});

test('layers that are none, such as the head, keep nothing', () => {
  const head = { name: 'classifier', outFeatures: 1000 };
  const model = { slots: [head], config: { hiddenSize: 8, heads: 2 } };
  const setting = { model, train: rowsOf(2, 4) } as unknown as Parameters<typeof planMemory>[0];
  const plan = planMemory(setting, { model: 5, trained: 10 }, { batchSize: 2 });
  expect(plan).toEqual({ weights: 20, training: 320, activations: 0, working: 0, total: 340 });
});

test('rows more than a call takes arguments are planned by the longest', () => {
  const { model } = randomModel({ ...bert, num_hidden_layers: 1 }, 'lora');
  const train = [...rowsOf(150_000, 3), ...rowsOf(1, 9)];
  const plan = planMemory({ model, train }, { model: 0, trained: 0 }, { batchSize: 4 });
  const cost = transformerCost(model, { rows: 4, length: 9, recompute: false });
  expect(plan).toMatchObject(cost);
});
