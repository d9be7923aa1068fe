import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@singlora/runtime';
import type { WidthGrid } from '@singlora/scaling';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { measureGrid } from './measure.ts';
import type { GridRunConfig } from './plan.ts';

beforeAll(() => startBackend());

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loraplus-grid-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const config: GridRunConfig = {
  method: 'lora',
  optimiser: 'gd',
  rank: 2,
  widths: [8],
  seeds: [0, 1],
  steps: [1, 2],
  rates: { A: [0.01, 0.1], B: [0.01, 0.1] },
  preset: 'test',
};

const never = new AbortController().signal;

/** Aborted once it has been asked so many times. */
const abortedAfter = (times: number): AbortSignal => {
  let asked = 0;
  return {
    get aborted() {
      return asked++ >= times;
    },
  } as AbortSignal;
};

const saved = () => JSON.parse(readFileSync(join(folder, 'grids', '8.json'), 'utf8')) as WidthGrid;

it('trains at every combination of rates, and keeps them', async () => {
  const grid = (await measureGrid(config, 8, folder, never))!;
  expect(grid.width).toBe(8);
  expect(grid.cells.map(({ rates }) => rates)).toEqual([
    { A: 0.01, B: 0.01 },
    { A: 0.01, B: 0.1 },
    { A: 0.1, B: 0.01 },
    { A: 0.1, B: 0.1 },
  ]);
  for (const { losses } of grid.cells) {
    expect(losses.map(({ train, test }) => [train.length, test.length])).toEqual([
      [2, 2],
      [2, 2],
    ]);
  }
  expect(saved()).toEqual(grid);
  expect(readdirSync(join(folder, 'grids'))).toEqual(['8.json']);
});

it('stops between cells, and goes on with those that are left', async () => {
  expect(await measureGrid(config, 8, folder, abortedAfter(2))).toBeUndefined();
  const half = saved();
  expect(half.cells).toHaveLength(2);
  const marked = { ...half, cells: half.cells.map((cell) => ({ ...cell, kept: true })) };
  writeFileSync(join(folder, 'grids', '8.json'), JSON.stringify(marked));
  const grid = (await measureGrid(config, 8, folder, never))!;
  expect(grid.cells.map((cell) => 'kept' in cell)).toEqual([true, true, false, false]);
  rmSync(join(folder, 'grids'), { recursive: true });
  const whole = (await measureGrid(config, 8, folder, never))!;
  expect(grid.cells.slice(2)).toEqual(whole.cells.slice(2));
  expect(half.cells).toEqual(whole.cells.slice(0, 2));
});

it('trains nothing again where all is there', async () => {
  const grid = await measureGrid(config, 8, folder, never);
  expect(await measureGrid(config, 8, folder, abortedAfter(0))).toEqual(grid);
});
