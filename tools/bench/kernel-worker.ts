// One side of the benchmark of single operations: this project's kernels, each recorded as a graph.
//
//     tools/launch.mjs tools/bench/kernel-worker.ts
//
// Answers each `{"job": …, "pass": …, "times": n}` with the milliseconds of n runs, as torch_kernels.py does.
import { compile } from '@singlora/compile';
import { attention, blockwiseAttention, conv2d, groupNorm, linear } from '@singlora/kernels';
import type { passes } from '@singlora/records';
import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { serve } from './commands.ts';
import type { KernelCase } from './kernel-cases.ts';

export interface KernelCommand {
  readonly job: KernelCase;
  readonly pass: (typeof passes)[number];
  readonly times: number;
}

type Run = (...inputs: tf.Tensor[]) => tf.Tensor;

/** What is differentiated, its inputs, and how many of these have a gradient. */
interface Prepared {
  readonly inputs: tf.Tensor[];
  readonly trained: number;
  readonly run: Run;
}

function prepare(job: KernelCase): Prepared {
  const normal = (...shape: number[]): tf.Tensor => tf.randomNormal(shape);
  if (job.op === 'conv2d') {
    const { batch, side, into, out } = job;
    return {
      inputs: [normal(batch, side, side, into), normal(3, 3, into, out), normal(out)],
      trained: 1,
      run: (x, filter, bias) =>
        conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D, {
          padding: 1,
          frozen: true,
        }),
    };
  }
  if (job.op === 'groupNorm') {
    const { batch, side, channels } = job;
    return {
      inputs: [normal(batch, side, side, channels), normal(channels), normal(channels)],
      trained: 1,
      run: (x, gamma, beta) =>
        groupNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, {
          groups: 32,
          epsilon: 1e-5,
          activation: 'silu',
        }),
    };
  }
  if (job.op === 'lowRank') {
    const { rows, into, out, rank } = job;
    return {
      inputs: [normal(rows, into), normal(out, rank), normal(into, rank), normal(out, into)],
      trained: 3,
      run: (x, p, q, weight) => {
        const update = { p: p as tf.Tensor2D, q: q as tf.Tensor2D, scale: tf.scalar(2) };
        return linear(x, weight as tf.Tensor2D, undefined, [update], { frozen: true });
      },
    };
  }
  const { batch, queries, keys, heads, dim } = job;
  const rows = (length: number) => normal(batch * length, heads * dim);
  const attend = keys < 1024 ? attention : blockwiseAttention;
  return {
    inputs: [rows(queries), rows(keys), rows(keys)],
    trained: 3,
    run: (...rows) =>
      attend(...(rows as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]), { batch, heads }),
  };
}

function timed({ job, pass, times }: KernelCommand): number[] {
  const { inputs, trained, run } = prepare(job);
  const forward = (...given: tf.Tensor[]): tf.Tensor[] => [run(...given)];
  const gradient = (...given: tf.Tensor[]): tf.Tensor[] => {
    const constants = given.slice(trained);
    const { value, grads } = tf.valueAndGrads((...x) => tf.sum(run(...x, ...constants)))(
      given.slice(0, trained),
    );
    return [value, ...grads];
  };
  const recorded = compile(pass === 'forward' ? forward : gradient);
  const milliseconds: number[] = [];
  // The first two record and load the graph.
  for (let i = -2; i < times; i++) {
    const started = performance.now();
    tf.dispose(recorded(...inputs)); // a graph has run to its end when its outputs are there
    if (i >= 0) milliseconds.push(performance.now() - started);
  }
  recorded.dispose();
  tf.dispose(inputs);
  return milliseconds;
}

const { description } = await startBackend();
await serve(description, (command: KernelCommand) => ({ milliseconds: timed(command) }));
