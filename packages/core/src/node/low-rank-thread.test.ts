import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { folderForThisTest } from '../disk/temporary.test.support.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { addLowRank, inFours } from '../files/add-low-rank.mjs';
import { seeded } from '../kit.test.support.ts';
import { lowRankThread } from './low-rank-thread.ts';

const [rows, columns, rank] = [1030, 1025, 4];
const random = seeded(1);
const numbers = (count: number) => Float32Array.from({ length: count }, random.normal);
const q = inFours(numbers(columns * rank), rank);
const all = Float64Array.from(numbers(2 * rows * rank));
// A view of a larger array, as for some rows of a matrix.
const update = { p: all.subarray(rows * rank), q, columns, rank, scale: 0.5 };

const bytes = ({ buffer }: Float32Array) => new Uint8Array(buffer);

describe.skipIf(availableParallelism() === 1)('a thread', () => {
  const thread = lowRankThread()!;
  afterAll(() => thread.close());

  it('adds the same to the bit, to several matrices in their order', async () => {
    const matrices = [numbers(rows * columns), numbers(rows * columns)];
    const expected = matrices.map((matrix) => addLowRank(matrix.slice(), update));
    const found = await Promise.all(matrices.map(async (matrix) => thread.add(matrix, update)));
    found.forEach((matrix, i) =>
      expect(Buffer.compare(bytes(matrix), bytes(expected[i]!))).toBe(0),
    );
  });

  it('fails where its program does', async () => {
    const wrong = { ...update, q: null as unknown as Float64Array };
    await expect(thread.add(numbers(rows * columns), wrong)).rejects.toThrow(/null/);
  });
});

it.each(['esm', 'cjs'] as const)('there is none in a bundle, %s', async (format) => {
  const folder = folderForThisTest();
  const outfile = join(folder, format === 'esm' ? 'bundle.mjs' : 'bundle.cjs');
  const entryPoints = [join(import.meta.dirname, 'low-rank-thread.ts')];
  const logLevel = 'error'; // a bundle of CommonJS has no `import.meta`, and esbuild warns of it
  await build({ entryPoints, outfile, format, bundle: true, platform: 'node', logLevel });
  const bundled = (await import(pathToFileURL(outfile).href)) as {
    lowRankThread: typeof lowRankThread;
  };
  expect(bundled.lowRankThread()).toBeUndefined();
});
