import { fc, it } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { compile } from './compile.ts';
import { describeNative, expectSame } from './compile.test.support.ts';

/** One line of a random program: an operation on earlier values, picked by position. */
interface Line {
  op: keyof typeof operations;
  a: number;
  b: number;
}

const ROWS = 3;

/**
 * Operations on `[ROWS, n]` tensors, smooth and bounded, so that rounding stays small. A separate input makes the
 * choices, since rounding could flip a choice that depends on a result.
 */
const operations = {
  add: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.add(a, b),
  subtract: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.sub(a, b),
  multiply: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.tanh(tf.mul(a, b)),
  divide: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.div(a, tf.add(tf.square(b), 1)),
  product: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.tanh(tf.matMul(tf.matMul(a, b, false, true), b)),
  softmax: (a: tf.Tensor2D) => tf.softmax(a),
  centre: (a: tf.Tensor2D) => tf.sub(a, tf.mean(a, 1, true)),
  gelu: (a: tf.Tensor2D) => tf.mul(a, tf.add(tf.erf(a), 1)),
  expand: (a: tf.Tensor2D) => tf.squeeze<tf.Tensor2D>(tf.expandDims(a, 1), [1]),
  clip: (a: tf.Tensor2D) => tf.clipByValue(a, -0.5, 0.5),
  pad: (a: tf.Tensor2D) => tf.sum(tf.pad(tf.stack([a, a]), [[1, 0], [0, 0], [0, 0]]), 0) as tf.Tensor2D, // prettier-ignore
  maximum: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.maximum(a, b),
  where: (a: tf.Tensor2D, b: tf.Tensor2D, choice: tf.Tensor2D) =>
    tf.where(tf.greater(choice, 0), a, b),
  shuffle: (a: tf.Tensor2D) =>
    tf.reverse(tf.slice(tf.concat([a, a], 1), [0, 1], [ROWS, a.shape[1]]), 1),
  turn: (a: tf.Tensor2D) =>
    tf.reshape(tf.transpose(tf.reshape(a, [ROWS, 1, -1]), [2, 1, 0]), a.shape),
  split: (a: tf.Tensor2D) => tf.stack(tf.unstack(a).reverse()) as tf.Tensor2D,
  oneHot: (a: tf.Tensor2D, _: tf.Tensor2D, choice: tf.Tensor2D) =>
    tf.add(a, tf.oneHot(tf.argMax(choice, 1), choice.shape[1]).toFloat()),
} satisfies Record<string, (a: tf.Tensor2D, b: tf.Tensor2D, choice: tf.Tensor2D) => tf.Tensor>;

const program = fc.array(
  fc.record<Line>({
    op: fc.constantFrom(...(Object.keys(operations) as Line['op'][])),
    a: fc.nat(100),
    b: fc.nat(100),
  }),
  { minLength: 1, maxLength: 14 },
);

/** The last value of a program on x and y and a captured weight. */
function run(
  lines: readonly Line[],
  x: tf.Tensor,
  y: tf.Tensor,
  choice: tf.Tensor2D,
  weight: tf.Tensor,
): tf.Tensor {
  const known = [x, y, tf.add(x, tf.mean(weight))] as tf.Tensor2D[];
  for (const { op, a, b } of lines) {
    const pick = (position: number) => known[position % known.length]!;
    known.push(operations[op](pick(a), pick(b), choice) as tf.Tensor2D);
  }
  return tf.add(known.at(-1)!, tf.mul(x, y));
}

describeNative('a compiled program', () => {
  it.prop([program, fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 6 })], {
    numRuns: Number(process.env['SINGLORA_RUNS'] ?? 30),
  })('equals the eager one, in value and gradients, at every shape', (lines, width, other) => {
    const weight = tf.randomNormal([4, 2]);
    const f = (x: tf.Tensor, y: tf.Tensor, choice: tf.Tensor2D) => {
      const gradients = tf.valueAndGrads((...inputs: tf.Tensor[]) =>
        tf.sum(run(lines, inputs[0]!, inputs[1]!, choice, weight)),
      );
      const { value, grads } = gradients([x, y]);
      return { value, grads, result: run(lines, x, y, choice, weight) };
    };
    const compiled = compile(f);
    const before = tf.memory().numTensors;
    for (const n of [width, width, width, other, other, width]) {
      tf.tidy(() => {
        const random = () => tf.randomNormal<tf.Rank.R2>([ROWS, n]);
        const [x, y, choice] = [random(), random(), random()];
        const [got, want] = [compiled(x, y, choice), f(x, y, choice)];
        expectSame(got.value, want.value, 1e-4);
        expectSame(got.result, want.result, 1e-4);
        got.grads.forEach((gradient, i) => expectSame(gradient, want.grads[i]!, 1e-3));
      });
    }
    if (tf.memory().numTensors !== before) throw new Error('tensors were left behind');
    compiled.dispose();
    weight.dispose();
  });
});
