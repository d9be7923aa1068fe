// An MLP in tfjs, trained by Adam at one rate for all widths, with measurements for the coordinate check:
//
//     node tools/launch.mjs theory/coordinate-check/examples/tfjs-mlp.ts run.jsonl
import { writeFile } from 'node:fs/promises';
import { coordinateLines, normals, watchModel, type OwnModel } from '@singlora/scaling';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';

/** tanh(x W1) W2 on 16 inputs, in the standard parametrisation, with its Adam. Any function that builds a model by width will do. */
function build(width: number, seed: number): OwnModel {
  const random = randomStream(seed, 'mlp', width);
  const [x, y] = batch();
  const variable = (shape: [number, number], std: number) =>
    tf.tidy(() => tf.variable<tf.Rank.R2>(normals(random, shape, std)));
  const first = variable([16, width], 1 / 4);
  const second = variable([width, 1], width ** -0.5);
  const adam = tf.train.adam(0.001);
  const pass = () => {
    const hidden = tf.matMul(x, first);
    const output = tf.matMul(tf.tanh(hidden), second);
    const loss = tf.losses.meanSquaredError<tf.Tensor, tf.Scalar>(y, output);
    return { outputs: { hidden, output }, loss };
  };
  return {
    pass,
    step: () => adam.minimize(() => pass().loss, false, [first, second]),
    dispose: () => {
      tf.dispose([x, y, first, second]);
      adam.dispose();
    },
  };
}

/** The same at every width and seed. */
function batch(): [tf.Tensor2D, tf.Tensor2D] {
  const random = randomStream(0, 'batch');
  return [normals(random, [32, 16]), normals(random, [32, 1])];
}

export async function linesOf(widths: readonly number[], seeds: readonly number[]) {
  await startBackend();
  let lines = '';
  for (const width of widths)
    for (const seed of seeds)
      lines += coordinateLines(
        await watchModel(build(width, seed), { width, seed, steps: [1, 2, 3] }),
      );
  return lines;
}

const [file] = process.argv.slice(2);
if (file?.endsWith('.jsonl'))
  await writeFile(file, await linesOf([64, 128, 256, 512], [0, 1, 2, 3, 4]));
