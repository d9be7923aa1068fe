// Our side of the benchmark of single operations: this project's kernels, each recorded as a graph.
//
//     tools/launch.mjs tools/bench/kernels-side.ts '{}'
//
// Answers each `{"job": …, "pass": …, "times": n}` with the milliseconds of n runs, as torch_kernels.py does.
import { compile, startBackend } from '@singlora/runtime';
import { attention, blockwiseAttention, conv2d, groupNorm, linear } from '@singlora/core/kernels';
import type { passes } from '@singlora/records';
import * as tf from '@tensorflow/tfjs-core';
import type { KernelJob } from './kernel-cases.ts';
import { serve } from './serve.ts';

interface Command {
  readonly job: KernelJob;
  readonly pass: (typeof passes)[number];
  readonly times: number;
}

/** The shapes of an operation's inputs, the number of inputs with a gradient, and the operation. */
type Prepared = readonly [shapes: number[][], trained: number, run: Run];
type Run = (...inputs: never[]) => tf.Tensor;
type Inputs<Ranks extends tf.Rank[]> = { [At in keyof Ranks]: tf.Tensor<Ranks[At]> };
type Matrix = tf.Rank.R2;
type Vector = tf.Rank.R1;

function prepare(job: KernelJob): Prepared {
  if (job.op === 'conv2d') {
    const { batch, side, into, out } = job;
    const shapes = [[batch, side, side, into], [3, 3, into, out], [out]];
    const run = (...given: Inputs<[tf.Rank.R4, tf.Rank.R4, Vector]>) =>
      conv2d(...given, { padding: 1, frozen: true });
    return [shapes, 1, run];
  }
  if (job.op === 'groupNorm') {
    const { batch, side, channels } = job;
    const run = (...given: Inputs<[tf.Rank.R4, Vector, Vector]>) =>
      groupNorm(...given, { groups: 32, epsilon: 1e-5, activation: 'silu' });
    return [[[batch, side, side, channels], [channels], [channels]], 1, run];
  }
  if (job.op === 'lowRank') {
    const { rows, into, out, rank } = job;
    const shapes = [
      [rows, into],
      [out, rank],
      [into, rank],
      [out, into],
    ];
    const run = (...[x, p, q, weight]: Inputs<[Matrix, Matrix, Matrix, Matrix]>) =>
      linear(x, weight, undefined, [{ p, q, scale: tf.scalar(2) }], { frozen: true });
    return [shapes, 3, run];
  }
  const { batch, queries, keys, heads, dim } = job;
  const rows = (length: number) => [batch * length, heads * dim];
  const attend = keys < 1024 ? attention : blockwiseAttention;
  const run = (...given: Inputs<[Matrix, Matrix, Matrix]>) => attend(...given, { batch, heads });
  return [[rows(queries), rows(keys), rows(keys)], 3, run];
}

function timed({ job, pass, times }: Command): number[] {
  const [shapes, trained, prepared] = prepare(job);
  const run = prepared as (...inputs: tf.Tensor[]) => tf.Tensor;
  const inputs = shapes.map((shape) => tf.randomNormal(shape));
  const gradient = (...given: tf.Tensor[]): tf.Tensor[] => {
    const constants = given.slice(trained);
    const valueAndGradients = tf.valueAndGrads((...x) => tf.sum(run(...x, ...constants)));
    const { value, grads } = valueAndGradients(given.slice(0, trained));
    return [value, ...grads];
  };
  const recorded = compile(pass === 'forward' ? (...given) => [run(...given)] : gradient);
  const milliseconds: number[] = [];
  // The first two runs record and load the graph.
  for (let i = -2; i < times; i++) {
    const started = performance.now();
    tf.dispose(recorded(...inputs)); // a graph has finished once its outputs exist
    if (i >= 0) milliseconds.push(performance.now() - started);
  }
  recorded.dispose();
  tf.dispose(inputs);
  return milliseconds;
}

const { description } = await startBackend();
await serve(description, (command: Command) => ({ milliseconds: timed(command) }));
