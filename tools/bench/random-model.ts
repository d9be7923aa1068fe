import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSafetensors } from '@singlora/formats';
import { createSequenceClassifier } from '@singlora/models';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Writes a model of random weights as a checkpoint that both sides can load, without its head and
 * without a tokenizer. Takes a started backend.
 *
 * @param config a config.json's content
 */
export async function writeRandomModel(folder: string, config: object): Promise<string> {
  const shapes = shapesOf(config).map(([name, shape]) => {
    return { name, shape, size: shape.reduce((product, side) => product * side, 1) };
  });
  // All matrices begin with the same numbers: memory for the largest alone, so that the peak of
  // this process stays that of training.
  const random = randomStream(0, 'random model');
  const numbers = Float32Array.from(
    { length: Math.max(...shapes.map(({ size }) => size)) },
    () => 0.07 * (random.uniform() - 0.5),
  );
  const tensors = shapes.map(({ name, shape, size }) => {
    const vector = () => new Float32Array(size).fill(name.endsWith('.weight') ? 1 : 0);
    const data = shape.length > 1 ? numbers.subarray(0, size) : vector();
    return [name, { dtype: 'F32', shape, data }] as const;
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  await writeFile(join(folder, 'tokenizer.json'), '{}');
  await writeSafetensors(join(folder, 'model.safetensors'), Object.fromEntries(tensors));
  return folder;
}

/** Name and shape of each of the model's tensors but the head's. */
function shapesOf(config: object): (readonly [name: string, shape: number[]])[] {
  const shapes: (readonly [string, number[]])[] = [];
  const nothing = tf.scalar(0);
  const { modulesToSave } = createSequenceClassifier(config, {
    outputs: 1,
    weight(name, shape) {
      shapes.push([name, shape]);
      return nothing;
    },
  });
  nothing.dispose();
  const isHead = (name: string) => modulesToSave.some((module) => name.startsWith(`${module}.`));
  return shapes.filter(([name]) => !isHead(name));
}
