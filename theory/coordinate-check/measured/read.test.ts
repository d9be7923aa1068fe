import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForEachTest } from '@singlora/files/temporary';
import { judgeCoordinates, modulesOf } from '@singlora/scaling';
import { describe, expect, it } from 'vitest';
import { badFiles, lines, textOf, thirdAs, type Line } from './lines.test.support.ts';
import { readMeasured } from './read.ts';

const folder = folderForEachTest();
const file = join(folder, 'run.jsonl');

const read = async (given: readonly (Line | string)[]) => {
  await writeFile(file, textOf(given));
  return readMeasured(file);
};

it('reads a unit a width and seed, in any order of lines', async () => {
  const { units } = await read([...lines].reverse());
  expect(units.map(({ width, seed }) => [width, seed])).toEqual([
    [64, 0],
    [64, 1],
    [128, 0],
    [128, 1],
    [256, 0],
    [256, 1],
  ]);
  expect(units[0]).toMatchObject({
    losses: [
      { step: 0, loss: 2 },
      { step: 1, loss: 1 },
    ],
    frozenLoss: null,
  });
  expect(units[0]?.coordinates['a']?.[1]).toEqual({
    step: 1,
    entries: 64,
    size: 1,
    change: 0.5,
    largest: 3,
    largestChange: 1,
  });
});

it('keeps the order of modules, also of those whose names are numbers', async () => {
  const renamed = lines.map((line) => ({ ...line, module: line.module === 'a' ? 'stem' : '0' }));
  const { units } = await read(renamed);
  expect(modulesOf(units).map(({ name }) => name)).toEqual(['stem', '0']);
  expect(judgeCoordinates(units).map(({ name }) => name)).toEqual(['stem', '0']);
});

it('takes null, and NaN and Infinity as Python writes them, for diverged', async () => {
  const text = JSON.stringify({ ...lines[2], size: 7 }).replace('7', 'NaN');
  const [unit] = (await read(thirdAs(text.replace('"change":0.5', '"change":Infinity')))).units;
  expect(unit?.coordinates['a']?.[1]).toMatchObject({ size: null, change: null, largest: 3 });
});

it('has no losses where none was watched', async () => {
  const [unit] = (await read(lines.map(({ loss: _, ...line }) => line))).units;
  expect(unit?.losses).toEqual([]);
});

describe('what cannot be judged is named, with its line and what to do', () => {
  it.each(badFiles)('%s', async (_, given, message) => {
    await expect(read(given)).rejects.toThrow(message);
  });

  it('a file that is not there', async () => {
    await expect(readMeasured(join(folder, 'none.jsonl'))).rejects.toThrow(/none\.jsonl/);
  });
});
