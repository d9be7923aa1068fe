import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adamW, lossAndGradients } from './adamw.test.support.ts';
import { normals, seeded, startTensorFlow } from './kit.test.support.ts';

beforeAll(startTensorFlow);

describe("the README's example", () => {
  it('is the file that is run here, of fewer than 20 lines', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const source = await readFile(new URL('./readme.test.example.ts', import.meta.url), 'utf8');
    expect(readme).toContain(`\`\`\`ts\n${source}\`\`\``);
    expect(source.split('\n').filter((line) => line.trim() !== '').length).toBeLessThan(20);
  });

  it('wraps a model whose adapter learns', async () => {
    const { adapter, run } = await import('./readme.test.example.ts');
    const x = normals(seeded(1), [32, 4]);
    const y = tf.add(run(x, adapter.parameters, 0), tf.sum(x, 1, true));
    const optimizer = adamW(0.02, () => 0);
    let { parameters } = adapter;
    const losses: number[] = [];
    for (let step = 1; step <= 60; step++) {
      const { value, gradients } = lossAndGradients(
        (values) => tf.mean(tf.square(tf.sub(run(x, values, step), y))),
        parameters,
      );
      losses.push(value.dataSync()[0]!);
      parameters = optimizer(parameters, gradients);
    }
    expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]!);
  });
});

describe("the README's table of features", () => {
  it('names a test in each row', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const [, table = ''] = readme.split('## Beside PEFT');
    const rows = table
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2);
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const tests =
        row
          .split('|')
          .at(-2)
          ?.match(/[\w./-]+\.test\.ts/g) ?? [];
      expect({ row, tests: tests.length }).toSatisfy(() => tests.length > 0);
      const folder = row.includes('`models`') ? ['.', '../../../lab/models/src'] : ['.'];
      for (const test of tests) {
        const places = folder.map((place) => new URL(`${place}/${test}`, import.meta.url));
        expect({ test, there: places.some((place) => existsSync(place)) }).toEqual({
          test,
          there: true,
        });
      }
    }
  });
});

describe("the project's README", () => {
  it('shows the file that is run here, of ten lines', async () => {
    const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
    const source = await readFile(
      new URL('./readme.test.short-example.ts', import.meta.url),
      'utf8',
    );
    expect(readme).toContain(`\`\`\`ts\n${source}\`\`\``);
    expect(source.split('\n').filter((line) => line.trim() !== '')).toHaveLength(10);
  });

  it('shows a layer with the update that it says', async () => {
    const { adapter, layer } = await import('./readme.test.short-example.ts');
    const x = normals(seeded(1), [3, 64]);
    const [a] = Object.values(adapter.parameters) as [tf.Tensor2D];
    expect(a.shape).toEqual([64, 8]);
    const update = tf.sub(layer(x), layer(x, adapter.parameters, 0));
    const wanted = tf.matMul(tf.matMul(x, a), a, false, true);
    expect(tf.max(tf.abs(tf.sub(update, wanted))).dataSync()[0]).toBeLessThan(1e-4);
  });
});
