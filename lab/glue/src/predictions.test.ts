import { describe, expect, it } from 'vitest';
import { checkSubmittable, predictionLines, submission } from './predictions.ts';
import type { Row } from './row.ts';
import { type GlueTask, tasks } from '@singlora/records';

const row = (index: number, label = -1): Row => ({ a: `${index}`, label, index });

/** A task whose test splits have `rows` rows. */
function shrunk(task: GlueTask, rows: number): GlueTask {
  const test = task.splits.test.map((split) => ({ ...split, rows }));
  return { ...task, splits: { ...task.splits, test } };
}

describe('predictionLines', () => {
  it('names classes', () => {
    const lines = predictionLines(tasks.mnli, [row(7, 0), row(3, 2)], Float32Array.of(1, 2));
    expect(lines).toBe(
      '{"index":7,"label":"entailment","predicted":"neutral"}\n' +
        '{"index":3,"label":"contradiction","predicted":"contradiction"}\n',
    );
  });

  it('says which rows share a text', () => {
    const rows = ['p', 'p', 'q'].map((a, index): Row => ({ a, b: `${index}`, label: 0, index }));
    const lines = predictionLines(tasks.mnli, rows, [0, 1, 2]).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { group: number }).group)).toEqual([0, 0, 1]);
  });

  it('writes a regression as numbers, and no label where it is secret', () => {
    expect(predictionLines(tasks.stsb, [row(0, 3.8)], [4.25])).toBe(
      '{"index":0,"label":3.8,"predicted":4.25}\n',
    );
    const signed: GlueTask = { ...tasks.stsb, range: [-3, 3] };
    expect(predictionLines(signed, [row(0, -1.5)], [0.5])).toBe(
      '{"index":0,"label":-1.5,"predicted":0.5}\n',
    );
    expect(predictionLines(tasks.stsb, [row(0)], [1])).toBe('{"index":0,"predicted":1}\n');
    expect(predictionLines(tasks.rte, [row(0)], [1])).toBe(
      '{"index":0,"predicted":"not_entailment"}\n',
    );
  });

  it.each([
    [tasks.mnli, [], /0 predictions for 1 rows/],
    [tasks.mnli, [3], /MNLI, row 5: 3 is not a prediction/],
    [tasks.mnli, [0.5], /0\.5 is not/],
    [tasks.stsb, [NaN], /NaN is not/],
  ])('refuses what is no prediction', (task, predictions, message) => {
    expect(() => predictionLines(task, [row(5, 0)], predictions)).toThrow(message);
  });
});

describe('submission', () => {
  const rows = [row(1), row(0), row(2)];
  const text = (task: GlueTask, split: string, predictions: number[]) =>
    submission(shrunk(task, 3), split, rows, predictions);

  it('goes by the index, with the names of MNLI, QNLI and RTE', () => {
    expect(text(tasks.mnli, 'test_mismatched', [2, 0, 1])).toEqual({
      file: 'MNLI-mm.tsv',
      text: 'index\tprediction\n0\tentailment\n1\tcontradiction\n2\tneutral\n',
    });
    expect(text(tasks.qnli, 'test', [1, 0, 1]).text).toContain('\n1\tnot_entailment\n');
    expect(text(tasks.rte, 'test', [1, 0, 1]).text).toContain('\n0\tentailment\n');
  });

  it.each([
    [tasks.cola, 'CoLA.tsv'],
    [tasks.sst2, 'SST-2.tsv'],
    [tasks.mrpc, 'MRPC.tsv'],
    [tasks.qqp, 'QQP.tsv'],
    [tasks.wnli, 'WNLI.tsv'],
  ])('has ids for the others: %#', (task, file) => {
    expect(text(task, 'test', [1, 0, 1])).toEqual({
      file,
      text: 'index\tprediction\n0\t0\n1\t1\n2\t1\n',
    });
  });

  it('has values of STS-B with three decimals, within its range', () => {
    expect(text(tasks.stsb, 'test', [5.2, -0.3, 1.23456])).toEqual({
      file: 'STS-B.tsv',
      text: 'index\tprediction\n0\t0.000\n1\t5.000\n2\t1.235\n',
    });
  });

  it('can be asked about beforehand', () => {
    expect(checkSubmittable(shrunk(tasks.rte, 3), 'test', rows).submission).toBe('RTE.tsv');
    expect(() => checkSubmittable(tasks.rte, 'test', rows)).toThrow(/there are 3 rows/);
  });

  it('is not written for less than the whole split', () => {
    expect(() => submission(tasks.rte, 'test', rows, [0, 0, 0])).toThrow(
      /RTE's test rows: there are 3 rows\. .* 3000 rows/,
    );
    expect(() => text(tasks.rte, 'test', [0, 0])).toThrow(/2 predictions for 3 rows/);
    const twice = [row(0), row(0), row(1)];
    expect(() => submission(shrunk(tasks.rte, 3), 'test', twice, [0, 0, 0])).toThrow(/same index/);
    expect(() => text(tasks.rte, 'validation', [0, 0, 0])).toThrow(/no test split "validation"/);
  });
});
