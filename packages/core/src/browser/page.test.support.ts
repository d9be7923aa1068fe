// What the test of browsers runs in the page: with tfjs-core and a backend alone.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  AdapterSet,
  createAdapter,
  packAdapter,
  parseAdapterConfig,
  unpackAdapter,
  type Adapter,
  type ApplySlot,
  type Slot,
} from '../index.ts';

type Files = Record<string, number[]>;

const ids = [1, 4, 4, 2, 0, 3];
const wanted = [1, 0, 0, 1, 1, 0];
const table = (rows: number, columns: number, seed: number): tf.Tensor2D =>
  tf.tensor2d(
    Array.from({ length: rows * columns }, (_, i) => Math.sin(seed + 1.7 * i) / 2),
    [rows, columns],
  );

const slots = (): Slot[] => [
  { name: 'tokens', kind: 'embedding', inFeatures: 5, outFeatures: 4, weight: table(5, 4, 1) },
  { name: 'up', kind: 'linear', inFeatures: 4, outFeatures: 6, weight: table(6, 4, 2) },
  { name: 'down', kind: 'linear', inFeatures: 6, outFeatures: 1, weight: table(1, 6, 3) },
];

const model = (apply: ApplySlot): tf.Tensor =>
  apply('down', tf.tanh(apply('up', apply('tokens', tf.tensor1d(ids, 'int32')))));

const bytes = (files: Files): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(files).map(([name, list]) => [name, Uint8Array.from(list)]));

const numbers = async (tensor: tf.Tensor): Promise<number[]> => [...(await tensor.data())];

const run = (adapter: Adapter, parameters = adapter.parameters): Promise<number[]> =>
  numbers(model(adapter.apply(parameters, tf.scalar(1))));

/** Starts a backend, or says that the browser has none. */
async function start(backend: string): Promise<boolean> {
  setWasmPaths('/');
  return (await tf.setBackend(backend).catch(() => false)) && tf.getBackend() === backend;
}

/** Trains an adapter and returns each step's loss, its files and the model's outputs. */
async function train(method: string, targets: string[]) {
  const config = parseAdapterConfig({ method, r: 2, target_modules: targets });
  let drawn = 0;
  const draw = () => Math.sin(5 * ++drawn);
  const adapter = createAdapter(slots(), config, { uniform: () => (draw() + 1) / 2, normal: draw });
  const named = Object.entries(adapter.parameters);
  const parameters = Object.fromEntries(named.map(([name, first]) => [name, tf.variable(first)]));
  const optimizer = tf.train.adam(0.1);
  const loss = () => {
    const outputs = model(adapter.apply(parameters, tf.scalar(1)));
    return tf.mean<tf.Scalar>(tf.square(tf.sub(tf.reshape(outputs, [-1]), wanted)));
  };
  const losses: number[] = [];
  for (let step = 0; step < 20; step++) {
    const value = optimizer.minimize(loss, true, Object.values(parameters)) as tf.Scalar;
    losses.push((await numbers(value))[0] as number);
  }
  const packed = await packAdapter(adapter, { parameters });
  const files = Object.fromEntries(Object.entries(packed).map(([name, all]) => [name, [...all]]));
  return { losses, files, outputs: await run(adapter, parameters) };
}

/** The model's outputs with an adapter from files, and with the same adapter merged into the weights. */
async function reload(files: Files) {
  const { adapter } = await unpackAdapter(bytes(files), slots());
  const outputs = await run(adapter);
  const set = new AdapterSet(slots());
  set.add('mine', adapter);
  set.use('mine');
  set.merge();
  return { outputs, merged: await numbers(model(set.apply)) };
}

Object.assign(globalThis, { lab: { start, train, reload } });
