import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/files/temporary';
import { startBackend } from '@singlora/runtime';
import type { RateCell } from '@singlora/scaling';
import { beforeAll, expect, it } from 'vitest';
import { finishedUnits, keepUnit } from '../units.ts';
import { measureGrid } from './measure.ts';
import type { ConfigOf } from '../record.ts';
import type { record } from './record.ts';

beforeAll(() => startBackend());

const folder = folderForEachTest();

const config: ConfigOf<typeof record> = {
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

/** A place that stops after this many pauses. */
const place = (times = Infinity) => {
  let asked = 0;
  const pause = () => (asked++ < times ? Promise.resolve() : Promise.reject(new Error('stopped')));
  return { folder, pause };
};

const unitsFile = () => join(folder, 'units.jsonl');

it('trains at every combination of rates, and keeps them', async () => {
  const grid = await measureGrid(config, 8, place());
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
  const whole = await measureGrid(config, 8, place());
  rmSync(unitsFile());
  await expect(measureGrid(config, 8, place(2))).rejects.toThrow('stopped');
  const units = await finishedUnits<RateCell>(folder);
  expect(units.map(({ rates }) => rates)).toEqual(
    whole.cells.slice(0, 2).map((cell) => cell.rates),
  );
  // Losses that no training gives distinguish cached cells from retrained ones.
  const marked = units.map((unit) => ({ ...unit, losses: [{ train: [7, 7], test: [7, 7] }] }));
  rmSync(unitsFile());
  for (const unit of marked) await keepUnit(folder, unit);
  await keepUnit(folder, { ...marked[0], width: 16 });
  appendFileSync(unitsFile(), '\n{"width":8,"rat'); // the process ended during a write
  const grid = await measureGrid(config, 8, place());
  expect(grid.cells.slice(0, 2).map(({ losses }) => losses[0]?.train)).toEqual([
    [7, 7],
    [7, 7],
  ]);
  expect(grid.cells.slice(2)).toEqual(whole.cells.slice(2));
  expect(grid.start).toEqual(whole.start);
});

it('trains nothing again where all is there', async () => {
  const grid = await measureGrid(config, 8, place());
  expect(await measureGrid(config, 8, place(0))).toEqual(grid);
});
