import type { GlueSplit, TestSplit, SourceFile } from './task.ts';

/** The row counts of a task with one dev and one test split. */
export interface Counts {
  readonly train: number;
  readonly dev: number;
  readonly test: number;
}

const parquet = (task: string, name: string) => `${task}/${name}-00000-of-00001.parquet`;

export function trainSplit(task: string, rows: number, tsv: readonly SourceFile[] = []): GlueSplit {
  return {
    name: 'train',
    title: 'training',
    rows,
    parquet: parquet(task, 'train'),
    tsv: [{ name: 'train.tsv' }, ...tsv],
    jsonl: ['train.jsonl'],
  };
}

/** @param kind `matched` or `mismatched`, of the task that has both */
export function devSplit(
  task: string,
  rows: number,
  { kind, tsv = [] }: { kind?: string; tsv?: readonly SourceFile[] } = {},
): GlueSplit {
  const suffix = kind === undefined ? '' : `_${kind}`;
  return {
    name: `validation${suffix}`,
    title: `dev${kind === undefined ? '' : ` ${kind}`}`,
    rows,
    parquet: parquet(task, `validation${suffix}`),
    tsv: [{ name: `dev${suffix}.tsv` }, ...tsv],
    jsonl: [`validation${suffix}.jsonl`, `dev${suffix}.jsonl`],
  };
}

/** @param submission the file that GLUE's site takes its predictions in */
export function testSplit(
  task: string,
  rows: number,
  submission: string,
  { kind, tsv = [] }: { kind?: string; tsv?: readonly SourceFile[] } = {},
): TestSplit {
  const suffix = kind === undefined ? '' : `_${kind}`;
  return {
    name: `test${suffix}`,
    title: `test${kind === undefined ? '' : ` ${kind}`}`,
    rows,
    parquet: parquet(task, `test${suffix}`),
    tsv: [{ name: `test${suffix}.tsv` }, ...tsv],
    jsonl: [`test${suffix}.jsonl`],
    submission,
  };
}

/** The splits of a task with one dev and one test split, in files of the usual names. */
export function usualSplits(task: string, title: string, { train, dev, test }: Counts) {
  return {
    train: trainSplit(task, train),
    dev: [devSplit(task, dev)],
    test: [testSplit(task, test, `${title}.tsv`)],
  } as const;
}
