import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../packages/runtime/src/random.ts';
import { campaign } from './campaign.ts';
import { inputOf } from './input.ts';
import { readers } from './readers/index.ts';
import { judge } from './read-outcome.ts';

const names = Object.keys(readers);
const load = (name: string) => readers[name]!();

describe('inputs', () => {
  it.each(names)('for %s are read where they are sound', async (name) => {
    const reader = await load(name);
    const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
    try {
      for (let i = 0; i < 40; i++) {
        const input = reader.make(randomStream(1, 'sound', i), false);
        await expect(reader.read(input, folder)).resolves.toBeUndefined();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('are the same for the same seed', async () => {
    const reader = await load('parquet');
    expect(inputOf(reader, 'parquet', 7, 3)).toEqual(inputOf(reader, 'parquet', 7, 3));
    expect(inputOf(reader, 'parquet', 7, 3)).not.toEqual(inputOf(reader, 'parquet', 8, 3));
  });
});

describe('an outcome', () => {
  const reading = (read: () => Promise<void>) => {
    const reader = {
      make: () => Buffer.alloc(0),
      read,
      refuses: (error: unknown) => error instanceof RangeError,
    };
    return judge(reader, Buffer.alloc(10), tmpdir());
  };

  it('tells what was read and what was refused', async () => {
    expect(await reading(() => Promise.resolve())).toMatchObject({ kind: 'ok' });
    expect(await reading(() => Promise.reject(new RangeError('no')))).toMatchObject({
      kind: 'refused',
    });
  });

  it.each([
    ['an error without a code', () => Promise.reject(new TypeError('x'))],
    ['control characters in a message', () => Promise.reject(new RangeError('\u001b[2J'))],
    ['a message too long', () => Promise.reject(new RangeError('x'.repeat(1e5)))],
    [
      'too slow',
      () => {
        for (const start = process.cpuUsage(); process.cpuUsage(start).user < 1.1e6;);
        return Promise.resolve();
      },
    ],
    [
      'too much memory',
      () => {
        Buffer.alloc(3e8, 1);
        return Promise.resolve();
      },
    ],
  ])('is a bug for %s', async (what, read) => {
    const { kind, signature } = await reading(read);
    expect(kind).toBe('bug');
    expect(signature).toContain(what);
  });
});

describe('damaged files', () => {
  it.each(names)('of %s are read, or refused with an error of ours', async (reader) => {
    const sum = await campaign({ reader, seed: 1, seconds: 1e9, mutants: 300 });
    expect([...sum.bugs.keys()]).toEqual([]);
    expect(sum.mutants).toBe(300);
    expect(sum.ok + sum.refused).toBe(300);
  });
});
