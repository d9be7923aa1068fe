import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import type { RunRecord } from '@singlora/tracking';
import { describe, expect, it } from 'vitest';
import { makeRun } from '../recorded.test.support.ts';
import { readPredictions, sharedRows, type Predictions } from './predictions.ts';

const folder = folderForAllTests();

const split = 'validation';
const name = `predictions.${split}.jsonl`;

async function recorded(
  text: string,
  sha256?: string,
  summary: RunRecord['summary'] = {},
): Promise<RunRecord> {
  const path = join(folder, name);
  await writeFile(path, text);
  const hash = sha256 ?? createHash('sha256').update(text).digest('hex');
  return {
    ...makeRun().record,
    summary,
    artifacts: [{ name, path, bytes: Buffer.byteLength(text), sha256: hash }],
  };
}

describe('predictions', () => {
  it('are read in the order of the rows', async () => {
    const record = await recorded(
      '{"index":7,"label":"yes","predicted":"no"}\n{"index":3,"label":2.5,"predicted":2.25}\n',
    );
    const read = readPredictions(record, split) as Predictions;
    expect(read).toEqual({ split, rows: [3, 7], labels: [2.5, 'yes'], predicted: [2.25, 'no'] });
  });

  it('are none where none were recorded', async () => {
    expect(readPredictions(makeRun().record, split)).toBeUndefined();
  });

  it.each([
    ['{"index":0,"label":"a"}\n', 'without index, label and prediction'],
    ['{"index":0.5,"label":"a","predicted":"a"}\n', 'without index, label and prediction'],
    ['null\n', 'without index, label and prediction'],
    ['no JSON\n', 'cannot be read'],
  ])('that are damaged are told: %s', async (text, problem) => {
    const read = readPredictions(await recorded(text), split);
    expect(read).toMatchObject({ problem: expect.stringContaining(problem) });
  });

  const twoRows =
    '{"index":0,"label":"yes","predicted":"yes"}\n{"index":1,"label":"no","predicted":"yes"}\n';
  const summaryOf = (rows: number, accuracy: number) => ({
    [`${split}/rows`]: rows,
    [`${split}/accuracy`]: accuracy,
  });

  it('may be those that the run was scored by', async () => {
    const read = readPredictions(await recorded(twoRows, undefined, summaryOf(2, 0.50001)), split);
    expect(read).toMatchObject({ split });
  });

  it.each([
    [summaryOf(3, 0.5), twoRows, 'has 2 rows, and the run was scored on 3'],
    [summaryOf(2, 0.5002), twoRows, 'scores 0.5 by accuracy, and the run recorded 0.5002'],
    [summaryOf(2, 0.75), twoRows, 'scores 0.5 by accuracy, and the run recorded 0.75'],
    [summaryOf(2, 1.5), twoRows, 'scores 0.5 by accuracy, and the run recorded 1.5'],
    [summaryOf(2, 0.5), twoRows + twoRows, 'has the row 0 twice'],
  ])('that are not those the run was scored by are told: %o', async (summary, text, problem) => {
    const read = readPredictions(await recorded(text, undefined, summary), split);
    expect(read).toMatchObject({ problem: expect.stringContaining(problem) });
  });

  it('that are gone or changed are told', async () => {
    const changed = readPredictions(await recorded('', 'another'), split);
    expect(changed).toMatchObject({ problem: expect.stringContaining('SHA-256') });
    const record = await recorded('');
    await rm(join(folder, name));
    const gone = readPredictions(record, split);
    expect(gone).toMatchObject({ problem: expect.stringContaining('cannot be read') });
  });
});

describe('shared rows', () => {
  const of = (rows: Record<number, [string | number, string | number]>): Predictions => ({
    split,
    rows: Object.keys(rows).map(Number),
    labels: Object.values(rows).map(([label]) => label),
    predicted: Object.values(rows).map(([, predicted]) => predicted),
  });

  it('put runs side by side by row, classes as numbers', () => {
    const a = of({ 5: ['yes', 'no'], 1: ['no', 'no'] });
    const b = of({ 1: ['no', 'maybe'], 5: ['yes', 'yes'] });
    const { labels, predictions } = sharedRows([a, b])!;
    expect([...labels]).toEqual([0, 1]);
    expect(predictions.map((one) => [...one])).toEqual([
      [0, 0],
      [2, 1],
    ]);
  });

  it('keep values as they are', () => {
    expect(sharedRows([of({ 0: [2.5, 2.25] })])?.predictions[0]?.[0]).toBe(2.25);
  });

  it.each([
    ['another row', of({ 2: ['yes', 'no'] })],
    ['another label', of({ 1: ['no', 'no'] })],
    ['one row more', of({ 1: ['yes', 'no'], 2: ['yes', 'no'] })],
    ['no predictions', undefined],
  ])('are none with %s', (_, other) => {
    expect(sharedRows([of({ 1: ['yes', 'no'] }), other])).toBeUndefined();
  });
});
