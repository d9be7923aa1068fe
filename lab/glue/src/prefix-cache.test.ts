import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/core/disk/temporary';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { prefixOnce, type PrefixCacheOptions } from './prefix-cache.ts';
import type { PrefixSubject } from './prefix-file.ts';

const width = 4;
const examples = [3, 1, 5].map((length, label) => ({
  ids: Int32Array.from({ length }, (_, i) => i + label),
  typeIds: new Int32Array(length),
  label,
}));
const subject: PrefixSubject = { model: ['weights', 'float32'], layer: 2, width, examples };
const statesOf = (row: number): Float32Array =>
  Float32Array.from({ length: examples[row]!.ids.length * width }, (_, i) => row + i / 100 - 0.1);

describe('prefixOnce', () => {
  const folder = folderForEachTest();
  const compute = vi.fn(async function* () {
    for (const row of examples.keys()) {
      await Promise.resolve();
      yield statesOf(row);
    }
  });
  const notices: string[] = [];
  beforeEach(() => {
    compute.mockClear();
    notices.length = 0;
  });
  const run = (changes: Partial<PrefixSubject> = {}, options: Partial<PrefixCacheOptions> = {}) =>
    prefixOnce(
      { ...subject, ...changes },
      { folder, compute, onNotice: (line) => notices.push(line), ...options },
    );
  const onlyFile = () => join(folder, readdirSync(folder)[0]!);

  it('gives each example its states in half precision, whatever the order', async () => {
    const sizes: number[] = [];
    const prefix = (await run({}, { onCompute: (bytes) => sizes.push(bytes) }))!;
    expect(sizes).toEqual([9 * width * 2]);
    expect([prefix.layer, prefix.width]).toEqual([2, width]);
    for (const row of [2, 0, 1, 2]) {
      const into = new Float32Array(6 * width).fill(7);
      prefix.read(row, into);
      const expected = statesOf(row);
      expected.forEach((state, i) =>
        expect(Math.abs(into[i]! - state)).toBeLessThanOrEqual(Math.abs(state) / 2048),
      );
      expect([...into.subarray(expected.length)].every((rest) => rest === 7)).toBe(true);
    }
    prefix.close();
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('computes them once, and again for another model, layer, precision or row', async () => {
    await run();
    await run();
    expect(compute).toHaveBeenCalledTimes(1);
    await run({ model: ['others', 'float32'] });
    await run({ model: ['weights', 'bfloat16'] });
    await run({ layer: 1 });
    await run({ examples: examples.toReversed() });
    expect(compute).toHaveBeenCalledTimes(5);
    expect(notices).toEqual([]);
  });

  it('computes once for two that want the same at once', async () => {
    const [one, other] = await Promise.all([run(), run()]);
    expect(compute).toHaveBeenCalledTimes(1);
    const into = [new Float32Array(20), new Float32Array(20)] as const;
    one?.read(2, into[0]);
    other?.read(2, into[1]);
    expect(into[0]).toEqual(into[1]);
  });

  it.each([
    [
      'altered',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 50]! ^= 1;
        writeFileSync(path, bytes);
      },
    ],
    ['cut off', (path: string) => truncateSync(path, statSync(path).size - 40)],
    ['no such file', (path: string) => writeFileSync(path, 'nothing')],
  ])('computes anew what is %s, and says so', async (_, damage) => {
    (await run())?.close();
    const before = readFileSync(onlyFile());
    damage(onlyFile());
    expect(await run()).toBeDefined();
    expect(compute).toHaveBeenCalledTimes(2);
    expect(notices).toEqual([expect.stringContaining(`${onlyFile()} were damaged or altered`)]);
    expect(readFileSync(onlyFile())).toEqual(before);
  });

  it('gives no states that are no longer there', async () => {
    const prefix = (await run())!;
    const into = new Float32Array(5 * width);
    prefix.read(2, into);
    truncateSync(onlyFile(), statSync(onlyFile()).size - 60);
    expect(() => prefix.read(2, into)).toThrow(
      expect.objectContaining({
        code: 'GLUE_STATES',
        message: expect.stringContaining(onlyFile()) as string,
      }),
    );
    prefix.close();
  });

  it('does without where nothing can be written, and says so', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await run({}, { folder: join(file, 'states') })).toBeUndefined();
    expect(notices).toEqual([expect.stringContaining('cannot be kept')]);
  });

  it.each([65_520, -1e5, NaN])(
    'does without where a state is %d, which no half is',
    async (state) => {
      const beyond = async function* () {
        await Promise.resolve();
        yield statesOf(0);
        yield statesOf(1).fill(state, 1, 2);
        yield statesOf(2);
      };
      expect(await run({}, { compute: beyond })).toBeUndefined();
      expect(notices).toEqual([expect.stringContaining('some are too large for half precision')]);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('leaves nothing half-written when it is stopped', async () => {
    const stop = new AbortController();
    const stopped = async function* () {
      await Promise.resolve();
      yield statesOf(0);
      stop.abort();
      stop.signal.throwIfAborted();
    };
    await expect(run({}, { compute: stopped, signal: stop.signal })).rejects.toThrow();
    expect(existsSync(folder) && readdirSync(folder)).toEqual([]);
  });
});
