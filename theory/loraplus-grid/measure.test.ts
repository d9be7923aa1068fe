import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@singlora/runtime';
import type { RateCell } from '@singlora/scaling';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { finishedUnits, keepUnit } from '../units.ts';
import { measureGrid } from './measure.ts';
import type { GridRunConfig } from './plan.ts';

beforeAll(() => startBackend());

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loraplus-grid-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const config: GridRunConfig = {
  version: 1,
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

const unitsFile = () => join(folder, 'units.jsonl');

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
  expect(await finishedUnits(folder)).toEqual(
    grid.cells.map((cell) => ({ width: 8, start: grid.start, ...cell })),
  );
});

it('stops between cells, and goes on with those that are left', async () => {
  const whole = (await measureGrid(config, 8, folder, never))!;
  rmSync(unitsFile());
  expect(await measureGrid(config, 8, folder, abortedAfter(2))).toBeUndefined();
  const units = await finishedUnits<RateCell>(folder);
  expect(units.map(({ rates }) => rates)).toEqual(
    whole.cells.slice(0, 2).map((cell) => cell.rates),
  );
  // Losses no training gives tell cells that are kept from those trained again.
  const marked = units.map((unit) => ({ ...unit, losses: [{ train: [7, 7], test: [7, 7] }] }));
  rmSync(unitsFile());
  for (const unit of marked) await keepUnit(folder, unit);
  await keepUnit(folder, { ...marked[0], width: 16 });
  appendFileSync(unitsFile(), '\n{"width":8,"rat'); // the process ended while writing
  const grid = (await measureGrid(config, 8, folder, never))!;
  expect(grid.cells.slice(0, 2).map(({ losses }) => losses[0]?.train)).toEqual([
    [7, 7],
    [7, 7],
  ]);
  expect(grid.cells.slice(2)).toEqual(whole.cells.slice(2));
  expect(grid.start).toEqual(whole.start);
});

it('trains nothing again where all is there', async () => {
  const grid = await measureGrid(config, 8, folder, never);
  expect(await measureGrid(config, 8, folder, abortedAfter(0))).toEqual(grid);
});
