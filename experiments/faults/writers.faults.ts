import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { openTracking } from '@singlora/tracking';
import { expect, test } from 'vitest';
import { isShort } from '../testing/workplace.ts';
import { isolated, startProgram } from '../testing/run-command.ts';

const writers = 8;
const rows = 5_000;
const folder = folderForAllTests();

test.skipIf(isShort)(`${writers} processes that write ${rows} rows each lose none`, async () => {
  const url = join(folder, 'runs.db');
  const results = await Promise.all(
    Array.from({ length: writers }, (_, seed) => {
      const args = ['tools/launch.mjs', 'experiments/testing/writer.ts', url, `${seed}`, `${rows}`];
      return startProgram(process.execPath, args, isolated(folder)).ended;
    }),
  );
  expect(results.map(({ code, output }) => [code, output])).toEqual(results.map(() => [0, '']));
  const tracking = await openTracking(url);
  try {
    const runs = await tracking.list();
    expect(runs.map(({ status }) => status)).toEqual(results.map(() => 'finished'));
    for (const { id, config } of runs) {
      const points = await tracking.metrics(id);
      const expected = Array.from({ length: rows }, (_, i) => [
        i + 1,
        i + 1 + Number(config['seed']) / 10,
      ]);
      expect(points.map(({ step, value }) => [step, value])).toEqual(expected);
    }
  } finally {
    await tracking.close();
  }
});
