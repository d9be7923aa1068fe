import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { startFirst } from './backend.ts';
import type { Backend, BackendName, BackendStarter } from './backends/starter.ts';
import { startBackend } from './index.ts';

const starter = (name: BackendName, failure?: string): BackendStarter => ({
  name,
  cost: `the cost of ${name}.`,
  remedy: `the remedy of ${name}.`,
  start: () =>
    failure === undefined
      ? Promise.resolve({ name, device: 'cpu', description: name } satisfies Backend)
      : Promise.reject(new Error(failure)),
});

describe('startFirst', () => {
  it('takes the fastest that starts, without a word', async () => {
    const warnings: string[] = [];
    const backend = await startFirst([starter('tensorflow'), starter('cpu')], (line) =>
      warnings.push(line),
    );
    expect(backend.name).toBe('tensorflow');
    expect(warnings).toEqual([]);
  });

  it('says for each one passed over why, what the next costs and what would help', async () => {
    const warnings: string[] = [];
    const backend = await startFirst(
      [
        starter('tensorflow', 'no library\nat a place'),
        starter('wasm', 'no module'),
        starter('cpu'),
      ],
      (line) => warnings.push(line),
    );
    expect(backend.name).toBe('cpu');
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(
      /'tensorflow' cannot start \(no library\).*cost of wasm.*remedy of tensorflow/,
    );
    expect(warnings[1]).toMatch(/'wasm' cannot start \(no module\).*cost of cpu/);
  });

  it('fails with the last reason when none starts', async () => {
    const none = startFirst([starter('wasm', 'a'), starter('cpu', 'b')], () => undefined);
    await expect(none).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      message: expect.stringContaining('wasm, cpu') as string,
    });
  });
});

describe('startBackend', () => {
  it('suggests the nearest name for an unknown one', async () => {
    await expect(startBackend({ env: { SINGLORA_BACKEND: 'tensorflwo' } })).rejects.toMatchObject({
      code: 'BACKEND_UNKNOWN',
      message: expect.stringContaining("Did you mean 'tensorflow'?") as string,
    });
  });

  it('starts the one asked for, once, with its gradients, and will not switch', async () => {
    const [first, second] = await Promise.all([
      startBackend({ env: { SINGLORA_BACKEND: 'cpu' } }),
      startBackend({ prefer: 'cpu', env: { SINGLORA_BACKEND: 'wasm' } }),
    ]);
    expect(second).toBe(first);
    expect(first.name).toBe('cpu');
    expect(tf.getBackend()).toBe('cpu');
    const slope = tf.grad((x) => x.square().sum())(tf.tensor1d([3]));
    expect(slope.dataSync()[0]).toBe(6);
    expect(await startBackend({ env: {} })).toBe(first);
    await expect(startBackend({ prefer: 'wasm' })).rejects.toMatchObject({
      code: 'BACKEND_STARTED',
    });
  });
});
